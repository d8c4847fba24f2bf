import { type DateOrderEvidence, dateNote } from "./date-order";
import type { Recognised } from "./schema";
import { lacksZone } from "./times";
import { parseZone } from "./zones";

/** What a file's first times leave open, and what the receipt says of it. */
export type TimesSeen = Pick<Recognised, "dateOrder" | "dateDecision" | "assumesZone" | "notes">;

/** `stated`: the zones that headers of the time columns name in brackets, the better column first. */
export function timesSeen(
  times: string[],
  evidence: DateOrderEvidence,
  stated: (string | null)[] = [],
): TimesSeen {
  for (const time of times) evidence.see(time);
  const zone = stated.find((name) => name !== null) ?? null;
  const isStated = zone !== null && parseZone(zone) !== null;
  const dateDecision = evidence.decision();
  const note = dateDecision && dateNote(dateDecision);
  return {
    dateOrder: dateDecision?.order ?? "month-first",
    dateDecision,
    assumesZone: !isStated && times.some(lacksZone),
    notes: note ? [note] : [],
  };
}
