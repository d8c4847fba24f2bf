import fc from "fast-check";
import { expect, test } from "vitest";
import { Random } from "@/test/seeded";
import { FIRST_NAME_RANK, SURNAME_RANK } from "./common-names";
import { DirectoryNames, directoryShares } from "./directory-names";
import { TYPO_EDITS, typoDistance } from "./typo-distance";

/** The definition: optimal string alignment over the whole table. */
function slowDistance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i && j ? 0 : i + j)),
  );
  const cell = (i: number, j: number) => table[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, cell(i - 2, j - 2) + 1);
      (table[i] as number[])[j] = cost;
    }
  return cell(a.length, b.length);
}

test.each([
  ["ana", "ana", 0],
  ["ana", "an", 1],
  ["ana", "nan", 2],
  ["smith", "smtih", 1],
  ["ca", "abc", 3],
  ["", "ab", 2],
  ["", "abc", 3],
  ["john.smith", "jon.smiht", 2],
  ["a", "b".repeat(100_000), 3],
])("from %s to %s it is %i edits, 3 being any more", (a, b, edits) => {
  expect(typoDistance(a, b)).toBe(edits);
  expect(typoDistance(b, a)).toBe(edits);
});

const word = fc.string({ unit: fc.constantFrom(..."abc."), maxLength: 12 });

test("is the optimal string alignment distance up to the limit", () => {
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 4 }), (a, b, most) => {
      expect(typoDistance(a, b, most)).toBe(Math.min(slowDistance(a, b), most + 1));
    }),
    { seed: 83, numRuns: 3000 },
  );
});

test("the index finds the nearest exactly where comparing with every account does", () => {
  const suffixes = fc.constantFrom("x.example", "y.example");
  const account = fc.tuple(word, suffixes).map(([local, suffix]) => `${local}@${suffix}`);
  fc.assert(
    fc.property(fc.array(account, { maxLength: 40 }), account, (accounts, asked) => {
      const directory = new DirectoryNames(accounts);
      const [local = "", suffix = ""] = asked.split("@");
      const wanted = Math.min(
        ...accounts
          .filter((one) => one.endsWith(`@${suffix}`))
          .map((one) => slowDistance(local, one.slice(0, one.indexOf("@")))),
      );
      expect(directory.nearest(asked)?.edits ?? null).toBe(wanted <= TYPO_EDITS ? wanted : null);
    }),
    { seed: 84, numRuns: 2000 },
  );
});

test("an account of another suffix is not near", () => {
  const directory = new DirectoryNames(["ana@contoso.example", "plain"]);
  expect(directory.nearest("anna@contoso.example")).toEqual({ account: "ana@contoso.example", edits: 1 });
  expect(directory.nearest("anna@fabrikam.example")).toBeNull();
  expect([directory.nearest("plain"), directory.has("plain")]).toEqual([null, true]);
});

test("shares: typos by absent names, the overlap by all", () => {
  const directory = new DirectoryNames(["ana.diaz@contoso.example", "bo.lee@contoso.example"]);
  const absent = ["ana.dias@contoso.example", "zzz.zzz@contoso.example"];
  expect(directoryShares(directory, [...absent, "bo.lee@contoso.example"], absent)).toEqual({
    dirOverlap: 1 / 3,
    typoShare: 0.5,
  });
  expect(directoryShares(directory, [], [])).toEqual({ dirOverlap: 0, typoShare: null });
});

test("hostile names are near nothing and harm nothing", () => {
  const directory = new DirectoryNames(["__proto__@x.example", "constructor@x.example", "a".repeat(9000)]);
  for (const name of [
    "\ud800@x.example",
    "@",
    "@x.example",
    `${"a".repeat(1e6)}@x.example`,
    "toString@x.example",
  ])
    expect(directory.nearest(name)).toBeNull();
  expect(directory.nearest("_proto__@x.example")?.edits).toBe(1);
});

test("100,000 accounts answer for 20,000 names within seconds", () => {
  const random = new Random(85);
  const firsts = [...FIRST_NAME_RANK.keys()];
  const lasts = [...SURNAME_RANK.keys()];
  const accounts = new Set<string>();
  while (accounts.size < 100_000)
    accounts.add(`${random.pick(firsts)}.${random.pick(lasts)}@contoso.example`);
  const began = performance.now();
  const directory = new DirectoryNames(accounts);
  const built = performance.now() - began;
  const names = [...accounts].slice(0, 20_000).map((account) => `x${account}`);
  const { typoShare } = directoryShares(directory, names, names);
  const asked = performance.now() - began - built;
  expect(typoShare).toBe(1);
  expect([built < 20_000, asked < 20_000]).toEqual([true, true]);
});
