import { expect, test } from "vitest";
import { findIn } from "@/test/answered";
import { type Attempt, names } from "@/test/ledger";
import { RC_04 } from "./rc-04";
import { RC_05 } from "./rc-05";

const DAY = 86_400_000;
const START = Date.parse("2026-03-02T00:00:00Z");
const find = (attempts: Attempt[], given = {}) => findIn(RC_05, attempts, given);

/** So many new names each hour, for so many hours. */
const slow = (perHour: number, hours: number, attempt: Partial<Attempt> = {}) =>
  names(perHour * hours, new Date(START).toISOString(), 3600 / perHour, attempt);

test("fires for six new names an hour over eight hours, which no hourly rule and no sliding hour sees", () => {
  const [episode, ...more] = find(slow(6, 8));
  expect(more).toEqual([]);
  expect(episode?.measures).toMatchObject({ names: 48, onceShare: 1, nxShare: 1, gapCv: 0 });
  expect(episode).toMatchObject({
    severity: "high",
    severityWhy: [
      "medium by size (48 names, twice what a window needs)",
      "+1 clockwork (gaps vary by 0 % of their mean)",
    ],
  });
  expect(findIn(RC_04, slow(6, 8))).toEqual([]);
});

test("fires for four names a day over a week, and for two a day over a month", () => {
  const daily = (perDay: number, days: number) =>
    Array.from({ length: days }, (_, day) =>
      names(perDay, new Date(START + day * DAY).toISOString(), 1800).map((one, n) => ({
        ...one,
        name: `${day}.${n}@contoso.example`,
      })),
    ).flat();
  expect(find(daily(4, 7))[0]?.measures.names).toBe(28);
  expect(find(daily(3, 7))).toEqual([]);
  expect(find(daily(2, 25))[0]?.measures.names).toBe(50);
  expect(find(daily(1, 30))).toEqual([]);
});

test("stays silent for a burst: its names lie in fewer than three hours", () => {
  expect(find(names(60, "2026-03-02T09:10:00Z", 30))).toEqual([]);
});

test("stays silent for an old device that asks for the same names again and again", () => {
  const again = Array.from({ length: 8 }, (_, hour) =>
    names(16, new Date(START + hour * 3_600_000).toISOString(), 60),
  ).flat();
  expect(find(again)).toEqual([]);
});

test("a source that people sign in from needs mostly absent names", () => {
  const people = [
    { accountId: "zoe@contoso.example", day: START / DAY - 3, first: (START - 3 * DAY) * 1000 },
  ];
  const exist = slow(3, 8, { code: "50126" });
  expect(find(exist)).toHaveLength(1);
  expect(find(exist, { presences: people })).toEqual([]);
  expect(find(slow(3, 8), { presences: people })).toHaveLength(1);
});

test("counts absent and existing names only: known passwords and hints are other rules' business", () => {
  expect(find(slow(6, 8, { code: "50055" }))).toEqual([]);
});
