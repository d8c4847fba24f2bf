import type { Loaded } from "@/lib/event/loaded";
import type { Filled } from "@/lib/source/read-packs";

/** What became of the rows of a file so far: read = accepted + duplicate + skipped + rejected. */
export type Receipt = {
  read: number;
  accepted: number;
  duplicate: number;
  skipped: number;
  rejected: number;
  outOfRange: number;
  unmapped: number;
  skippedBy: Record<string, number>;
  rejectedBy: Record<string, number>;
  duplicateBy: Record<string, number>;
  /** Microseconds since 1970. */
  from: bigint | null;
  to: bigint | null;
};

export const IN_FILE = "already in this file";
export const IN_STORE = "already stored";

/** Reasons may quote the file; beyond this many different ones they are counted together. */
const MAX_REASONS = 100;
const OTHER = "other reasons";

function add(reasons: Record<string, number>, reason: string, count = 1): void {
  if (count === 0) return;
  const isKnown = Object.hasOwn(reasons, reason);
  const isRoom = Object.keys(reasons).length < MAX_REASONS && reason !== "__proto__";
  const name = isKnown || isRoom ? reason : OTHER;
  reasons[name] = (reasons[name] ?? 0) + count;
}

const least = (a: bigint | null, b: bigint | null) => (a === null || (b !== null && b < a) ? b : a);
const greatest = (a: bigint | null, b: bigint | null) => (a === null || (b !== null && b > a) ? b : a);

/** The receipt after one more batch: all its records, and what became of the rows among them. */
export function withBatch(
  receipt: Receipt,
  { read, refused }: Omit<Filled, "pack">,
  loaded: Loaded,
): Receipt {
  const next = structuredClone(receipt);
  next.read += read;
  for (const { as, reason } of refused) {
    next[as] += 1;
    add(as === "skipped" ? next.skippedBy : next.rejectedBy, reason);
  }
  next.accepted += loaded.accepted;
  next.duplicate += loaded.duplicateInFile + loaded.duplicateStored;
  add(next.duplicateBy, IN_FILE, loaded.duplicateInFile);
  add(next.duplicateBy, IN_STORE, loaded.duplicateStored);
  next.outOfRange += loaded.outOfRange;
  next.unmapped += loaded.unmapped;
  next.from = least(next.from, loaded.from);
  next.to = greatest(next.to, loaded.to);
  return next;
}
