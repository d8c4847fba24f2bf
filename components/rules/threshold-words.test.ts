import { expect, test } from "vitest";
import { RULES } from "@/lib/detection/catalogue";
import { hasWords, thresholdWords } from "./threshold-words";

test("every threshold of every rule has a label and a unit", () => {
  const bare = RULES.flatMap(({ id, thresholds }) =>
    Object.keys(thresholds)
      .filter((name) => !hasWords(id, name))
      .map((name) => `${id} ${name}`),
  );
  expect(bare).toEqual([]);
});

test("no two thresholds of one rule are called the same", () => {
  for (const { id, thresholds } of RULES) {
    const labels = Object.keys(thresholds).map((name) => thresholdWords(id, name).label);
    expect(new Set(labels).size, id).toBe(labels.length);
  }
});

test("a threshold without words is at least readable", () => {
  expect(thresholdWords("RC-99", "coldHours")).toEqual({ label: "Cold hours", unit: "" });
});
