"use client";
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { csvOf } from "@/components/ui/csv";
import { downloadText } from "@/components/ui/download";
import { PlainText } from "@/components/ui/plain-text";
import { Sideways } from "@/components/ui/sideways";
import { count } from "@/components/ui/utc";
import type { SeedCell, SeedTable as Table } from "@/lib/detection/seed-table";

/** A browser lays out a few hundred rows of fifteen columns at once; the CSV has all. */
const SHOWN = 200;

type Props = { table: Table; filename: string };

const shownText = (cell: SeedCell | undefined) =>
  Array.isArray(cell) ? cell.join("; ") : String(cell ?? "");

/** Lists as JSON, as Sentinel exports them; numbers stay numbers, so that no minus sign is taken for a formula. */
const savedCell = (cell: SeedCell | undefined) => (Array.isArray(cell) ? JSON.stringify(cell) : (cell ?? ""));

/** The seed's own table, under its own column names. */
export function SeedTable({ table: { columns, rows }, filename }: Props) {
  const save = () => {
    const lines = rows.map((row) => columns.map((column) => savedCell(row[column])));
    downloadText(filename, "text/csv", csvOf(columns, lines));
  };
  return (
    <>
      <div className="row between body">
        <span>
          <b>{count(rows.length)}</b> {rows.length === 1 ? "row" : "rows"}
          {rows.length > SHOWN && <span className="t3">, the first {SHOWN} below, all in the CSV</span>}
        </span>
        <Button
          size="compact-xs"
          variant="default"
          onClick={save}
          leftSection={<IconDownload size={12} aria-hidden="true" />}
        >
          CSV
        </Button>
      </div>
      {rows.length > 0 && (
        <Sideways label="Table of the run">
          <table className="tbl seed-table">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, SHOWN).map((row) => (
                <tr key={columns.map((column) => shownText(row[column])).join("\n")}>
                  {columns.map((column) => (
                    <td key={column} className={typeof row[column] === "number" ? "num" : undefined}>
                      <PlainText text={shownText(row[column])} ifEmpty="" />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Sideways>
      )}
    </>
  );
}
