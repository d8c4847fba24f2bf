import { expect, test } from "vitest";
import { askedOf, isNarrowed, orderOf, sortBy } from "./alert-view";

test("an empty address asks for what is open, the gravest first", () => {
  expect(askedOf({})).toEqual({ status: "new,active", sort: "severity", order: "desc" });
});

test("all takes the status filter away", () => {
  expect(askedOf({ status: "all" })).toEqual({ sort: "severity", order: "desc" });
});

test("parts that the API would refuse are left out, the others stay", () => {
  expect(
    askedOf({
      severity: "high,terrible",
      rule: "RC-01",
      from: "yesterday",
      origin: "203.0.113.7",
      page: "2",
    }),
  ).toEqual({ status: "new,active", sort: "severity", order: "desc", rule: "RC-01", origin: "203.0.113.7" });
});

test("a repeated parameter counts once", () => {
  expect(askedOf({ severity: ["low", "high"] }).severity).toBe("low");
});

test("only filters beside the status narrow the list", () => {
  expect(isNarrowed(askedOf({ status: "closed", sort: "names" }))).toBe(false);
  expect(isNarrowed(askedOf({ from: "2026-11-18T00:00:00Z" }))).toBe(true);
});

test("sorting by the same column turns the order and starts at the first page", () => {
  const view = askedOf({ sort: "names", cursor: "abc" });
  expect(sortBy(view, "names")).toEqual({ sort: "names", order: "asc", cursor: null });
  expect(sortBy(view, "severity")).toEqual({ sort: "severity", order: "desc", cursor: null });
  expect([orderOf(view, "names"), orderOf(view, "severity")]).toEqual(["desc", null]);
});
