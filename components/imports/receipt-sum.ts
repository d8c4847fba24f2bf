import type { Import } from "@/lib/intake/schema";

export type ReceiptLine = {
  word: "Accepted" | "Duplicate" | "Skipped" | "Rejected";
  n: number;
  reasons: [string, number][];
};

const largestFirst = (reasons: Record<string, number>): [string, number][] =>
  Object.entries(reasons).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));

/** The receipt as a sum: its lines with their reasons, and whether it adds up to the rows read. */
export function receiptOf({ rows, duplicateBy, skippedBy, rejectedBy }: Import) {
  const lines: ReceiptLine[] = [
    { word: "Accepted", n: rows.accepted, reasons: [] },
    { word: "Duplicate", n: rows.duplicate, reasons: largestFirst(duplicateBy) },
    { word: "Skipped", n: rows.skipped, reasons: largestFirst(skippedBy) },
    { word: "Rejected", n: rows.rejected, reasons: largestFirst(rejectedBy) },
  ];
  const sum = lines.reduce((total, line) => total + line.n, 0);
  return { lines, sum, isWhole: sum === rows.read };
}
