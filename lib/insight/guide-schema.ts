import { z } from "zod";
import { Tick } from "@/lib/alert/tick-schema";
import { STAGES } from "@/lib/detection/playbook";
import { Answer } from "@/lib/event/schema";

const Count = z.number().int().min(0);

/** One thing that the data say of a step; `href` leads to where it can be seen. */
export const GuideFact = z.object({ label: z.string(), value: z.string(), href: z.string().nullable() });
export type GuideFact = z.infer<typeof GuideFact>;

/** A question of the guide: `answer` is what the data say in one sentence, `unknown` what no data can say. */
export const GuideStep = z.object({
  key: z.string(),
  title: z.string(),
  text: z.string(),
  answer: z.string().nullable(),
  facts: z.array(GuideFact),
  unknown: z.string().nullable(),
  /** The latest tick, taken back or not; null while nobody has touched the step. */
  tick: Tick.nullable(),
});
export type GuideStep = z.infer<typeof GuideStep>;

export const StageId = z.enum(STAGES);

/** `now` is called for; `included` goes with it; `other` does not apply yet. */
export const GuideStage = z.object({
  id: StageId,
  title: z.string(),
  lead: z.string(),
  /** Minutes until its first action should be under way. */
  within: Count.nullable(),
  state: z.enum(["now", "included", "other"]),
  actions: z.array(z.object({ key: z.string(), text: z.string(), tick: Tick.nullable() })),
});
export type GuideStage = z.infer<typeof GuideStage>;

/** Guide and playbook of one alert. */
export const Guide = z.object({
  alertId: z.string(),
  /** The strongest answer of the alert's detections, or of what was done with its accounts since; it decides the stage. */
  best: Answer,
  stage: StageId,
  /** A stronger answer that the same origin got in the same hours, outside of the detections; null for none. */
  beyond: Answer.nullable(),
  /** Whole days that the logs held go on after the alert's last row. */
  quietDays: Count,
  steps: z.array(GuideStep),
  stages: z.array(GuideStage),
});
export type Guide = z.infer<typeof Guide>;
