import { ANSWERS } from "@/lib/event/schema";
import type { Bucket, BucketSize, Tally } from "@/lib/insight/schema";
import { DAY, HOUR, MINUTE } from "@/lib/time";

/** One drawn column: `step` buckets of the timeline together, also where nobody asked. */
export type Column = { at: number; attempts: number; newNames: number } & Tally;
export type Columns = { columns: Column[]; size: BucketSize; step: number; width: number };

const WIDTH: Record<BucketSize, number> = { minute: MINUTE, hour: HOUR, day: DAY };
const STEPS: Record<BucketSize, readonly number[]> = {
  minute: [1, 2, 5, 10, 15, 30],
  hour: [1, 2, 3, 6, 12],
  day: [1, 2, 7, 14, 28, 91, 182, 364],
};

/** Seven answers stand in a column at most, so this keeps a chart under 2,000 marks. */
export const MAX_COLUMNS = 280;

/** Milliseconds since 1970, half-open. */
export type Span = { from: number; to: number };

/** Milliseconds a bucket lasts. */
export const widthOf = (size: BucketSize): number => WIDTH[size];

function columnsIn({ from, to }: Span, width: number): number {
  return Math.ceil(to / width) - Math.floor(from / width);
}

/** Minutes are still told apart when a column holds five of them. */
const MINUTES_TOGETHER = 5;

/** The bucket that suits a range: minutes up to most of a day, hours up to eleven days, then days. */
export function bucketFor(range: Span): BucketSize {
  if (columnsIn(range, MINUTE * MINUTES_TOGETHER) <= MAX_COLUMNS) return "minute";
  return columnsIn(range, HOUR) <= MAX_COLUMNS ? "hour" : "day";
}

/** Whether a range can be drawn in buckets of this size at all. */
export function isDrawable(range: Span, size: BucketSize): boolean {
  const largest = Math.max(...STEPS[size]);
  return size === "day" || columnsIn(range, WIDTH[size] * largest) <= MAX_COLUMNS;
}

function stepFor(range: Span, size: BucketSize): number {
  const fits = STEPS[size].find((step) => columnsIn(range, WIDTH[size] * step) <= MAX_COLUMNS);
  return fits ?? Math.ceil(columnsIn(range, WIDTH[size]) / MAX_COLUMNS) + 1;
}

/**
 * Turns the buckets of a timeline (empty ones left out) into evenly spaced columns over the whole range, so
 * that silence is seen as a gap. Buckets outside the range are ignored; attempts are never lost inside it.
 */
export function fillSilence(buckets: readonly Bucket[], range: Span, size: BucketSize): Columns {
  const step = stepFor(range, size);
  const width = WIDTH[size] * step;
  const start = Math.floor(range.from / width) * width;
  const columns: Column[] = Array.from({ length: columnsIn(range, width) }, (_, index) => ({
    at: start + index * width,
    attempts: 0,
    newNames: 0,
  }));
  for (const bucket of buckets) {
    const column = columns[Math.floor((Date.parse(bucket.at) - start) / width)];
    if (column) addTo(column, bucket);
  }
  return { columns, size, step, width };
}

function addTo(column: Column, bucket: Bucket): void {
  column.attempts += bucket.attempts;
  column.newNames += bucket.newNames;
  for (const answer of ANSWERS) {
    const more = bucket.byAnswer[answer];
    if (more) column[answer] = (column[answer] ?? 0) + more;
  }
}
