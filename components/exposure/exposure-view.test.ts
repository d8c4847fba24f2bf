import { expect, test } from "vitest";
import { hrefWith, masked, sortOf, viewOf } from "./exposure-view";

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
