import { stringify } from "csv-stringify/sync";
import type { SeedTable } from "./seed-table";

/**
 * A seed's table as CSV: lists as JSON, as Sentinel exports them. Cells that a spreadsheet would run as a
 * formula are escaped, for names and agents are the prober's own text.
 */
export function seedCsv({ columns, rows }: SeedTable): string {
  const records = rows.map((row) =>
    columns.map((column) => {
      const cell = row[column] ?? null;
      return Array.isArray(cell) ? JSON.stringify(cell) : cell;
    }),
  );
  return stringify(records, { header: true, columns: [...columns], escape_formulas: true });
}
