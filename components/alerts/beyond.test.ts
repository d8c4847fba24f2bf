import { expect, test } from "vitest";
import type { Bucket } from "@/lib/insight/schema";
import { beyondOf } from "./beyond";

const bucket = (byAnswer: Bucket["byAnswer"]): Bucket => ({
  at: "2026-11-18T02:14:00Z",
  attempts: 1,
  byAnswer,
  byCode: {},
  newNames: 0,
});

test("a session in the same hours is told although the rules counted only absent names", () => {
  const buckets = [bucket({ absent: 9, exists: 2 }), bucket({ exists: 1, "signed-in": 1 })];
  expect(beyondOf({ absent: 9 }, buckets)).toEqual([
    ["signed-in", 1],
    ["exists", 3],
  ]);
});

test("nothing is told when the alert itself holds the strongest answer", () => {
  expect(beyondOf({ exists: 1, absent: 9 }, [bucket({ exists: 7, absent: 9 })])).toEqual([]);
  expect(beyondOf({ nothing: 3 }, [bucket({ absent: 9, hint: 1 })])).toEqual([]);
});
