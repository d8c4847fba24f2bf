import type { Pack } from "./pack";
import { type Copy, isBetterCopy, isSameRow } from "./same-row";

type Named = { source: number; key: string; importId: bigint };

/** A row of the pack that may have copies. */
export type Candidate = Copy & Named & { row: number };

/** A copy that is in the store, with what is needed to take it out again. */
export type Stored = Copy & Named & { originId: bigint };

export type Settled = {
  /** Rows of the pack to store, in file order; among them those that replace. */
  inserted: number[];
  /** Stored copies that lost. */
  replaced: Stored[];
  /** Rows that had no copy: the inserted ones they stand for may be later, better copies. */
  accepted: number[];
  duplicateInFile: number;
  duplicateStored: number;
  /** Other imports whose stored copies these rows met, whichever copy won. */
  met: Set<bigint>;
};

export function candidateOf(pack: Pack, row: number, importId: bigint): Candidate {
  return {
    row,
    importId,
    source: pack.source[row] as number,
    key: pack.keyText(row),
    at: pack.instantOf(row),
    filled: pack.filledOf(row),
    isIngestTime: pack.isIngestTime(row),
    digits: pack.digits[row] as number,
    content: pack.contentOf(row),
  };
}

const nameOf = ({ source, key }: Named) => `${source} ${key}`;
const isCandidate = (copy: Candidate | Stored): copy is Candidate => "row" in copy;

/**
 * Decides which copy of each row stays, row by row in file order, so that the split into batches changes
 * nothing. A copy must beat every copy within a day of it; equal copies leave the first in place. Which copy
 * stays does not depend on the order as long as the copies of a row lie within one day of each other; farther
 * apart they are different rows.
 */
export function settleDuplicates(rows: Candidate[], stored: Stored[]): Settled {
  const held = new Map<string, (Candidate | Stored)[]>();
  for (const copy of stored) held.set(nameOf(copy), [...(held.get(nameOf(copy)) ?? []), copy]);
  const settled: Settled = {
    inserted: [],
    replaced: [],
    accepted: [],
    duplicateInFile: 0,
    duplicateStored: 0,
    met: new Set(),
  };
  const gone = new Set<Candidate | Stored>();
  const kept: Candidate[] = [];
  for (const row of rows) {
    const name = nameOf(row);
    const copies = held.get(name) ?? [];
    const near = copies.filter((copy) => isSameRow(copy, row));
    if (near.length === 0) settled.accepted.push(row.row);
    else if (near.some((copy) => copy.importId === row.importId)) settled.duplicateInFile += 1;
    else settled.duplicateStored += 1;
    for (const copy of near) if (copy.importId !== row.importId) settled.met.add(copy.importId);
    if (!near.every((copy) => isBetterCopy(row, copy))) continue;
    for (const copy of near) gone.add(copy);
    held.set(name, [...copies.filter((copy) => !gone.has(copy)), row]);
    kept.push(row);
  }
  settled.inserted = kept.filter((row) => !gone.has(row)).map(({ row }) => row);
  settled.replaced = stored.filter((copy) => gone.has(copy) && !isCandidate(copy));
  return settled;
}
