import { z } from "zod";
import { GUIDE, RESET_STEP } from "@/lib/detection/advice";
import { PLAYBOOK } from "@/lib/detection/playbook";

/** Every step of the guide and every action of the playbook, by key. */
export const STEP_KEYS: readonly string[] = [
  ...[RESET_STEP, ...GUIDE].map(({ key }) => key),
  ...PLAYBOOK.flatMap(({ actions }) => actions.map(({ key }) => key)),
];

export const StepKey = z
  .string()
  .refine((key) => STEP_KEYS.includes(key), "the guide and the playbook have no such step")
  .meta({ example: "source" });

export const TickState = z.enum(["done", "open"]);
export type TickState = z.infer<typeof TickState>;

/**
 * What somebody says of a step. `seen` is the id of the last tick that they saw on it, null for none: when somebody
 * else was quicker, theirs is not written over. Absent: whatever stands there.
 */
export const NewTick = z.strictObject({
  step: StepKey,
  state: TickState,
  note: z.string().trim().max(2000).nullish(),
  seen: z
    .string()
    .regex(/^\d{1,18}$/, "a tick's id is a number")
    .nullish(),
});
export type NewTick = z.infer<typeof NewTick>;

/** One tick as it was made; the latest of a step is its state. */
export const Tick = z.object({
  id: z.string(),
  step: z.string(),
  state: TickState,
  note: z.string().nullable(),
  by: z.string(),
  at: z.iso.datetime(),
  /** The alert it was made on: another one's id where alerts merged or split. */
  alertId: z.string(),
});
export type Tick = z.infer<typeof Tick>;
