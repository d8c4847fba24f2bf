import { expect, test } from "vitest";
import { measureWords } from "./measure-words";

test("measures are phrases with units, shares percents, and counts of nothing left out", () => {
  expect(
    measureWords({ names: 40, tries: 40, k0: 36, k3: 4, k4: 0, nxShare: 0.9, elapsedMinutes: 9.75 }),
  ).toEqual(["over 9 min", "36 names absent", "4 exist", "90 % of the names absent"]);
  expect(measureWords({ durationMinutes: 1, ratePerMinute: 10 })).toEqual([
    "over 1 minute",
    "10 names a minute",
  ]);
});

test("spreads are numbers of applications and agents, and a detection's every measure has words", () => {
  expect(measureWords({ tries: 60, appSpread: 0.217, agentSpread: 0.017, tauZ: -0.01 })).toEqual([
    "13 applications",
    "1 agent",
    "order of a list by z 0.0 (4 is evidence)",
  ]);
  expect(measureWords({ used: 1, daysUntil: 0.031, triesPerSource: 1, sources: 120 })).toEqual([
    "120 sources",
    "1 attempt a source",
    "1 account used",
    "first 44 min after it was found out",
  ]);
});

test("a measure without words still shows, spelled out", () => {
  expect(measureWords({ newThing30d: 1.239 })).toEqual(["new thing 30 d: 1.24"]);
});
