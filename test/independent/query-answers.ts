import { Random } from "@/test/seeded";
import { writeJson } from "./hostile";
import { type Attempt, isoTime } from "./rows";
import { analyticsTable, auditTable, type Table } from "./tables";

/** Rows of a table as the query API returns them: names without a zone, times in ISO 8601, what is blank null. */
function asAnswered(
  table: Table,
  attempts: Attempt[],
  random: Random,
): { names: string[]; rows: unknown[][] } {
  const names = table.header.map((name) => name.replace(" [UTC]", ""));
  const rows = table.rows.map((row, at) =>
    row.map((cell, column): unknown => {
      const one = attempts[at] as Attempt;
      const name = names[column] ?? "";
      if (name === "TimeGenerated") return isoTime(random, { ...one, seconds: one.seconds + 180 });
      if (/DateTime$/.test(name)) return cell === "" ? null : isoTime(random, one);
      if (name === "IsInteractive" && cell !== "") return cell === "TRUE";
      return cell === "" && random.chance(0.5) ? null : cell;
    }),
  );
  return { names, rows };
}

const BREAKAGES: Record<string, (row: string, spoilt: string) => string> = {
  "bad bytes": (row, spoilt) => row.replace("[", `["${spoilt}",`),
  "no value": (row) => row.replace(",", ",,"),
  "raw control character": (row) => row.replace('"', '"\u0001'),
  "an object": () => '{"Id":"x"}',
  "a number": () => "12.5",
  "fewer cells": (row) => `${row.slice(0, row.indexOf(","))}]`,
};

/** An answer of the Log Analytics query API, today's or the older one in capitals. */
export function queryAnswer(
  random: Random,
  attempts: Attempt[],
  spoilt: string,
): { text: string; how: string } {
  const calm = new Random(1);
  const isAudit = random.chance(0.3);
  const { names, rows } = asAnswered(
    (isAudit ? auditTable : analyticsTable)(attempts, random),
    attempts,
    random,
  );
  settle(names, rows[0] ?? []);
  const lines = rows.map((row, at) => writeJson(at === 0 ? calm : random, row));
  const at = random.between(1, Math.max(1, lines.length - 1));
  const how = random.pick(["none", "none", ...Object.keys(BREAKAGES)]);
  const breakage = BREAKAGES[how];
  if (breakage && lines[at] !== undefined) lines[at] = breakage(lines[at], spoilt);
  const isOld = random.chance(0.4);
  const table = isOld ? oldTable : newTable;
  const others = random.chance(0.3) ? `,${table("Other", ["a", "b"], ['["1",2]', "[null,null]"])}` : "";
  const text = `{"${isOld ? "Tables" : "tables"}":[${table("PrimaryResult", names, lines)}${others}]}`;
  const first = text.indexOf(lines[0] ?? "") + (lines[0] ?? "").length;
  if (random.chance(0.15))
    return { text: text.slice(0, random.between(first, text.length - 1)), how: "an answer, cut" };
  return { text, how: `an answer, row ${at + 1} with ${how}` };
}

const newTable = (name: string, names: string[], rows: string[]) =>
  `{"name":"${name}","columns":[${names.map((one) => JSON.stringify({ name: one, type: "string" }))}],"rows":[${rows.join(",\n")}]}`;
const oldTable = (name: string, names: string[], rows: string[]) =>
  `{"TableName":"${name}","Columns":[${names.map((one) => JSON.stringify({ ColumnName: one, DataType: "String" }))}],"Rows":[${rows.join(",")}]}`;

/** The first row is read whatever chance did to the others. */
function settle(names: string[], row: unknown[]): void {
  const set = (name: string, value: string) => {
    if (names.includes(name)) row[names.indexOf(name)] = value;
  };
  set("CreatedDateTime", "2026-03-01T10:00:00Z");
  set("ActivityDateTime", "2026-03-01T10:00:00Z");
  if (names.includes("CreatedDateTime")) set("Type", "SigninLogs");
}
