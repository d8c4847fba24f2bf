import { z } from "zod";
import { DataRange } from "./schema";

/**
 * Why silence may mean nothing. `source`: a log that is not held at all; `gap`: days of one that others have;
 * `federation`: a domain that another provider decides for; `technique`: asking that leaves no row in any tenant.
 */
export const VISIBILITY_KINDS = ["source", "gap", "federation", "technique"] as const;

const Statement = z.object({
  id: z.string(),
  kind: z.enum(VISIBILITY_KINDS),
  /** A few words to find it by. */
  about: z.string(),
  sentence: z.string(),
});
export type Statement = z.infer<typeof Statement>;

/** What could not be seen in a period of whole UTC days; null while nothing is held. */
export const Visibility = z.object({ period: DataRange.nullable(), statements: z.array(Statement) });
export type Visibility = z.infer<typeof Visibility>;
