import { expect, test } from "vitest";
import { canonicalAddress } from "./addresses";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  [" 203.0.113.7 ", "203.0.113.7"],
  ["203.0.113.7:443", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["::FFFF:CB00:7107", "203.0.113.7"],
  ["[::ffff:203.0.113.7]:443", "203.0.113.7"],
  ["2001:0DB8:85a3:0000:0000:8a2e:0370:7334", "2001:db8:85a3::8a2e:370:7334"],
  ["[2001:db8::1]", "2001:db8::1"],
  ["[2001:db8::1]:3389", "2001:db8::1"],
  ["fe80::1%eth0", "fe80::1"],
  ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
])("%s is the address %s", (raw, canonical) => {
  expect(canonicalAddress(raw)).toBe(canonical);
});

test.each(["", " ", "-", "<null>", "null", "None"])("%j is no address", (raw) => {
  expect(canonicalAddress(raw)).toBe("");
});

test.each([
  ["1", "1"],
  ["0x7f.1", "0x7f.1"],
  ["203.0.113.07", "203.0.113.07"],
  ["999.1.1.1", "999.1.1.1"],
  [" Not An Address ", "not an address"],
  ["::2a02:cf40:add:4002:91f2:a9b2:e09a:6fc6", "::2a02:cf40:add:4002:91f2:a9b2:e09a:6fc6"],
])("%j is kept as text: it is not an address, and no guess is made", (raw, kept) => {
  expect(canonicalAddress(raw)).toBe(kept);
});
