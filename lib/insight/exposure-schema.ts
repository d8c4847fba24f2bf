import { z } from "zod";
import { When } from "@/lib/detection/schema";
import { Answer } from "@/lib/event/schema";

/** What counts as known: from the confirmation that somebody exists on. A hint is only watched, when asked for. */
export const EXPOSED = ["exists-unusable", "exists", "password-known", "signed-in"] as const;
export const WATCHED = ["hint", ...EXPOSED] as const;

export const ExposureSort = z.enum(["answer", "first-learned", "account"]);
export type ExposureSort = z.infer<typeof ExposureSort>;

/** The direction in which a list begins unless it is told otherwise. */
export const FIRST_ORDER = { answer: "desc", "first-learned": "desc", account: "asc" } as const;

/** Several answers stand with commas between. */
const answers = z
  .string()
  .transform((text) => text.split(","))
  .pipe(z.array(z.enum(WATCHED)).min(1));

const filter = {
  alert: z.string().regex(/^\d{1,18}$/, "an alert's id is a number"),
  from: When,
  to: When,
  answer: answers,
  /** Also what only alerts closed as benign or false, and suppressed ones, learned. */
  benign: z.enum(["true", "false"]),
  sort: ExposureSort,
  order: z.enum(["asc", "desc"]),
};
const inOrder = {
  check: ({ from, to }: { from?: Date | undefined; to?: Date | undefined }) => !from || !to || from < to,
  says: { error: "`from` must lie before `to`", path: ["to"] },
};

/** Which exposed accounts: of one alert, or first learned within [from, to). Absent: all there are. */
export const ExposureFilter = z.object(filter).partial().refine(inOrder.check, inOrder.says);
export type ExposureFilter = z.infer<typeof ExposureFilter>;

export const ExposureQuery = z
  .object({
    ...filter,
    limit: z.coerce.number().int().min(1).max(1000),
    cursor: z.string().max(2000),
  })
  .partial()
  .refine(inOrder.check, inOrder.says);
export type ExposureQuery = z.infer<typeof ExposureQuery>;

/**
 * An account that somebody now knows of: the best answer that flagged origins got about it, with the code that gave
 * it, when it came first, and to whom.
 */
export const ExposedAccount = z.object({
  account: z.string(),
  answer: Answer,
  code: z.string(),
  firstLearned: z.iso.datetime(),
  origin: z.string(),
  /** Null: no directory says. */
  privileged: z.boolean().nullable(),
  mfaMissing: z.boolean(),
  /** How many flagged origins got an answer about it, `origin` being the first with the best. */
  origins: z.number().int(),
  alerts: z.array(z.string()),
  isSample: z.boolean(),
});
export type ExposedAccount = z.infer<typeof ExposedAccount>;

export const ExposureList = z.object({
  items: z.array(ExposedAccount),
  nextCursor: z.string().nullable(),
  /** Accounts left out because only benign, false or suppressed alerts learned of them. */
  hidden: z.number().int(),
});
export type ExposureList = z.infer<typeof ExposureList>;
