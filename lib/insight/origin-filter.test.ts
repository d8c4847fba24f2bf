import { expect, test } from "vitest";
import { originFilterOf, withStoredOrigin } from "./origin-filter";

test("a range is a network, in IPv4 where it maps to that", () => {
  expect(originFilterOf("203.0.113.7/24")).toEqual({ kind: "network", network: "203.0.113.7/24" });
  expect(originFilterOf("2001:DB8:0::/32")).toEqual({ kind: "network", network: "2001:db8::/32" });
  expect(originFilterOf("::ffff:203.0.113.0/120")).toEqual({ kind: "network", network: "203.0.113.0/24" });
  for (const wrong of ["203.0.113.0/33", "2001:db8::/129"])
    expect(() => originFilterOf(wrong)).toThrow("is no range");
});

test("anything else is itself, in the spellings it may be stored in", () => {
  expect(originFilterOf("~none")).toEqual({ kind: "none" });
  expect(originFilterOf("2001:DB8::0:1")).toEqual({
    kind: "exact",
    values: ["2001:DB8::0:1", "2001:db8::1"],
  });
  expect(originFilterOf("WS/7")).toEqual({ kind: "exact", values: ["WS/7", "ws/7"] });
  expect(originFilterOf("0x7f.1/8").kind).toBe("exact");
});

test("a list's origin is looked up as the store spells it", () => {
  expect(withStoredOrigin({ origin: "::FFFF:203.0.113.7", limit: 5 })).toEqual({
    origin: "203.0.113.7",
    limit: 5,
  });
  expect(withStoredOrigin({ origin: "WS-7" })).toEqual({ origin: "WS-7" });
  expect(withStoredOrigin({ origin: "~none" })).toEqual({ origin: "~none" });
  expect(withStoredOrigin({})).toEqual({});
});
