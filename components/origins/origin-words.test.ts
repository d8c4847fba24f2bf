import { expect, test } from "vitest";
import { originKind, originWords } from "./origin-words";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["2001:db8::1", "2001:db8::1"],
  ["~none", "no address"],
  ["workstation:kali", "workstation kali"],
  ["host:fs01.corp.example/sshd.exe", "host fs01.corp.example, process sshd.exe"],
  ["host:dc01", "host dc01"],
  ["host:", "host:"],
])("the origin %s is called %s", (origin, words) => {
  expect(originWords(origin)).toBe(words);
});

test("a machine that was asked is told from one that asked", () => {
  expect(originKind("workstation", "host:fs01/sshd.exe")).toContain("was asked");
  expect(originKind("workstation", "workstation:kali")).toContain("workstation");
});
