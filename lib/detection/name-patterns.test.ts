import fc from "fast-check";
import { expect, test } from "vitest";
import { listKind } from "./list-kind";
import { nameGrammar } from "./name-grammar";
import { inferPattern, type NamePattern, patternsOf } from "./name-patterns";

const at = (locals: string[]) => locals.map((local) => `${local}@contoso.example`);

test.each<[string, NamePattern[]]>([
  ["john.smith", ["first.last"]],
  ["john.smith2", ["first.last", "number series"]],
  ["smith.john", ["last.first"]],
  ["j.smith", ["f.last"]],
  ["john.s", ["first.l"]],
  ["john.q.smith", ["first.m.last"]],
  ["john_smith", ["first_last"]],
  ["john-smith", ["first-last"]],
  ["jsmith", ["flast"]],
  ["smithj", ["lastf"]],
  ["johnsmith", ["firstlast"]],
  ["john", ["first"]],
  ["smith", ["last"]],
  ["test001", ["number series"]],
  ["info", ["role account"]],
  ["svc-backup", ["role account"]],
  ["adm.smith", ["role account"]],
  ["zoë.müller", ["first.last"]],
  ["xqzptk", []],
  ["", []],
  ["__proto__", []],
  ["a.b.c.d", []],
])("%s is made like %j", (local, patterns) => {
  expect(patternsOf(local)).toEqual(patterns);
});

test("what most names are made like is the pattern, with their share", () => {
  const found = inferPattern(at(["john.smith", "mary.jones", "linda.brown", "info", "xqzptk"]));
  expect(found).toMatchObject({ pattern: "first.last", share: 0.6, names: 5 });
  expect(found.fits).toEqual({ "first.last": 3, "role account": 1 });
  expect(inferPattern([])).toMatchObject({ pattern: null, share: 0 });
});

test("test001 to test200 is a series without holes", () => {
  const names = at(Array.from({ length: 200 }, (_, place) => `test${String(place + 1).padStart(3, "0")}`));
  const grammar = nameGrammar(names);
  expect(grammar).toMatchObject({ seriesShare: 1, machineShare: 1 });
  expect(grammar.series).toEqual({ stem: "test#", names: 200, from: 1, to: 200, density: 1 });
  expect(listKind(inferPattern(names), grammar, 1)).toBe("machine-made");
});

test("tags, UUIDs and a generator's names are machine-made; two people of one name are not", () => {
  expect(nameGrammar(at(["user+1", "user+7", "user+load"])).machineShare).toBe(1);
  expect(nameGrammar(at(["1b4e28ba-2fa1-11d2-883f-0016d3cca427"])).randomShare).toBe(1);
  expect(nameGrammar(at(["Clara.Hoeger38", "Reba_Kuhn7"])).fakerShare).toBe(1);
  expect(nameGrammar(at(["john.smith", "mary.jones"])).machineShare).toBe(0);
  expect(nameGrammar(at(["john.smith", "john.smith2"])).seriesShare).toBe(0);
});

test("the same pattern is guessed with many absent names, harvested with hardly any", () => {
  const names = at(["john.smith", "mary.jones", "linda.brown"]);
  const kind = (nxShare: number) => listKind(inferPattern(names), nameGrammar(names), nxShare);
  expect([kind(0.9), kind(0.2), kind(0)]).toEqual(["guessed people", "one pattern", "harvested people"]);
  const roles = at(["info", "sales", "admin"]);
  expect(listKind(inferPattern(roles), nameGrammar(roles), 0.5)).toBe("role accounts");
  const odd = at(["xqzptk", "wwwvvv", "john.smith"]);
  expect(listKind(inferPattern(odd), nameGrammar(odd), 0.5)).toBe("mixed");
});

test("any text is looked at, whatever it holds, and no share leaves 0 to 1", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "__proto__",
      "constructor",
      "\ud800\udc00\ud800",
      "@@@",
      "....",
      "1".repeat(9999),
      "a1".repeat(500),
    ),
  );
  fc.assert(
    fc.property(fc.array(hostile), (names) => {
      const { share } = inferPattern(names);
      const { machineShare, seriesShare } = nameGrammar(names);
      for (const one of [share, machineShare, seriesShare]) expect(one >= 0 && one <= 1).toBe(true);
    }),
    { seed: 81 },
  );
});

test("100,000 names of the worst kind take seconds of the processor at most", () => {
  const worst = ["a1".repeat(250), "x".repeat(100_000), "9".repeat(300), ".".repeat(500), "a.".repeat(250)];
  const names = Array.from({ length: 100_000 }, (_, place) => `${worst[place % worst.length]}${place}`);
  const began = process.cpuUsage();
  inferPattern(names);
  nameGrammar(names);
  expect(process.cpuUsage(began).user / 1000).toBeLessThan(20_000);
});
