import type { Fields, Header, Row } from "./schema";

/**
 * A flat JSON object read like a row of a table. Of `Type` and `type` the first is the table's own column, the other
 * one that a query added. The Azure CLI writes every value as text, and `None` for null: its rows name their TableName.
 */
export function flatRow(record: Fields): { row: Row; header: Header } {
  const cells = new Map<string, unknown>();
  const isOfCli = typeof record.TableName === "string";
  for (const [name, value] of Object.entries(record)) {
    const key = name.toLowerCase();
    if (cells.has(key) && name === key) continue;
    cells.set(key, isOfCli && value === "None" ? "" : value);
  }
  const names = [...cells.keys()];
  return {
    row: (name) => cells.get(name) ?? "",
    header: { names, has: (name) => cells.has(name), zoneOf: () => null },
  };
}
