import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BenignFacts, NO_FACTS } from "./benign-facts";
import { type BenignCategory, benignPictures, suggestedCategory } from "./benign-pictures";
import { discriminators } from "./discriminators";

const facts = (part: Partial<BenignFacts>): BenignFacts => ({ ...NO_FACTS, names: 100, tries: 100, ...part });
const pictureOf = (category: BenignCategory, part: Partial<BenignFacts>) => {
  const found = benignPictures(facts(part)).find((picture) => picture.category === category);
  if (!found) throw new Error(`There is no picture ${category}.`);
  return found;
};

/** The stories of the seeds' false positives, each with what the data shows. */
const STORIES: Record<BenignCategory, Partial<BenignFacts>> = {
  "federation-malformed-upn": {
    ...{ nxShare: 1, onceShare: 0, tries: 300, apps: 1, agents: 1, source: "own", passwordKnown: 0 },
    ...{ defectShare: 0.98, defect: "wrong suffix", repairShare: 0.95 },
  },
  "penetration-test": { hasEngagement: true, passwordKnown: 3, nxShare: 0.6, orderZ: 9 },
  "provisioning-check": { lifecycleOverlap: 0.94, apps: 1, isScripted: true, nxShare: 0.9 },
  "helpdesk-validation": {
    ...{ source: "own", successUsers30d: 40, nxShare: 0.1, newShare: 0.8, officeShare: 1 },
    ...{ privShare: 0, privPopulation: 0.02 },
  },
  "load-test": {
    ...{ machineShare: 1, series: "test#", apps: 1, agents: 1, isScripted: true, dirOverlap: 0, gapCv: 0.02 },
    sameSetRounds: 3,
  },
  "list-cycling-app": {
    ...{ nxShare: 0, sameSetRounds: 48, roundIntervalCv: 0.01, apps: 1, onceShare: 0, tries: 4800 },
  },
  "helpdesk-sspr": { resetFlows: 12, resetCompleted: 11, source: "own", officeShare: 1 },
  "password-expiry-notifier": {
    ...{ expiredShare: 1, passwordKnown: 100, nxShare: 0, source: "own", sameSetRounds: 4, apps: 3 },
  },
  "onboarding-sync": {
    ...{ lifecycleOverlap: 0.8, source: "own", successUsers30d: 1, roundInterval: 1_800_000, apps: 2 },
  },
};

describe.each(Object.entries(STORIES))("%s", (category, story) => {
  test("fits its own story, with its numbers, and is suggested", () => {
    const picture = pictureOf(category as BenignCategory, story);
    expect(picture.fits).toBe(true);
    expect(picture.words).toMatch(/^Fits: .+\.$/);
    expect(suggestedCategory(benignPictures(facts(story)))).toBe(category);
  });

  test("cannot be told where nothing is known", () => {
    const picture = pictureOf(category as BenignCategory, {});
    expect(picture.fits).toBeNull();
    expect(picture.words).toMatch(/^Cannot be told: /);
  });
});

test("an ordinary attack fits no picture", () => {
  const attack: Partial<BenignFacts> = {
    ...{ nxShare: 0.7, onceShare: 1, apps: 13, agents: 1, source: "hosting", sameSetRounds: 1, orderZ: 7 },
    ...{ lifecycleOverlap: 0, successUsers30d: 0, defectShare: 0, repairShare: null, typoShare: 0.02 },
    ...{ dirOverlap: 0.3, newShare: 0, privShare: 0.2, privPopulation: 0.02, machineShare: 0 },
    ...{ hasEngagement: false, isScripted: true, tool: "o365spray", expiredShare: 0, officeShare: 0.3 },
  };
  const pictures = benignPictures(facts(attack));
  expect(pictures.filter(({ fits }) => fits === true)).toEqual([]);
  expect(suggestedCategory(pictures)).toBeNull();
  const sheet = discriminators(facts(attack));
  expect(sheet).toHaveLength(12);
  expect(sheet.filter(({ leans }) => leans === "benign")).toEqual([]);
  expect(sheet.filter(({ leans }) => leans === "attack").length).toBeGreaterThanOrEqual(10);
});

test("what must still alert rules a picture out, whatever else fits", () => {
  const ruledOut: [BenignCategory, Partial<BenignFacts>][] = [
    ["load-test", { dirOverlap: 0.01 }],
    ["federation-malformed-upn", { passwordKnown: 1 }],
    ["provisioning-check", { signedIn: 1 }],
    ["helpdesk-validation", { nxShare: 0.5 }],
    ["helpdesk-validation", { privShare: 0.3 }],
    ["password-expiry-notifier", { source: "hosting" }],
    ["password-expiry-notifier", { expiredShare: 0.9, passwordKnown: 91 }],
    ["list-cycling-app", { passwordKnown: 1 }],
  ];
  for (const [category, part] of ruledOut) {
    const picture = pictureOf(category, { ...STORIES[category], ...part });
    expect([category, picture.fits]).toEqual([category, false]);
    expect(picture.words).toMatch(/^Ruled out: /);
  }
});

test("without a directory snapshot a broken integration fits in part, and says what is missing", () => {
  const picture = pictureOf("federation-malformed-upn", {
    ...STORIES["federation-malformed-upn"],
    repairShare: null,
  });
  expect(picture.fits).toBe("partly");
  expect(picture.words).toContain(
    "Cannot be told: defective names that are real once repaired (no directory snapshot",
  );
});

test("an agreed test that is none is told so", () => {
  expect(pictureOf("penetration-test", { hasEngagement: false }).fits).toBe(false);
});

test("a picture that fits keeps fitting when nothing is learned against it", () => {
  const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: null });
  const some = fc.record({
    ...{ nxShare: share, onceShare: share, lifecycleOverlap: share, defectShare: share, repairShare: share },
    ...{ typoShare: share, dirOverlap: share, newShare: share, privShare: share, privPopulation: share },
    ...{ machineShare: share, officeShare: share, expiredShare: share },
    sameSetRounds: fc.option(fc.nat(9), { nil: null }),
    source: fc.constantFrom<BenignFacts["source"]>("own", "hosting", "unknown", null),
    passwordKnown: fc.nat(2),
  });
  fc.assert(
    fc.property(some, (part) => {
      for (const { fits, numbers, words } of benignPictures(facts(part))) {
        const needs = numbers.filter(({ part: kind }) => kind === "need");
        const isBarred = numbers.some(({ part: kind, holds }) => kind === "bar" && holds === true);
        expect(fits === true).toBe(!isBarred && needs.every(({ holds }) => holds === true));
        expect(words.length).toBeGreaterThan(10);
        for (const { holds, why } of numbers) expect(holds === null).toBe(why !== null);
      }
      for (const { leans, why } of discriminators(facts(part))) expect(leans === null).toBe(why !== null);
    }),
    { seed: 91, numRuns: 500 },
  );
});
