import { expect, test } from "vitest";
import { hrefWith, masked, onPaperOf, sortOf, viewOf } from "./exposure-view";

test("what the API would refuse is left out of the view", () => {
  expect(viewOf({ answer: "exists", alert: "x", from: "yesterday", benign: "true" })).toEqual({
    answer: "exists",
    benign: "true",
  });
});

test("a changed filter begins at the first page, and a column that is sorted by turns round", () => {
  expect(hrefWith({ answer: "exists", cursor: "c" }, { answer: null })).toBe("/exposure");
  expect(sortOf({}, "answer")).toEqual({ order: "desc", href: "/exposure?sort=answer&order=asc" });
  expect(sortOf({}, "account")).toEqual({ order: null, href: "/exposure?sort=account&order=asc" });
});

test("a masked name keeps its first letter and its domain", () => {
  expect(masked("ana@contoso.example")).toBe("a•••@contoso.example");
  expect(masked("")).toBe("•••");
});

test("a printed list says which accounts it holds, and as of when", () => {
  const now = new Date("2026-03-04T05:06:00Z");
  expect(onPaperOf({ alert: "12", answer: "exists", from: "2026-03-01T00:00:00Z" }, now)).toBe(
    "Rollcall, accounts known to flagged origins; exists; alert A-12; first learned from 1 Mar 2026, 00:00 UTC; as of 4 Mar 2026, 05:06 UTC.",
  );
});
