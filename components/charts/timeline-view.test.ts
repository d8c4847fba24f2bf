import { expect, test } from "vitest";
import { HOUR, MINUTE } from "@/lib/time";
import { askedOf, shownOf, TimelineParams, wholeOf } from "./timeline-view";

const whole = { from: Date.parse("2026-11-18T02:14:20Z"), to: Date.parse("2026-11-18T02:55:03Z") };

test("without parameters the whole is shown, in minutes where they fit", () => {
  expect(shownOf(whole, {})).toEqual({ span: whole, size: "minute", isZoomed: false });
});

test("the address zooms in, and whole buckets are asked for", () => {
  const params = TimelineParams.parse({ from: "2026-11-18T02:20:30Z", to: "2026-11-18T02:25:30Z" });
  const shown = shownOf(whole, params);
  expect(shown.isZoomed).toBe(true);
  expect(askedOf(shown)).toEqual({
    from: "2026-11-18T02:20:00.000Z",
    to: "2026-11-18T02:26:00.000Z",
    bucket: "minute",
  });
});

test("nonsense in the address and a range that ends before it starts mean the whole", () => {
  const params = TimelineParams.parse({ from: "yesterday", to: "2001-01-01T00:00:00Z", bucket: "week" });
  expect(shownOf(whole, params)).toEqual({ span: whole, size: "minute", isZoomed: false });
});

test("minutes over a month give way to hours or days", () => {
  const month = { from: whole.from, to: whole.from + 30 * 24 * HOUR };
  expect(shownOf(month, { bucket: "minute" }).size).toBe("day");
  expect(shownOf(month, { bucket: "hour" }).size).toBe("hour");
});

test("a single attempt is shown with five minutes around it", () => {
  const { from, to } = wholeOf("2026-11-18T02:14:20Z", "2026-11-18T02:14:20Z");
  expect(to - from).toBe(10 * MINUTE);
});
