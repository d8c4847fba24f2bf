import { expect, test } from "vitest";
import { transaction } from "@/lib/db";
import { databaseForFile } from "@/test/database";
import { type Column, copyRows, encodeRows, type Value } from "./copy";

const store = databaseForFile();

const COLUMNS: Column[] = ["int2", "int4", "int8", "instant", "day", "uuid", "bool", "text"];
const ROWS: Value[][] = [
  [
    1,
    -2,
    9_007_199_254_740_993n,
    1_767_225_600_000_001n,
    20_454,
    "00112233445566778899aabbccddeeff",
    true,
    "é😀",
  ],
  [-32768, 2147483647, -1n, -1n, -1, "ffffffffffffffffffffffffffffffff", false, ""],
  [null, null, null, null, null, null, null, null],
];

test("every column type arrives as it was sent, in more than one chunk", async () => {
  const long = "x".repeat(200_000);
  const rows = [...ROWS, ...Array.from({ length: 5 }, () => [1, 1, 1n, 0n, 0, "0".repeat(32), true, long])];
  const read = await transaction(store().pool, async (connection) => {
    await connection.query(
      "create temp table t (a int2, b int4, c int8, d timestamptz, e date, f uuid, g bool, h text) on commit drop",
    );
    await copyRows(connection, "copy t from stdin (format binary)", COLUMNS, rows);
    const { rows: found } = await connection.query(
      `select a, b, c::text, (extract(epoch from d) * 1000000)::bigint::text as d, e::text, replace(f::text, '-', '') as f,
              g, left(h, 3) as h, length(h) as size
       from t`,
    );
    return found;
  });
  expect(read.length).toBe(8);
  expect(read[0]).toEqual({
    ...{ a: 1, b: -2, c: "9007199254740993", d: "1767225600000001", e: "2026-01-01" },
    ...{ f: "00112233445566778899aabbccddeeff", g: true, h: "é😀", size: 2 },
  });
  expect(read[1]).toMatchObject({ a: -32768, c: "-1", d: "-1", e: "1969-12-31", g: false, h: "", size: 0 });
  expect(Object.values(read[2]).every((value) => value === null)).toBe(true);
  expect(read[7]).toMatchObject({ h: "xxx", size: 200_000 });
});

test("a uuid that is none is refused instead of shifting the bytes behind it", () => {
  expect(() => [...encodeRows(["uuid"], [["abc"]])]).toThrow("32 hex digits");
});

test("no rows, no statement: nothing is sent", async () => {
  await transaction(store().pool, (connection) =>
    copyRows(connection, "copy there_is_no_such_table from stdin (format binary)", [], []),
  );
});
