import { expect, test } from "vitest";
import { beyondOf } from "./beyond";

test("a session in the same hours is told although the rules counted only absent names", () => {
  expect(beyondOf({ absent: 9 }, { absent: 9, exists: 3, "signed-in": 1 })).toEqual([
    ["signed-in", 1],
    ["exists", 3],
  ]);
});

test("more confirmed accounts are told although the alert holds the strongest answer", () => {
  expect(beyondOf({ exists: 2, absent: 9 }, { exists: 17, absent: 9 })).toEqual([["exists", 17]]);
});

test("a better answer for as many accounts is told", () => {
  expect(beyondOf({ exists: 2 }, { exists: 1, "password-known": 1 })).toEqual([
    ["password-known", 1],
    ["exists", 1],
  ]);
});

test("nothing is told when the alert itself holds all that was confirmed", () => {
  expect(beyondOf({ exists: 1, absent: 9 }, { exists: 1, absent: 12 })).toBeNull();
  expect(beyondOf({ nothing: 3 }, { absent: 9, hint: 1 })).toBeNull();
});
