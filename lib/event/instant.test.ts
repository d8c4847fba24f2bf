import { expect, test } from "vitest";
import { databaseForFile } from "@/test/database";
import { dayText, instantText } from "./instant";

const store = databaseForFile();

const DAY = 86_400_000_000n;
const DAYS = [
  -800_000, -719_529, -719_528, -719_163, -719_162, -1, 0, 20_454, 2_932_896, 2_932_897, 3_000_000,
];
const INSTANTS = DAYS.flatMap((day) => [BigInt(day) * DAY, BigInt(day) * DAY + 1n, BigInt(day) * DAY - 1n]);

test("Postgres reads the very microsecond and day, before Christ and after the year 9999 too", async () => {
  const { rows } = await store().pool.query<{ micros: string }>(
    `select (extract(epoch from at) * 1000000)::bigint::text as micros
     from unnest($1::timestamptz[]) with ordinality as t (at, n) order by n`,
    [INSTANTS.map(instantText)],
  );
  expect(rows.map(({ micros }) => BigInt(micros))).toEqual(INSTANTS);
  const days = await store().pool.query<{ day: number }>(
    "select day - date '1970-01-01' as day from unnest($1::date[]) with ordinality as t (day, n) order by n",
    [DAYS.map(dayText)],
  );
  expect(days.rows.map(({ day }) => day)).toEqual(DAYS);
});

test("an ordinary instant looks as usual", () => {
  expect(instantText(1_767_225_600_000_001n)).toBe("2026-01-01T00:00:00.000001Z");
  expect(dayText(20_454)).toBe("2026-01-01");
});
