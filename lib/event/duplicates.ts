import { type Copy, isBetterCopy, isSameRow } from "./same-row";
import type { Fact } from "./star";

/** A copy that is in the store, with what is needed to take it out again. */
export type Stored = Copy & {
  source: number;
  key: string;
  importId: bigint;
  originId: bigint;
  accountId: bigint;
};

export type Settled = {
  /** Facts to store; among them those that replace. */
  inserted: Fact[];
  /** Stored copies that lost. */
  replaced: Stored[];
  /** Rows that had no copy: the inserted ones they stand for may be later, better copies. */
  accepted: Fact[];
  duplicateInFile: number;
  duplicateStored: number;
  /** Other imports whose stored copies these rows met, whichever copy won. */
  met: Set<bigint>;
};

const nameOf = ({ source, key }: { source: number; key: string }) => `${source} ${key}`;

/**
 * Decides which copy of each row stays, row by row in file order, so that the split into batches changes
 * nothing. A copy must beat every copy within a day of it; equal copies leave the first in place. Which copy
 * stays does not depend on the order as long as the copies of a row lie within one day of each other; farther
 * apart they are different rows.
 */
export function settleDuplicates(facts: Fact[], stored: Stored[], importId: bigint): Settled {
  const held = new Map<string, (Fact | Stored)[]>();
  for (const copy of stored) held.set(nameOf(copy), [...(held.get(nameOf(copy)) ?? []), copy]);
  const settled: Settled = {
    inserted: [],
    replaced: [],
    accepted: [],
    duplicateInFile: 0,
    duplicateStored: 0,
    met: new Set(),
  };
  const gone = new Set<Fact | Stored>();
  for (const fact of facts) {
    const name = nameOf(fact);
    const copies = held.get(name) ?? [];
    const near = copies.filter((copy) => isSameRow(copy, fact));
    if (near.length === 0) settled.accepted.push(fact);
    else if (near.some((copy) => copy.importId === importId)) settled.duplicateInFile += 1;
    else settled.duplicateStored += 1;
    for (const copy of near) if (copy.importId !== importId) settled.met.add(copy.importId);
    if (!near.every((copy) => isBetterCopy(fact, copy))) continue;
    for (const copy of near) gone.add(copy);
    held.set(name, [...copies.filter((copy) => !gone.has(copy)), fact]);
    settled.inserted.push(fact);
  }
  settled.inserted = settled.inserted.filter((fact) => !gone.has(fact));
  settled.replaced = stored.filter((copy) => gone.has(copy));
  return settled;
}
