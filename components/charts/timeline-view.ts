import { z } from "zod";
import type { TimelineView } from "@/lib/insight/api";
import { BucketSize } from "@/lib/insight/schema";
import { MINUTE } from "@/lib/time";
import { bucketFor, isDrawable, type Span, widthOf } from "./fill-silence";

/** What the address says about a timeline; nonsense in it means the page's own range. */
export const TimelineParams = z.object({
  from: z.iso.datetime().optional().catch(undefined),
  to: z.iso.datetime().optional().catch(undefined),
  bucket: BucketSize.optional().catch(undefined),
});
export type TimelineParams = z.infer<typeof TimelineParams>;

export type Shown = { span: Span; size: BucketSize; isZoomed: boolean };

/**
 * The range and bucket to draw: the address's where it names some, else the whole. A bucket that would need
 * too many columns gives way to the finest that fits.
 */
export function shownOf(whole: Span, params: TimelineParams): Shown {
  const from = params.from ? Date.parse(params.from) : whole.from;
  const to = params.to ? Date.parse(params.to) : whole.to;
  const isUsable = to > from;
  const span = isUsable ? { from, to } : whole;
  const size = params.bucket && isDrawable(span, params.bucket) ? params.bucket : bucketFor(span);
  return { span, size, isZoomed: isUsable && (params.from !== undefined || params.to !== undefined) };
}

/**
 * What to ask for: whole buckets, so that the first and the last column count all of their attempts. The same
 * object on the server and in the browser, since it is the key under which the answer is kept.
 */
export function askedOf({ span, size }: Shown): TimelineView {
  const width = widthOf(size);
  return {
    from: new Date(Math.floor(span.from / width) * width).toISOString(),
    to: new Date(Math.ceil(span.to / width) * width).toISOString(),
    bucket: size,
  };
}

const LEAST = 10 * MINUTE;

/** From the first to the last attempt, with air on both sides where they lie close together. */
export function wholeOf(first: string, last: string): Span {
  const span = { from: Date.parse(first), to: Date.parse(last) + 1 };
  const air = Math.max(0, LEAST - (span.to - span.from)) / 2;
  return { from: span.from - air, to: span.to + air };
}
