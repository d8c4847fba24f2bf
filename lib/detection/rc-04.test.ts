import { expect, test } from "vitest";
import { findIn } from "@/test/answered";
import { type Attempt, names } from "@/test/ledger";
import { RC_04 } from "./rc-04";

const DAY = "2026-03-02";
const find = (attempts: Attempt[], given = {}) => findIn(RC_04, attempts, given);
/** Attempts for so many names, each with its own code in turn. */
const mixed = (n: number, at: string, seconds: number, codes: string[], attempt: Partial<Attempt> = {}) =>
  names(n, at, seconds, attempt).map((one, index) => ({
    ...one,
    code: codes[index % codes.length] ?? "50034",
  }));

test("fires when ten names lie around the turn of the hour", () => {
  const before = names(5, `${DAY}T09:59:59.900Z`);
  const after = names(5, `${DAY}T10:00:00.100Z`).map((one) => ({ ...one, name: `late.${one.name}` }));
  const [episode, ...more] = find([...before, ...after]);
  expect(more).toEqual([]);
  expect(episode).toMatchObject({ severity: "low", severityWhy: ["low by size (10 names)"] });
  expect(episode?.measures).toMatchObject({
    names: 10,
    tries: 10,
    k0: 10,
    nxShare: 1,
    onceShare: 1,
    hitRate: 0,
  });
});

test("fires once for eighteen names from 09:55 to 10:05, which no clock hour shows", () => {
  const found = find(names(18, `${DAY}T09:55:00Z`, 35));
  expect(found).toHaveLength(1);
  expect(found[0]?.measures.names).toBe(18);
});

test("counts folded accounts: two spellings of one name and eight others are nine", () => {
  const spelled = [
    { name: "A@contoso.example", at: `${DAY}T09:10:00Z` },
    { name: " a@contoso.example", at: `${DAY}T09:10:01Z` },
  ];
  expect(find([...spelled, ...names(8, `${DAY}T09:10:02Z`, 1)])).toEqual([]);
  expect(find([...spelled, ...names(9, `${DAY}T09:10:02Z`, 1)])).toHaveLength(1);
});

test("stays silent when the tenth name is empty", () => {
  expect(find([...names(9, `${DAY}T09:10:00Z`, 1), { name: " ", at: `${DAY}T09:10:10Z` }])).toEqual([]);
});

test("rises to high with one accepted password, and says so", () => {
  const found = find(
    mixed(30, `${DAY}T09:10:00Z`, 10, ["50034"]).map((one, n) => (n === 7 ? { ...one, code: "50055" } : one)),
  );
  expect(found[0]).toMatchObject({
    severity: "high",
    severityWhy: ["medium by size (30 names)", "high: 1 password accepted"],
  });
});
