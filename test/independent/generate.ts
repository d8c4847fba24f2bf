import { gzipSync } from "node:zlib";
import { Random } from "@/test/seeded";
import { writeJson } from "./hostile";
import { dataExportRow, powerShellRow, smallDiagnosticRow } from "./other-rows";
import { defenderTable, portalAuditTable } from "./other-tables";
import { queryAnswer } from "./query-answers";
import { type Attempt, attemptOf, auditRow, diagnosticRow, graphRow } from "./rows";
import { analyticsTable, auditTable, portalTable, type Table } from "./tables";

/** A log file as somebody may upload it, and what was done to it. */
export type LogFile = { filename: string; bytes: Buffer; what: string };

/** Stands in a text for what no text can hold: bytes that are not UTF-8, or half of a pair in UTF-16. */
const SPOILT = "\uf8ff";

const JSON_KINDS = {
  "Graph sign-ins": graphRow,
  "Graph audits": auditRow,
  diagnostic: diagnosticRow,
  "PowerShell's JSON": powerShellRow,
  "small diagnostic": smallDiagnosticRow,
  "data export": dataExportRow,
} as const;
const TABLES = {
  "portal CSV": portalTable,
  "Log Analytics CSV": analyticsTable,
  "Log Analytics audit CSV": auditTable,
  "Defender CSV": defenderTable,
  "portal audit CSV": portalAuditTable,
} as const;
const KINDS = [
  ...(["Graph sign-ins", "Graph sign-ins", "Graph audits", "diagnostic", "diagnostic"] as const),
  ...(["portal CSV", "portal CSV", "Log Analytics CSV", "Log Analytics audit CSV"] as const),
  ...(["PowerShell's JSON", "small diagnostic", "data export", "query answer"] as const),
  ...(["Defender CSV", "portal audit CSV"] as const),
] as const;
type Kind = (typeof KINDS)[number];
const isTable = (kind: Kind): kind is keyof typeof TABLES => kind in TABLES;

/** The file that this seed names: the same bytes on every machine. */
export function generate(seed: number): LogFile {
  const random = new Random(seed);
  const kind = random.pick(KINDS);
  const attempts = attemptsOf(random);
  const { text, how } = textOf(random, kind, attempts);
  const encoded = encode(random, text);
  const packed = pack(random, encoded.bytes);
  const filename = random.pick(["export", "InteractiveSignIns_2026", "NonInteractiveSignIns_2026"]);
  return {
    filename: `${filename}.${isTable(kind) ? "csv" : "json"}`,
    bytes: packed.bytes,
    what: `${kind}, ${how}, ${encoded.how}, ${packed.how}`,
  };
}

function textOf(random: Random, kind: Kind, attempts: Attempt[]): { text: string; how: string } {
  if (isTable(kind)) return csv(random, kind, attempts);
  return kind === "query answer" ? queryAnswer(random, attempts, SPOILT) : json(random, kind, attempts);
}

/** The first is whole, for a file of nothing but wrecks is refused and not read. */
function attemptsOf(random: Random): Attempt[] {
  const attempts = Array.from({ length: random.between(1, 30) }, () => attemptOf(random));
  for (let at = 1; at < attempts.length; at++) {
    const before = attempts[random.below(at)];
    if (random.chance(0.05) && before) attempts[at] = before;
  }
  return attempts;
}

const SHAPES = [
  "lines",
  "lines",
  "array",
  "pretty array",
  "page",
  "records",
  "several texts",
  "batches",
] as const;
const ENDS = ["\n", "\n", "\r\n", "\n\n", "\n \r\n"] as const;

function json(random: Random, kind: keyof typeof JSON_KINDS, attempts: Attempt[]) {
  const calm = new Random(1);
  const rows = attempts.map((one, at) => {
    const row = JSON_KINDS[kind](random, one);
    if (at === 0) settle(row);
    return writeJson(at === 0 ? calm : random, row);
  });
  const shape = attempts.length === 1 ? "lines" : random.pick(SHAPES);
  const broken = breakRow(random, rows, shape === "lines");
  const text = arrange(random, shape, rows);
  const { text: spoilt, how } = random.chance(0.12) ? spoilEnd(random, text) : { text, how: "whole" };
  return { text: spoilt, how: `${shape}, ${broken}, ${how}` };
}

/** Makes a row that is read whatever chance did to the others. */
function settle(row: Record<string, unknown>): void {
  const inner = typeof row.properties === "object" && row.properties !== null ? row.properties : row;
  const isAudit = "activityDateTime" in inner;
  if ("category" in row && "properties" in row) row.category = isAudit ? "AuditLogs" : "SignInLogs";
  const time = ["activityDateTime", "CreatedDateTime"].find((name) => name in inner) ?? "createdDateTime";
  Object.assign(inner, { [time]: GOOD_TIME });
}
const GOOD_TIME = "2026-03-01T10:00:00Z";

/** Breaks one row so that its neighbours are still whole; in a list the brackets have to match. */
function breakRow(random: Random, rows: string[], isLines: boolean): string {
  if (rows.length < 3 || random.chance(0.5)) return "no row broken";
  const at = random.between(2, rows.length - 1);
  const row = rows[at] ?? "";
  const breakages: Record<string, string> = {
    "bad bytes": row.replace("{", `{"bad":"${SPOILT}",`),
    "no value": row.replace(":", ":,"),
    "raw control character": row.replace('"', '"\u0001'),
    "another kind": '{"id":"x","displayName":"no log"}',
    ...(isLines
      ? { cut: row.slice(0, row.length >> 1), words: "row 12", closed: `${row}}` }
      : { number: "12.5" }),
  };
  const name = random.pick(Object.keys(breakages));
  rows[at] = breakages[name] ?? row;
  return `row ${at + 1} with ${name}`;
}

function arrange(random: Random, shape: (typeof SHAPES)[number], rows: string[]): string {
  const half = rows.length >> 1;
  const page = (part: string[], key = "value") =>
    `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#auditLogs/signIns","${key}":[${part.join(",\r\n")}],"@odata.nextLink":"x"}`;
  switch (shape) {
    case "lines":
      return rows.map((row) => row + random.pick(ENDS)).join("");
    case "array":
      return `[${rows.join(",")}]`;
    case "pretty array":
      return `\n[\n  ${rows.join(",\n  ")}\n]\n`;
    case "page":
      return page(rows);
    case "records":
      return `{"records": [${rows.join(" , ")}]}`;
    case "several texts":
      return `[${rows.slice(0, half).join(",")}]\r\n[${rows.slice(half).join(",")}]\r\n\r\n`;
    case "batches":
      return `${page(rows.slice(0, half))}\n${page(rows.slice(half), "records")}\n`;
  }
}

function spoilEnd(random: Random, text: string): { text: string; how: string } {
  if (random.chance(0.3)) return { text: `${text}\n<html>`, how: "with garbage behind" };
  const length = random.between(text.length >> 1, text.length - 1);
  return { text: text.slice(0, length), how: `cut at ${length}` };
}

function csv(random: Random, kind: keyof typeof TABLES, attempts: Attempt[]) {
  for (const one of attempts) clearOfHalves(one);
  const table = TABLES[kind](attempts, random);
  firstRow(table);
  const delimiter = kind === "portal CSV" ? random.pick([",", ",", ";", "\t"]) : ",";
  const end = random.pick(["\r\n", "\n"]);
  const hint = delimiter === ";" && random.chance(0.5) ? `sep=;${end}` : "";
  const ragged = random.chance(0.2) ? makeRagged(random, table) : "";
  const isQuoted = random.chance(0.5);
  const line = (cells: string[]) => cells.map((cell) => quoted(cell, delimiter, isQuoted)).join(delimiter);
  const lines = table.rows.map(line);
  const at = random.below(lines.length);
  const isBad = random.chance(0.2) && at > 0;
  if (isBad) lines[at] = (lines[at] ?? "").replace(/\d/, SPOILT);
  const blanks = random.chance(0.2) ? `${end}${end}` : end;
  const text = hint + [line(table.header), ...lines].join(blanks) + random.pick(["", end]);
  return {
    text,
    how: `delimiter ${JSON.stringify(delimiter)}${ragged}${isBad ? `, bad bytes in row ${at + 1}` : ""}`,
  };
}

/** In a list of times of unknown order the first row decides; and one row is read whatever the others are. */
function firstRow({ header, rows: [row] }: Table): void {
  const hunted = header.indexOf("Timestamp");
  if (row && hunted >= 0) row[hunted] = GOOD_TIME;
  if (row && hunted >= 0) row[header.indexOf("LogonType")] = "";
  const at = header.indexOf("CreatedDateTime [UTC]");
  const type = header.indexOf("Type");
  if (row && at >= 0) row[at] = "2/20/2026, 9:09:00.730 AM";
  if (row && at >= 0 && type >= 0) row[type] = "SigninLogs";
}

/** NUL and the like inside of cells are well; a row that begins with a blank cell is no blank row. */
function clearOfHalves(one: Attempt): void {
  one.name = one.name.replace(/\ufeff/g, "");
}

function makeRagged(random: Random, { rows }: Table): string {
  const at = random.below(rows.length);
  const row = rows[at];
  if (at === 0 || !row) return "";
  rows[at] = random.chance(0.5) ? row.slice(0, random.between(3, row.length)) : [...row, "more", "and more"];
  return `, row ${at + 1} ragged`;
}

function quoted(cell: string, delimiter: string, isAlways: boolean): string {
  const isNeeded = /["\r\n]/.test(cell) || cell.includes(delimiter);
  return isAlways || isNeeded ? `"${cell.replaceAll('"', '""')}"` : cell;
}

const ENCODINGS = [
  "UTF-8",
  "UTF-8",
  "UTF-8 with a mark",
  "UTF-16 LE",
  "UTF-16 LE with a mark",
  "UTF-16 BE",
  "UTF-16 BE with a mark",
] as const;

function encode(random: Random, text: string): { bytes: Buffer; how: string } {
  const how = random.pick(ENCODINGS);
  const marked = how.endsWith("mark") ? `\ufeff${text}` : text;
  if (how.startsWith("UTF-16")) {
    const bytes = Buffer.from(marked.replaceAll(SPOILT, "\ud800"), "utf16le");
    return { bytes: how.includes("BE") ? bytes.swap16() : bytes, how };
  }
  const parts = marked.split(SPOILT).map((part) => Buffer.from(part));
  const bad = random.pick([Buffer.from([0xff]), Buffer.from([0xc3, 0x28]), Buffer.from([0xed, 0xa0, 0x80])]);
  return { bytes: Buffer.concat(parts.flatMap((part, at) => (at > 0 ? [bad, part] : [part]))), how };
}

/** Damage is rare: finding the damaged byte costs a pass over it byte by byte. */
const CONTAINERS = [
  ...(["plain", "plain", "plain", "plain", "plain", "plain", "gzip", "gzip", "gzip"] as const),
  ...([
    "members",
    "members",
    "members",
    "members",
    "cut gzip",
    "gzip with garbage",
    "gzip with zeros",
  ] as const),
] as const;

function pack(random: Random, bytes: Buffer): { bytes: Buffer; how: string } {
  const how = random.pick(CONTAINERS);
  if (how === "plain") return { bytes, how };
  if (how === "members") {
    const at = random.below(bytes.length);
    return { bytes: Buffer.concat([gzipSync(bytes.subarray(0, at)), gzipSync(bytes.subarray(at))]), how };
  }
  const whole = gzipSync(bytes);
  if (how === "gzip") return { bytes: whole, how };
  if (how === "cut gzip") return { bytes: whole.subarray(0, whole.length - random.between(1, 9)), how };
  const garbage = how === "gzip with zeros" ? Buffer.alloc(random.between(1, 30)) : Buffer.from("PK garbage");
  return { bytes: Buffer.concat([whole, garbage]), how };
}
