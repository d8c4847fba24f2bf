import { expect, test } from "vitest";
import { type Choice, Choice as ChoiceSchema } from "@/lib/insight/choice-schema";
import { fitOf, inOrderOfFit, mannerFacts, nameFacts, orderWords, shownValue, span } from "./choice-view";
import { categoryOf, suggestionWords } from "./closing";

const score = (z: number | null, names: number, isEvidence = false) => ({
  ...{ kind: "alphabetical" as const, names, tau: z === null ? null : 0.5, z, isEvidence },
  why: z === null ? "too few names in this order" : null,
});
const CHOICE: Choice = ChoiceSchema.parse({
  ...{ names: 400, tries: 1200, absentShare: 1, onceShare: 0, hitRate: 0 },
  order: { scores: [score(0.3, 400)], strongest: "alphabetical", plot: { points: [], of: 400 } },
  pattern: { name: "first.last", share: 1, listKind: "guessed people", machineShare: 0, series: null },
  defect: {
    ...{
      share: 1,
      defect: "doubled domain",
      detail: "contoso.example",
      repairShare: 0.97,
      knowsSuffixes: true,
    },
    example: { typed: "a.b@contoso.example@contoso.example", repaired: "a.b@contoso.example" },
  },
  ...{ directory: null, lifecycle: null },
  rounds: { count: 3, sameSet: 3, intervalSeconds: 960, intervalCv: 0.01, first: [] },
  spacing: { gapCv: 0.2, ratePerMinute: 12.4, peakPerMinute: 40, elapsedSeconds: 2400 },
  source: { kind: "own-egress", users30d: 140 },
  ...{ pictures: [], suggested: null, signals: [], notes: [] },
});
const values = (facts: { label: string; value: string; means?: string }[]) =>
  Object.fromEntries(facts.map(({ label, value, means }) => [label, means ? `${value} | ${means}` : value]));

test("an order is named only where it is evidence, and chance is called chance", () => {
  const words = (z: number | null, names: number, isEvidence = false) =>
    orderWords({ ...CHOICE.order, scores: [score(z, names, isEvidence)] });
  expect(words(6.2, 40, true)).toContain("in alphabetical order (z 6.2");
  expect(words(1.1, 40)).toContain("No order of a list is recognised");
  expect(words(5, 12)).toContain("too few to tell");
  expect(words(null, 1)).toBe("The order of the names cannot be scored.");
});

test("a shared defect stands with a name as typed and as repaired", () => {
  expect(values(nameFacts(CHOICE))).toMatchObject({
    "Shared defect":
      "100 %: doubled domain (contoso.example) | a.b@contoso.example@contoso.example; repaired a.b@contoso.example",
    "Real once repaired": "97 %",
    Directory: "none uploaded",
    "Added or deleted within 48 hours": "no audit log covers the time",
  });
});

test("with a directory it says how many are known, mistyped and privileged", () => {
  const directory = {
    ...{
      uploadedAt: "2026-03-01T00:00:00Z",
      known: 12,
      dirOverlap: 0.25,
      typoShare: 0.5,
      disabled: 2,
      privileged: 1,
    },
    typo: { asked: "jon@contoso.example", meant: "john@contoso.example" },
  };
  expect(values(nameFacts({ ...CHOICE, directory }))).toMatchObject({
    "In the directory": "12 (25 %)",
    "Absent names that are typing errors": "50 % | jon@contoso.example for john@contoso.example",
    ...{ Privileged: "1", Disabled: "2" },
  });
});

test("rounds, their interval and the pace are in words", () => {
  expect(values(mannerFacts(CHOICE))).toMatchObject({
    Rounds: "3 | 3 in a row with the same names",
    "Between rounds": "16 min | like a clock",
    "Names a minute": "12 | 40 in the busiest",
    Source: "our own egress",
  });
  expect([span(45), span(960), span(7200), span(400_000)]).toEqual(["45 s", "16 min", "2 h", "5 days"]);
});

const picture = (category: Choice["pictures"][number]["category"], fits: boolean | "partly" | null) => ({
  ...{ category, fits, title: category, words: `Words of ${category}.`, numbers: [] },
});

test("what fits comes first and what is ruled out last", () => {
  const pictures = [
    picture("load-test", false),
    picture("penetration-test", null),
    picture("onboarding-sync", "partly"),
    picture("provisioning-check", true),
  ];
  expect(inOrderOfFit(pictures).map(fitOf)).toEqual(["yes", "partly", "unknown", "no"]);
});

test("the dialog begins with the suggestion, and what somebody picked wins", () => {
  const pictures = [picture("load-test", false), picture("provisioning-check", true)];
  const choice = { pictures, suggested: "provisioning-check" as const };
  expect(categoryOf(null, choice.suggested)).toBe("provisioning-check");
  expect(categoryOf("other", choice.suggested)).toBe("other");
  expect(suggestionWords(choice, "provisioning-check")).toBe(
    "Suggested by the numbers. Words of provisioning-check.",
  );
  expect(suggestionWords(choice, "load-test")).toBe("Words of load-test.");
  expect(suggestionWords({ pictures, suggested: null }, null)).toContain("no picture fits whole");
  expect(suggestionWords(undefined, null)).toBeNull();
});

test("a sign's number is a share where its limit is one", () => {
  expect([
    shownValue(0.8, "at least 80 %"),
    shownValue(3, "at least 3"),
    shownValue(null),
    shownValue(true),
  ]).toEqual([...["80 %", "3", "unknown", "yes"]]);
});
