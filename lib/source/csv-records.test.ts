import fc from "fast-check";
import { expect, test } from "vitest";
import { cellsOf, columnsOf } from "./csv-cells";
import { CsvCutter, MAX_CSV_RECORD_BYTES } from "./csv-records";

function slicesOf(text: string | Buffer, size = 1 << 18) {
  const bytes = Buffer.from(text);
  const cutter = new CsvCutter(44);
  const batches = [];
  for (let at = 0; at < bytes.length; at += size) batches.push(cutter.push(bytes.subarray(at, at + size)));
  return [...batches, cutter.end()].flat().map((slice) => {
    const there = bytes.subarray(slice.offset, slice.offset + slice.length);
    if (slice.bytes && !slice.bytes.equals(there)) throw new Error(`The span at ${slice.offset} is wrong.`);
    return slice.problem ?? String(slice.bytes);
  });
}

test("cells may hold line breaks, delimiters and doubled quotes, at every chunk size from 1 to 64", () => {
  const text = '\ufeffa,b\r\n1,"x\r\ny, ""z"""\r\n\r\n2,5" disk\n3,"é😀"';
  for (let size = 1; size <= 64; size++)
    expect(slicesOf(text, size)).toEqual(["a,b", '1,"x\r\ny, ""z"""', '2,5" disk', '3,"é😀"']);
});

test("one unclosed quote costs its own line and nothing after it", () => {
  const text = 'a,b\n1,"open\n2,x\n3,y\n';
  for (const size of [1, 7, 1000])
    expect(slicesOf(text, size)).toEqual(["a,b", "unclosed quote", "2,x", "3,y"]);
});

test("an unclosed quote does not swallow the next row where that one is in quotes too", () => {
  const text = '"a","b"\r\n"1","open\r\n"2","x"\r\n"3","many\r\nlines"\r\n"4","y" z\r\n';
  for (const size of [1, 7, 1000])
    expect(slicesOf(text, size)).toEqual([
      '"a","b"',
      "unclosed quote",
      '"2","x"',
      '"3","many\r\nlines"',
      '"4","y" z',
    ]);
});

test("an unclosed quote in a large file gives up after 4 MiB, not at the end of the file", () => {
  const rows = Math.ceil((6 * 1024 * 1024) / 10);
  const found = slicesOf(`a,b\n1,"open\n${"12345,678\n".repeat(rows)}`);
  expect(found.length).toBe(rows + 2);
  expect(found.slice(0, 3)).toEqual(["a,b", "unclosed quote", "12345,678"]);
  expect(MAX_CSV_RECORD_BYTES).toBe(4 * 1024 * 1024);
});

test("a file made of unclosed quotes takes time in proportion to its size", () => {
  const line = 'x",""",\n';
  const started = performance.now();
  const found = slicesOf(line.repeat(400_000));
  expect(found.length).toBe(400_000);
  expect(performance.now() - started).toBeLessThan(15_000);
});

test("a line of 9 MiB without quotes is passed over with its place and length", () => {
  const cutter = new CsvCutter(44);
  const slices = [...cutter.push(Buffer.from("a,b\n"))];
  for (let mib = 0; mib < 9; mib++) slices.push(...cutter.push(Buffer.alloc(1 << 20, "x")));
  slices.push(...cutter.push(Buffer.from("\n1,2")), ...cutter.end());
  expect(slices.map(({ offset, length, problem }) => [offset, length, problem])).toEqual([
    [0, 3, null],
    [4, 9 << 20, "record longer than 4 MiB"],
    [5 + (9 << 20), 3, null],
  ]);
});

test.each(["", '"'])(
  "a line of 64 MiB that begins with %j is passed over in memory that stays flat",
  (start) => {
    const cutter = new CsvCutter(44);
    const found = [...cutter.push(Buffer.from(`a,b\n${start}`))];
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    for (let at = 0; at < 512; at++) {
      found.push(...cutter.push(Buffer.alloc(128 * 1024, "x")));
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    found.push(...cutter.push(Buffer.from("\n1,2\n")), ...cutter.end());
    expect(found.map(({ length, bytes }) => [length, bytes === null])).toEqual([
      [3, false],
      [(64 << 20) + start.length, true],
      [3, false],
    ]);
    // 64 MiB held at once would be twice as much; garbage that was not collected yet counts as well.
    expect(most).toBeLessThan(600 * 1024 * 1024);
  },
);

test("two columns of one name are both kept", () => {
  expect(columnsOf(['\ufeff"Date (UTC)"', " Token  type ", "Token type", "Made [UTC]"])).toEqual([
    { name: "date (utc)", zone: null },
    { name: "token type", zone: null },
    { name: "token type#2", zone: null },
    { name: "made", zone: "UTC" },
  ]);
});

test("a header called __proto__ or constructor is a column like any other", () => {
  expect(columnsOf(["__proto__", "constructor"]).map(({ name }) => name)).toEqual([
    "__proto__",
    "constructor",
  ]);
});

test("any table comes back cell by cell, whatever its cells hold", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", "é", "😀", " ", "\0") });
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 70 }),
      (rows, size) => {
        const lines = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(","));
        const found = slicesOf(lines.join("\r\n"), size);
        expect(found.map((record) => cellsOf(record, ","))).toEqual(rows);
      },
    ),
  );
});
