import { expect, test } from "vitest";
import { STEP_KEYS } from "@/lib/alert/tick-schema";
import { PLAYBOOK } from "@/lib/detection/playbook";
import type { Guide, GuideStage } from "@/lib/insight/guide-schema";
import { progressOf, stagesInOrder, stepWord, withTick } from "./guide-view";

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

test("a tick shows at once on its step or action, and on no other", () => {
  const stages = PLAYBOOK.map((stage) => ({
    ...stage,
    state: "other" as const,
    actions: stage.actions.map((action) => ({ ...action, tick: null })),
  }));
  const guide: Guide = {
    ...{ alertId: "1", best: "absent", stage: "R0", beyond: null, quietDays: 0, stages },
    steps: ["source", "learned"].map((key) => ({
      ...{ key, title: key, text: "", answer: null, facts: [], unknown: null, tick: null },
    })),
  };
  const tick = { id: "1", state: "done" as const, note: null, by: "Inês", at: "", alertId: "1" };
  const asked = withTick(guide, { ...tick, step: "source" });
  expect(asked.steps.map((step) => step.tick?.by)).toEqual(["Inês", undefined]);
  const acted = withTick(guide, { ...tick, step: "r2-sessions" });
  const done = acted.stages.flatMap(({ actions }) => actions).filter((action) => action.tick);
  expect(done.map(({ key }) => key)).toEqual(["r2-sessions"]);
});
