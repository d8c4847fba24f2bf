import { expect, test } from "vitest";
import { safeNext } from "./next-path";

test("a path of ours is kept with its query", () => {
  expect(safeNext("/alerts?status=new&origin=203.0.113.7")).toBe("/alerts?status=new&origin=203.0.113.7");
  expect(safeNext("/origins/2001%3Adb8%3A%3A1")).toBe("/origins/2001%3Adb8%3A%3A1");
});

test("whatever leads elsewhere becomes the first page", () => {
  const elsewhere = [
    "//evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "evil",
    "",
    `/${"a".repeat(3000)}`,
    null,
    undefined,
  ];
  for (const text of elsewhere) expect(safeNext(text)).toBe("/");
});

test("signing in does not lead to signing in", () => {
  expect(safeNext("/sign-in?next=/alerts")).toBe("/");
});
