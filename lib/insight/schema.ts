import { z } from "zod";
import { Answer } from "@/lib/event/schema";

const Count = z.number().int().min(0);
export const Tally = z.partialRecord(Answer, Count);
export type Tally = z.infer<typeof Tally>;

export const BucketSize = z.enum(["minute", "hour", "day"]);
export type BucketSize = z.infer<typeof BucketSize>;

/** One bar of a timeline: attempts of all vectors that answer, successes included. */
export const Bucket = z.object({
  at: z.iso.datetime(),
  attempts: Count,
  byAnswer: Tally,
  byCode: z.record(z.string(), Count),
  newNames: Count,
});
export type Bucket = z.infer<typeof Bucket>;
