import { MICROS, type Micros } from "./answered";
import type { Crowd } from "./rule";

/** A ledger row by what a crowd goes by: the hour it is of, and whose name it asked for. */
export type Asked = { hour: Micros; nameId: string };

/**
 * Whether so many different names were asked for so close together that an episode may lie there. Rows have their hour
 * and not their minute, so a window takes in the whole of the hour that it begins in.
 * @param asked in order of time
 */
export const isCrowded = (asked: readonly Asked[], crowds: readonly Crowd[]) =>
  crowds.some((crowd) => hasCrowd(asked, crowd));

function hasCrowd(asked: readonly Asked[], { within, rows }: Crowd): boolean {
  if (asked.length < rows) return false;
  const inWindow = new Map<string, number>();
  let from = 0;
  for (const { hour, nameId } of asked) {
    inWindow.set(nameId, (inWindow.get(nameId) ?? 0) + 1);
    const begin = hour - within * 1000 - MICROS.hour;
    for (let oldest = asked[from]; oldest && oldest.hour < begin; oldest = asked[from]) {
      const left = (inWindow.get(oldest.nameId) ?? 1) - 1;
      if (left === 0) inWindow.delete(oldest.nameId);
      else inWindow.set(oldest.nameId, left);
      from += 1;
    }
    if (inWindow.size >= rows) return true;
  }
  return false;
}
