import { expect, test } from "vitest";
import type { Detection } from "@/lib/detection/schema";
import { factsOf } from "./facts";

const detection = (changes: Partial<Detection>): Detection => ({
  id: "1",
  ruleId: "RC-01",
  window: { from: "2026-11-18T02:00:00Z", to: "2026-11-18T03:00:00Z" },
  group: {},
  origin: "203.0.113.47",
  names: 1,
  attempts: 10,
  firstSeen: "2026-11-18T02:00:00Z",
  lastSeen: "2026-11-18T02:00:00Z",
  verdict: "",
  severity: "low",
  measures: {},
  nameSample: [],
  apps: [],
  codes: {},
  alertId: null,
  ...changes,
});

test("windows of one rule add up, two rules that counted the same rows do not", () => {
  const facts = factsOf([
    detection({ codes: { "50034": 10 } }),
    detection({ codes: { "50034": 5 } }),
    detection({ ruleId: "RC-02", codes: { "50034": 12, "50057": 3 } }),
  ]);
  expect(facts.codes).toEqual([
    { word: "50034", attempts: 15 },
    { word: "50057", attempts: 3 },
  ]);
});

test("agents and clients come from the groups, applications also from the lists without a count", () => {
  const facts = factsOf([
    detection({ group: { userAgent: "python", clientAppUsed: "" }, apps: ["Graph", "Portal"] }),
    detection({ ruleId: "RC-02", group: { appDisplayName: "Portal" }, attempts: 4 }),
  ]);
  expect(facts.agents).toEqual([{ word: "python", attempts: 10 }]);
  expect(facts.clients).toEqual([{ word: "", attempts: 10 }]);
  expect(facts.apps).toEqual([
    { word: "Portal", attempts: 4 },
    { word: "Graph", attempts: 0 },
  ]);
});
