import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "@/test/seeded";
import { jaccard, roundsOf } from "./rounds";
import type { Try } from "./spacing";

const LIST = Array.from({ length: 40 }, (_, place) => `user${place}`);
const MINUTE = 60_000;

/** One after the other, a second apart, from a start. */
const through = (list: readonly string[], start: number): Try[] =>
  list.map((account, place) => ({ at: start + place * 1000, account }));

test("a program that goes through the same list every 30 minutes makes even rounds", () => {
  const tries = [0, 1, 2, 3, 4].flatMap((round) => through(LIST, round * 30 * MINUTE));
  const found = roundsOf(tries);
  expect(found).toMatchObject({ sameSet: 5, interval: 30 * MINUTE, intervalCv: 0 });
  expect(found.rounds.map(({ names, tries: n, jaccard: common }) => [names, n, common])).toEqual([
    [40, 40, null],
    ...Array.from({ length: 4 }, () => [40, 40, 1]),
  ]);
});

test("a list without a pause between its rounds is cut all the same", () => {
  const tries = through([...LIST, ...LIST, ...LIST], 0);
  expect(roundsOf(tries)).toMatchObject({ sameSet: 3 });
});

test("a list that is shuffled for each round repeats its set", () => {
  const random = new Random(76);
  const shuffled = () =>
    LIST.map((item) => ({ item, at: random.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item);
  const tries = [0, 1, 2, 3].flatMap((round) => through(shuffled(), round * 30 * MINUTE));
  expect(roundsOf(tries)).toMatchObject({ sameSet: 4 });
});

test("retries of each name are no rounds", () => {
  const tries = through(
    LIST.flatMap((name) => [name, name, name]),
    0,
  );
  expect(roundsOf(tries)).toMatchObject({ sameSet: 1, interval: null });
  expect(roundsOf(tries).rounds).toHaveLength(1);
});

test("a new list of other names is another round only where names return", () => {
  const grown = [...LIST, ...Array.from({ length: 20 }, (_, place) => `new${place}`)];
  const { rounds, sameSet } = roundsOf([...through(LIST, 0), ...through(grown, 30 * MINUTE)]);
  expect([rounds.length, rounds[1]?.jaccard, sameSet]).toEqual([2, 40 / 60, 1]);
});

test("whatever the tries, every one is in a round and rounds are in order", () => {
  const tries = fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 1e7 }), account: fc.constantFrom(..."abcdefgh") }),
  );
  fc.assert(
    fc.property(tries, (list) => {
      const { rounds } = roundsOf(list);
      expect(rounds.reduce((sum, round) => sum + round.tries, 0)).toBe(list.length);
      for (const { from, to, names, tries: n } of rounds)
        expect(from <= to && names <= n && names > 0).toBe(true);
      for (const [place, { from }] of rounds.entries())
        expect(from >= (rounds[place - 1]?.to ?? 0)).toBe(true);
    }),
    { seed: 77 },
  );
});

test("two empty sets are the same", () => {
  expect([jaccard(new Set(), new Set()), jaccard(new Set(["a"]), new Set(["b"]))]).toEqual([1, 0]);
});
