import { AppError } from "@/lib/errors";
import { DAY, HOUR, MINUTE, type Range } from "@/lib/time";
import type { BucketSize } from "./schema";

/** A timeline is one answer, never paged: above this it is neither drawn nor read by anybody. */
export const MAX_BUCKETS = 20_000;

export const BUCKET_MS: Record<BucketSize, number> = { minute: MINUTE, hour: HOUR, day: DAY };

const COARSER: Record<BucketSize, BucketSize | null> = { minute: "hour", hour: "day", day: null };

/** Buckets that a half-open range touches. */
export function bucketsIn({ from, to }: Range, size: BucketSize): number {
  const ms = BUCKET_MS[size];
  return Math.max(0, Math.ceil(to.getTime() / ms) - Math.floor(from.getTime() / ms));
}

/** The finest bucket coarser than `size` that keeps the range under the limit. */
export function coarserBucket(range: Range, size: BucketSize): BucketSize | null {
  for (let next = COARSER[size]; next; next = COARSER[next]) {
    if (bucketsIn(range, next) <= MAX_BUCKETS) return next;
  }
  return null;
}

/** Refuses more buckets than anybody can read. Throws `bad-input` naming the bucket that would do. */
export function refuseTooMany(count: number, range: Range, size: BucketSize): void {
  if (count <= MAX_BUCKETS) return;
  const coarser = coarserBucket(range, size);
  const advice = coarser ? `Use bucket=${coarser}, or a shorter range.` : "Use a shorter range.";
  throw new AppError(
    "bad-input",
    `This range has more than ${MAX_BUCKETS.toLocaleString("en")} buckets of one ${size}. ${advice}`,
  );
}
