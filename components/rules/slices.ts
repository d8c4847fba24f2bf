import { HOUR, type Range } from "@/lib/time";

/**
 * Cuts a range into slices of whole UTC hours, at most `most` of them. The rules' windows are clock hours, so
 * running slice after slice counts exactly what one run over the whole would; ends inside an hour are widened
 * to the hour.
 */
export function slicesOf({ from, to }: Range, most = 16): Range[] {
  const start = Math.floor(from.getTime() / HOUR);
  const end = Math.ceil(to.getTime() / HOUR);
  const hours = Math.max(0, end - start);
  const step = Math.max(1, Math.ceil(hours / most));
  const slices: Range[] = [];
  for (let at = start; at < end; at += step) {
    slices.push({ from: new Date(at * HOUR), to: new Date(Math.min(end, at + step) * HOUR) });
  }
  return slices;
}
