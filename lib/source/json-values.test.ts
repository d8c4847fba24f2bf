import fc from "fast-check";
import { expect, test } from "vitest";
import { ValueCutter } from "./json-values";

/** The records' texts and the damage, however the text is split. */
function cut(text: string | Buffer, size = 1 << 20) {
  const bytes = Buffer.from(text);
  const cutter = new ValueCutter();
  const records: string[] = [];
  for (let at = 0; at < bytes.length; at += size)
    for (const slice of cutter.push(bytes.subarray(at, at + size))) {
      expect(slice.bytes?.equals(bytes.subarray(slice.offset, slice.offset + slice.length))).toBe(true);
      records.push(String(slice.bytes));
    }
  cutter.end();
  return { records, damage: cutter.damage };
}

const SHAPES: [string, string, string[]][] = [
  ["a bare array", '[{"a":1},{"b":[2]}]', ['{"a":1}', '{"b":[2]}']],
  [
    "a page",
    '{"@odata.context":"x","value":[{"a":1},{"b":2}],"@odata.nextLink":"y"}',
    ['{"a":1}', '{"b":2}'],
  ],
  ["an Event Hub message", '{"records": [ {"a":1} ]}', ['{"a":1}']],
  ["pages one after the other", '{"value":[{"a":1}]}\n{"value":[{"b":2}]}', ['{"a":1}', '{"b":2}']],
  ["arrays one after the other", '[{"a":1}]\r\n[{"b":2},]\n', ['{"a":1}', '{"b":2}']],
  ["objects with commas between", '{"a":1},\n{"b":2}', ['{"a":1}', '{"b":2}']],
  ["one object alone", '\ufeff {"a":{"value":[1]}} ', ['{"a":{"value":[1]}}']],
  ["two files joined, each with its mark", '\ufeff[{"a":1}]\n\ufeff[{"b":2}]', ['{"a":1}', '{"b":2}']],
  ["an empty page", '{"value":[]}', []],
  [
    "an envelope with two lists",
    '{"value":[{"a":1}],"n":{"records":[3]},"records":[{"b":2}]}',
    ['{"a":1}', '{"b":2}'],
  ],
  ["elements that are no objects", '[1, "a,]", null,[2],{"a":1}]', ["1", '"a,]"', "null", "[2]", '{"a":1}']],
  [
    "brackets and quotes in strings",
    '[{"a":"]}\\"\\\\"},{"value":"["}]',
    ['{"a":"]}\\"\\\\"}', '{"value":"["}'],
  ],
  ["a value that is no list", '{"value":"x","a":[1]}', ['{"value":"x","a":[1]}']],
  ["text beyond ASCII", '[{"a":"naïve – 漢字 😀"}]', ['{"a":"naïve – 漢字 😀"}']],
  ["an element that does not parse", '[{"a":1},{"b":},{"c":3}]', ['{"a":1}', '{"b":}', '{"c":3}']],
];

test.each(SHAPES)("cuts %s into its records, at every chunk size from 1 to 64", (_name, text, records) => {
  for (let size = 1; size <= 64; size++) expect(cut(text, size)).toEqual({ records, damage: null });
});

test.each([
  [
    "a file cut inside a record",
    '[{"a":1},{"b":',
    ['{"a":1}'],
    14,
    "inside the record that begins at byte 9",
  ],
  [
    "a file cut between records",
    '{"value":[{"a":1},',
    ['{"a":1}'],
    18,
    "before its list of records is closed",
  ],
  [
    "a file cut after the list",
    '{"value":[{"a":1}]',
    ['{"a":1}'],
    18,
    "before its list of records is closed",
  ],
  ["a bracket that does not match", '[{"a":1},{"b":[2}},{"c":3}]', ['{"a":1}'], 16, "bracket"],
  ["a brace that closes a list", '[{"a":1}}', ['{"a":1}'], 8, "bracket"],
  ["words between the records", '{"a":1}\nChapter 2\n{"b":2}', ['{"a":1}'], 8, "neither"],
  ["an unclosed string", '[{"a":1},{"b":"x},{"c":3}]', ['{"a":1}'], 26, "byte 9"],
])("names the byte for %s, after what came before it", (_name, text, records, byte, what) => {
  for (const size of [1, 3, 1000]) {
    const found = cut(text, size);
    expect(found.records).toEqual(records);
    expect(found.damage?.byte).toBe(byte);
    expect(found.damage?.what).toContain(what);
  }
});

test("brackets 100,000 deep neither crash the scan nor slow it down", () => {
  const deep = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  expect(cut(`[${deep},{"b":1}]`, 1000).records).toEqual([deep, '{"b":1}']);
});

test("a record longer than 32 MiB is passed over with its place and length, and its neighbours survive", () => {
  const cutter = new ValueCutter();
  const piece = Buffer.alloc(1 << 20, "x");
  const slices = [...cutter.push(Buffer.from('[{"a":1},{"b":"'))];
  for (let mib = 0; mib < 40; mib++) slices.push(...cutter.push(piece));
  slices.push(...cutter.push(Buffer.from('"},{"c":3}]')));
  cutter.end();
  expect(slices.map(({ offset, length, problem }) => ({ offset, length, problem }))).toEqual([
    { offset: 1, length: 7, problem: null },
    { offset: 9, length: 8 + 40 * (1 << 20), problem: "record longer than 32 MiB" },
    { offset: 18 + 40 * (1 << 20), length: 7, problem: null },
  ]);
  expect(cutter.damage).toBeNull();
});

test("whatever JSON stands in a list comes out as it went in", () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
      fc.integer({ min: 1, max: 80 }),
      (list, size) => {
        const texts = list.map((record) => JSON.stringify(record));
        expect(cut(`[${texts.join(" , ")}]`, size).records).toEqual(texts);
        expect(cut(`{"n":1,"value":[${texts.join(",")}]}`, size).records).toEqual(texts);
      },
    ),
  );
});
