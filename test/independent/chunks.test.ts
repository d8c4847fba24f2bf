import { expect, test } from "vitest";
import { CsvTable } from "@/lib/source/csv-reading";
import { utf8Chunks } from "@/lib/source/encoding";
import { jsonCutter } from "@/lib/source/json-reading";
import type { Slice } from "@/lib/source/schema";
import { Random } from "@/test/seeded";
import { attemptOf, graphRow } from "./rows";

type Reader = { push: (chunk: Buffer) => Slice[]; end: () => Slice[] };
const READERS: Record<string, () => Reader & { damage?: () => unknown }> = {
  "JSON lines": () => jsonCutter("json-lines"),
  "JSON values": () => jsonCutter("json-values"),
  CSV: () => new CsvTable(","),
};

/** What a reader makes of these chunks: places, bytes and problems of all its records. */
function read(kind: string, chunks: Buffer[]) {
  const reader = READERS[kind]?.();
  if (!reader) throw new Error(`There is no reader ${kind}.`);
  const slices = [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()];
  const records = slices.map(({ offset, length, bytes, problem }) => ({
    ...{ offset, length, problem },
    text: bytes?.toString("latin1"),
  }));
  return {
    records,
    damage: reader.damage?.() ?? null,
    header: reader instanceof CsvTable && reader.header?.names,
  };
}

const inTwo = (bytes: Buffer, at: number) => [bytes.subarray(0, at), bytes.subarray(at)];
const inPieces = (bytes: Buffer, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );

const JSON_TEXT = [
  '\ufeff{"@odata.context":"x","n":{"value":[1]},"value":[{"a":"]}\\"\\\\"},{"é漢😀":"\\ud83d\\ude00"} ,',
  '\r\n{"b":[[],{}]}, 12.5e3, "s,]", null, {"c":},],"@odata.nextLink":"y","records":[{"d":1}]}\r\n',
  '[{"e":"\\u0000"}]\n\n{"alone":{"value":"x"}}\n',
].join("");
const LINES_TEXT = '\ufeff{"a":"é漢😀\\n"}\r\n\r\n  {"b":1}  \n{"c": broken\n\t\n\0{"d":2}\n{"e":"last"}';
const CSV_TEXT = [
  '\ufeffsep=,\r\n"Date (UTC)",Request ID,"User\r\nname"\r\n1,"x\r\ny, ""z""","é漢😀"\r\n\r\n',
  '2,5" disk,"a" b\n   \r\n3,"open\n"4","closed","again"\n"",,\n5,"\0",ragged,more\r\n6,short\n"never closed,7\n8,9,10',
].join("");
const LABELLED =
  'Record 1\n{"a":1}\r\nRecord 2 \r\n{"b":"Record 3\\n"},\n\nRecord 30\n{"Record 4":["x"]}\nRecord 5\n{"e":1}\n';
const FILES: [string, string][] = [
  ["JSON values", JSON_TEXT],
  ["JSON values", LABELLED],
  ["JSON values", `${LABELLED}Record 6`],
  ["JSON values", `${LABELLED}Records of another log, one line that is longer than any label`],
  ["JSON lines", LABELLED],
  ["JSON values", JSON_TEXT.slice(0, -40)],
  ["JSON values", `${JSON_TEXT.slice(0, 150)}]}`],
  ["JSON values", `${JSON_TEXT}<html>`],
  ["JSON lines", LINES_TEXT],
  ["CSV", CSV_TEXT],
];

test.each(FILES)("%s: a text cut in two at any byte is read as the whole is (%#)", (kind, text) => {
  const bytes = Buffer.from(text);
  const whole = read(kind, [bytes]);
  expect(whole.records.length).toBeGreaterThan(3);
  for (let at = 0; at <= bytes.length; at++)
    expect(read(kind, inTwo(bytes, at)), `cut at ${at}`).toEqual(whole);
});

test.each(FILES)("%s: so is one that comes in pieces of 1 to 64 bytes (%#)", (kind, text) => {
  const bytes = Buffer.from(text);
  const whole = read(kind, [bytes]);
  for (let size = 1; size <= 64; size++)
    expect(read(kind, inPieces(bytes, size)), `pieces of ${size}`).toEqual(whole);
});

/** Real records of some 300 KB, so that pieces of 64 KiB have borders inside of them. */
const random = new Random(7);
const rows = Array.from({ length: 400 }, () => JSON.stringify(graphRow(random, attemptOf(random))));
const LARGE: [string, string][] = [
  ["JSON lines", rows.join("\n")],
  ["JSON values", `{"value":[${rows.join(",")}]}`],
  ["CSV", ["a,b", ...rows.map((row) => `"${row.replaceAll('"', '""')}",x`)].join("\r\n")],
];

test.each(LARGE)("%s: so is a large one in pieces of 65,535, 65,536 and 65,537 bytes", (kind, text) => {
  const bytes = Buffer.from(text);
  const whole = read(kind, [bytes]);
  expect(whole.records.length).toBe(kind === "CSV" ? rows.length : rows.length);
  for (const size of [65_535, 65_536, 65_537, 4099])
    expect(read(kind, inPieces(bytes, size)), `pieces of ${size}`).toEqual(whole);
});

async function decoded(chunks: Buffer[], encoding: "utf-16le" | "utf-16be"): Promise<string> {
  async function* each() {
    yield* chunks;
  }
  const parts: Buffer[] = [];
  for await (const part of utf8Chunks(each(), encoding)) parts.push(part);
  return Buffer.concat(parts).toString("latin1");
}

test.each(["utf-16le", "utf-16be"] as const)("%s decodes alike however it is cut", async (encoding) => {
  const little = Buffer.from('\ufeff{"a":"é漢😀\ud800x\udc00😀"}\r\n', "utf16le");
  const bytes = encoding === "utf-16be" ? Buffer.from(little).swap16() : little;
  const whole = await decoded([bytes], encoding);
  for (let at = 0; at <= bytes.length; at++)
    expect(await decoded(inTwo(bytes, at), encoding), `cut at ${at}`).toBe(whole);
  for (let size = 1; size <= 64; size++) expect(await decoded(inPieces(bytes, size), encoding)).toBe(whole);
});
