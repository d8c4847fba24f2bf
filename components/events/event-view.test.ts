import { expect, test } from "vitest";
import { askedOf, chipsOf, isNarrowed, stateOf, toggled } from "./event-view";

test("the address is the search; what it does not know is left out", () => {
  expect(askedOf({ origin: "203.0.113.0/24", code: ["1", "2"], event: "x", limit: "7" })).toEqual({
    limit: "100",
    origin: "203.0.113.0/24",
    code: "1",
  });
  expect(isNarrowed(askedOf({ cursor: "x" }))).toBe(false);
});

test("a value is chosen, kept out, and let go", () => {
  expect(toggled({}, "code", "50034", "in")).toBe("50034");
  expect(toggled({ code: "50034" }, "code", "50126", "in")).toBe("50034,50126");
  expect(toggled({ code: "50034,50126" }, "code", "50034", "out")).toBe("50126,!50034");
  expect(toggled({ code: "!50034" }, "code", "50034", "out")).toBeNull();
  expect(toggled({ origin: "a" }, "origin", "b", "in")).toBe("b");
  expect(toggled({ origin: "a" }, "origin", "a", "in")).toBeNull();
  expect([stateOf({ answer: "!absent" }, "answer", "absent"), stateOf({}, "app", "x")]).toEqual([
    "out",
    null,
  ]);
});

test("each part of a filter is a chip in words", () => {
  const chips = chipsOf({ answer: "absent,!~none", from: "2026-03-02T09:10:00Z", app: "!important" });
  expect(chips.map(({ field, isOut, text }) => [field, isOut, text])).toEqual([
    ["from", false, "2 Mar 2026, 09:10:00 UTC"],
    ["answer", false, "Absent"],
    ["answer", true, "answers nobody"],
    ["app", false, "!important"],
  ]);
});
