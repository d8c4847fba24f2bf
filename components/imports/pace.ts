/** One look at something that grows towards a known size. */
export type Look = { at: number; done: number };

/**
 * How fast it goes and how long it will take, from two looks; null before there is anything to measure.
 * Both looks carry the browser's clock, so the server's may be wrong.
 */
export function paceOf(first: Look, now: Look, whole: number) {
  const seconds = (now.at - first.at) / 1000;
  const done = now.done - first.done;
  if (seconds < 0.5 || done <= 0) return null;
  const perSecond = done / seconds;
  return { perSecond, msLeft: (Math.max(0, whole - now.done) / perSecond) * 1000 };
}

const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** "16.7 MB", decimal as disks count: three digits at most. */
export function bytesOf(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : Number(value.toPrecision(3))} ${UNITS[unit]}`;
}
