import { expect, test } from "vitest";
import { LineCutter } from "./json-lines";
import { MAX_RECORD_BYTES } from "./schema";

function cut(text: string, size: number) {
  const bytes = Buffer.from(text);
  const cutter = new LineCutter();
  const slices = [];
  for (let at = 0; at < bytes.length; at += size) slices.push(...cutter.push(bytes.subarray(at, at + size)));
  slices.push(...cutter.end());
  for (const slice of slices)
    expect(slice.bytes?.equals(bytes.subarray(slice.offset, slice.offset + slice.length))).toBe(true);
  return slices.map((slice) => String(slice.bytes));
}

test("every line that is not blank is a record, at every chunk size from 1 to 64", () => {
  const text = '\ufeff{"a":1}\r\n\r\n  \n {"é":"😀"}\t\nbroken {\n\ufeff{"last":true}';
  for (let size = 1; size <= 64; size++)
    expect(cut(text, size)).toEqual(['{"a":1}', '{"é":"😀"}', "broken {", '{"last":true}']);
});

test("a line longer than 32 MiB is not held, and the next one survives", () => {
  const cutter = new LineCutter();
  const slices = [];
  for (let mib = 0; mib < 33; mib++) slices.push(...cutter.push(Buffer.alloc(1 << 20, "x")));
  slices.push(...cutter.push(Buffer.from('\n{"a":1}\n')), ...cutter.end());
  expect(slices.map(({ offset, length, problem }) => [offset, length, problem])).toEqual([
    [0, MAX_RECORD_BYTES + (1 << 20), "record longer than 32 MiB"],
    [MAX_RECORD_BYTES + (1 << 20) + 1, 7, null],
  ]);
});
