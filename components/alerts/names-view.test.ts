import { expect, test } from "vitest";
import { ANSWERS } from "@/lib/event/schema";
import { countIn, namesAsked, SEGMENTS } from "./names-view";

test("the segments hold every answer exactly once", () => {
  const all = Object.values(SEGMENTS).flatMap(({ answers }): string[] => [...answers]);
  expect(all.sort()).toEqual([...ANSWERS].sort());
});

test("a segment counts its answers, none counts all", () => {
  const learned = { exists: 3, "exists-unusable": 2, absent: 9 };
  expect([countIn("confirmed", learned), countIn("hint", learned), countIn(null, learned)]).toEqual([
    5, 0, 14,
  ]);
});

test("words of the address that mean nothing ask for every name of the detections", () => {
  expect(namesAsked({ answer: "constructor", scope: "world" }, 25)).toEqual({ limit: "25" });
  expect(namesAsked({ answer: "hint", scope: "origin" }, 25)).toEqual({
    limit: "25",
    answer: "hint",
    scope: "origin",
  });
});
