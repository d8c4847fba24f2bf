import { expect, test } from "vitest";
import { Random } from "@/test/seeded";
import { SURNAME_RANK } from "./common-names";
import { orderPlot } from "./order-plot";
import { orderScores, strongestOrder } from "./order-score";

const SURNAMES = [...SURNAME_RANK.keys()];

const letter = (random: Random) => String.fromCharCode(97 + Math.floor(random.next() * 26));
const word = (random: Random) => Array.from({ length: 8 }, () => letter(random)).join("");
const shuffled = <T>(random: Random, list: T[]): T[] =>
  list
    .map((item) => ({ item, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

/** An alphabetical list through workers that overtake one another by up to `jitter` places, among other names. */
function attackOrder(random: Random, names: number, jitter: number, noise: number): string[] {
  const list = Array.from({ length: names }, () => `${word(random)}@contoso.example`).sort();
  const placed = list.map((name, place) => ({ name, at: place + random.next() * jitter }));
  for (let other = 0; other < noise; other++)
    placed.push({ name: `${word(random)}@contoso.example`, at: random.next() * names });
  return placed.sort((a, b) => a.at - b.at).map(({ name }) => name);
}

const alphabetical = (names: string[]) => orderScores(names)[0]?.z ?? 0;

/** Names, places of jitter, unrelated names; the mean of z and its lower twentieth, as the notes on tau state them. */
test.each([
  [20, 0, 0, 6.2, 6.1],
  [20, 5, 0, 5.4, 5.2],
  [20, 10, 0, 4.6, 4.2],
  [20, 0, 20, 3.7, 2.5],
  [50, 10, 25, 6.9, 5.6],
  [100, 10, 100, 8.4, 7.1],
])(
  "%i names with jitter %i among %i others keep z near %f, rarely below %f",
  (names, jitter, noise, mean, low) => {
    const random = new Random(700 + names + jitter + noise);
    const zs = Array.from({ length: 400 }, () => alphabetical(attackOrder(random, names, jitter, noise)));
    zs.sort((a, b) => a - b);
    expect(zs.reduce((sum, z) => sum + z, 0) / zs.length).toBeGreaterThan(mean - 0.15);
    expect(zs[20]).toBeGreaterThan(low - 0.25);
  },
);

test("20,000 chance orders of 20 names never look like a list", () => {
  const random = new Random(704);
  const names = Array.from({ length: 20 }, () => word(random));
  let highest = 0;
  for (let run = 0; run < 20_000; run++) highest = Math.max(highest, alphabetical(shuffled(random, names)));
  expect(highest).toBeLessThan(4);
});

test("a list by surname shows in the surname order", () => {
  const random = new Random(705);
  const names = SURNAMES.slice(0, 60)
    .sort()
    .map((surname) => `${word(random)}.${surname}@contoso.example`);
  const best = strongestOrder(orderScores(names));
  expect([best?.kind, best?.isEvidence, best?.names]).toEqual(["surname", true, 60]);
});

test("a list in the order of common surnames shows, however the first name is written", () => {
  const random = new Random(706);
  const likely = SURNAMES.slice(0, 80).map((surname, place) =>
    place % 2 ? `${letter(random)}${surname}@contoso.example` : `${word(random)}.${surname}@contoso.example`,
  );
  const score = orderScores(likely).find(({ kind }) => kind === "common-names");
  expect([score?.isEvidence, (score?.names ?? 0) > 70]).toEqual([true, true]);
});

test("the address list's order is by display name, and unknown without a snapshot", () => {
  const accounts = Array.from({ length: 30 }, (_, place) => `u${(place * 7) % 30}@contoso.example`);
  const names = accounts.map(
    (account, place) => [account, `Person ${String(place).padStart(2, "0")}`] as const,
  );
  const scoreOf = (displayNames: ReadonlyMap<string, string> | null) =>
    orderScores(accounts, { displayNames }).find(({ kind }) => kind === "address-list");
  expect(scoreOf(new Map(names))).toMatchObject({ names: 30, tau: 1, isEvidence: true });
  expect(scoreOf(null)).toMatchObject({ z: null, isEvidence: false, why: "no directory snapshot" });
  expect(scoreOf(new Map(names.slice(0, 1)))).toMatchObject({ z: null, why: "too few names in this order" });
});

test("nineteen names in order are no evidence", () => {
  const names = Array.from({ length: 20 }, (_, place) => `${String.fromCharCode(97 + place)}@x.example`);
  expect(orderScores(names)[0]?.isEvidence).toBe(true);
  expect(orderScores(names.slice(1))[0]?.isEvidence).toBe(false);
});

test("hostile names have a place like any other", () => {
  const names = [
    "__proto__",
    "constructor",
    "\ud800",
    "\u0000",
    "x".repeat(1_000_000),
    "",
    "@",
    "toString",
    "a@b@c",
  ];
  expect(orderScores(names)).toHaveLength(4);
  expect(orderPlot(names).points).toHaveLength(names.length);
  expect(orderScores([])[0]?.z).toBeNull();
});

test("the plot of many names shows every k-th, with its place among all", () => {
  const names = Array.from({ length: 10_001 }, (_, place) => `n${String(place).padStart(6, "0")}`);
  const { points, of } = orderPlot(names, 1000);
  expect([of, points.length]).toEqual([10_001, 910]);
  expect(points.at(-1)).toEqual({ account: "n009999", attempt: 9999, alphabetical: 9999, surname: 9999 });
});

test("100,000 long names with one beginning are ordered within seconds", () => {
  const random = new Random(707);
  const names = Array.from({ length: 100_000 }, () => `${"x".repeat(400)}${random.next()}`);
  const began = performance.now();
  orderScores(names);
  expect(performance.now() - began).toBeLessThan(10_000);
});
