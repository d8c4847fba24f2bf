import fc from "fast-check";
import { expect, test } from "vitest";
import { defectOf, type NameDefect, repairShare, repairsOf, sharedDefect } from "./name-defects";

const OWN: ReadonlySet<string> = new Set(["contoso.example", "mail.contoso.example"]);

test.each<[string, NameDefect | null, string]>([
  ["ana@contoso.example", null, ""],
  ["ANA@Contoso.Example", null, ""],
  ["", "empty", ""],
  ["  ", "empty", ""],
  ["ana@contoso.example ", "blank around", ""],
  ["\u00a0ana@contoso.example", "blank around", ""],
  ["smtp:ana@contoso.example", "decorated", ""],
  ["<ana@contoso.example>", "decorated", ""],
  ["CONTOSO\\ana", "domain\\name", "contoso"],
  ["ana", "no domain", ""],
  ["ana@", "missing domain", ""],
  ["@contoso.example", "missing name", ""],
  ["ana@contoso.example@contoso.example", "doubled domain", "contoso.example"],
  ["ana@old.example@contoso.example", "several @", "old.example@contoso.example"],
  ["ana@contoso.example.", "trailing dot", ""],
  ["ana@contoso", "broken domain", "contoso"],
  ["ana@con toso.example", "broken domain", "con toso.example"],
  ["ana@contoso.local", "wrong suffix", "contoso.local"],
  ["bob_gmail.com#EXT#@contoso.onmicrosoft.com", null, ""],
])("%j has the defect %j", (name, defect, detail) => {
  expect(defectOf(name, OWN)).toEqual(defect === null ? null : { defect, detail });
});

test("without the tenant's own domains a foreign suffix is no defect", () => {
  expect(defectOf("ana@contoso.local")).toBeNull();
  expect(sharedDefect(["ana@contoso.local"]).knowsSuffixes).toBe(false);
});

test("an integration shares one defect; a mixture of wrong suffixes does not", () => {
  const broken = Array.from({ length: 400 }, (_, place) => `u${place}@contoso.local`);
  expect(sharedDefect([...broken, "ana@contoso.example"], OWN)).toMatchObject({
    share: 400 / 401,
    found: { defect: "wrong suffix", detail: "contoso.local" },
    counts: { "wrong suffix": 400 },
  });
  const mixed = Array.from({ length: 10 }, (_, place) => `ana@other${place}.example`);
  expect(sharedDefect(mixed, OWN)).toMatchObject({ share: 0.1, counts: { "wrong suffix": 10 } });
  expect(sharedDefect([], OWN)).toMatchObject({ share: 0, found: null });
});

test.each([
  "ana@contoso.local",
  "CONTOSO\\Ana",
  "Ana",
  "ana@contoso.example@contoso.example",
  "smtp:ana@contoso.example",
  "<ana@contoso.example>",
  " ana@contoso.example. ",
])("%j is repaired to Ana's account", (name) => {
  expect(repairsOf(name, OWN)).toEqual(["ana@contoso.example", "ana@mail.contoso.example"]);
});

test("of a broken integration's names most are real once repaired; of a guesser's hardly any", () => {
  const staff = new Set(Array.from({ length: 100 }, (_, place) => `u${place}@contoso.example`));
  const has = (account: string) => staff.has(account);
  const names = Array.from({ length: 100 }, (_, place) => `u${place}@contoso.local`);
  expect(repairShare(names, OWN, has)).toBe(1);
  expect(repairShare(["x@contoso.local", "y@contoso.local", "u1@contoso.local"], OWN, has)).toBeCloseTo(
    1 / 3,
  );
  expect(repairShare(["ana@contoso.example"], OWN, has)).toBeNull();
});

test("whatever is typed, it has one defect or none, and its repairs have none", () => {
  const typed = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.emailAddress(),
    fc.constantFrom("__proto__", "a@b@c", "\\"),
  );
  fc.assert(
    fc.property(typed, (name) => {
      defectOf(name, OWN);
      for (const repair of repairsOf(name, OWN)) expect(repair).toMatch(/@(mail\.)?contoso\.example$/);
    }),
    { seed: 82, numRuns: 500 },
  );
});

test("100,000 names of a megabyte's beginnings take seconds at most", () => {
  const names = Array.from(
    { length: 100_000 },
    (_, place) => `${"@".repeat(place % 700)}${" ".repeat(300)}x`,
  );
  const began = performance.now();
  sharedDefect(names, OWN);
  expect(performance.now() - began).toBeLessThan(10_000);
});
