import type { Pack } from "./pack";
import type { EventRange } from "./range";

/** What became of a batch: rows = accepted + duplicateInFile + duplicateStored. Times are microseconds since 1970. */
export type Loaded = {
  accepted: number;
  duplicateInFile: number;
  duplicateStored: number;
  /** Accepted rows before 2010 or more than two days ahead; they wait in the default partition. */
  outOfRange: number;
  /** Accepted rows whose outcome the code table does not know. */
  unmapped: number;
  /** First and last time of all rows of the batch, duplicates included; null without rows. */
  from: bigint | null;
  to: bigint | null;
  /** To be called once the transaction is committed. */
  committed: () => void;
};

/** What the accepted rows of a pack say of it, and the period of all its rows. */
export function countsOf(pack: Pack, accepted: number[], range: EventRange) {
  let outOfRange = 0;
  let unmapped = 0;
  for (const row of accepted) {
    if (!range.holds(pack, row)) outOfRange += 1;
    if (!pack.names.readings[pack.outcome[row] as number]?.isMapped) unmapped += 1;
  }
  return { accepted: accepted.length, outOfRange, unmapped, ...periodOf(pack) };
}

/** The first and the last time of a pack's rows, in microseconds since 1970; null without rows. */
export function periodOf(pack: Pack): { from: bigint | null; to: bigint | null } {
  if (pack.rows === 0) return { from: null, to: null };
  let first = 0;
  let last = 0;
  for (let row = 1; row < pack.rows; row++) {
    if (pack.isBefore(row, first)) first = row;
    if (pack.isBefore(last, row)) last = row;
  }
  return { from: pack.instantOf(first), to: pack.instantOf(last) };
}
