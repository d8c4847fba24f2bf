import { z } from "zod";
import { AlertStatus } from "@/lib/alert/schema";
import { Severity } from "@/lib/detection/schema";
import { Answer } from "@/lib/event/schema";
import { Tally } from "./schema";

const Count = z.number().int().min(0);
const Instant = z.iso.datetime();

/** What one origin asked of the account: `answer` is the best it got, `code` the one that gave it. */
export const AccountOrigin = z.object({
  origin: z.string(),
  answer: Answer,
  code: z.string(),
  /** All codes, the strongest answer's first. Of sign-ins that worked, the latest one's. */
  codes: z.array(z.string()),
  byAnswer: Tally,
  attempts: Count,
  firstSeen: Instant,
  /** When the best answer came first. */
  firstLearned: Instant,
  lastSeen: Instant,
  alerts: z.array(z.string()),
});
export type AccountOrigin = z.infer<typeof AccountOrigin>;

/**
 * Who asked for one account over all data held, and what each learned. `names` are spellings, at most 10. `origins`
 * are at most 500, the strongest answer first; `originCount` says how many there are. `alerts` are those of the
 * asking origins in the hours in which they asked for it.
 */
export const AccountReport = z.object({
  account: z.string(),
  isSample: z.boolean(),
  names: z.array(z.string()),
  answer: Answer.nullable(),
  byAnswer: Tally,
  attempts: Count,
  firstSeen: Instant.nullable(),
  lastSeen: Instant.nullable(),
  originCount: Count,
  origins: z.array(AccountOrigin),
  alerts: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      severity: Severity,
      status: AlertStatus,
      lastSeen: Instant,
    }),
  ),
});
export type AccountReport = z.infer<typeof AccountReport>;
