import { expect, test } from "vitest";
import { STEP_KEYS } from "@/lib/alert/tick-schema";
import { PLAYBOOK } from "@/lib/detection/playbook";
import type { GuideStage } from "@/lib/insight/guide-schema";
import { progressOf, stagesInOrder, stepWord } from "./guide-view";

test("every step that can be ticked has a word, and no two share a key", () => {
  for (const key of STEP_KEYS) expect(stepWord(key)).not.toBe(key);
  expect(new Set(STEP_KEYS).size).toBe(STEP_KEYS.length);
  expect(stepWord("of-another-version")).toBe("of-another-version");
});

test("progress counts what is ticked and not what was taken back", () => {
  expect(progressOf([{ tick: { state: "done" } }, { tick: { state: "open" } }, { tick: null }])).toBe(
    "1 of 3",
  );
});

test("the stage that is called for comes first, then those below it, the strongest first", () => {
  const state: Record<string, GuideStage["state"]> = { R0: "included", R1: "included", R2: "now" };
  const stages = PLAYBOOK.map((stage) => ({ ...stage, actions: [], state: state[stage.id] ?? "other" }));
  expect(stagesInOrder({ stages }).map(({ id }) => id)).toEqual(["R2", "R1", "R0", "R3", "R4"]);
});
