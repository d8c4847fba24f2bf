import { expect, test } from "vitest";
import { accountOf, accountsOf, windowsAccountOf } from "./star";

test.each([
  ["OFFSEC.LAN\\Ann", "offsec\\ann"],
  ["offsec\\ANN", "offsec\\ann"],
  ["emea.corp.example.\\ann", "emea\\ann"],
  [" Ann ", "ann"],
  ["ann@corp.example", "ann@corp.example"],
  // A machine's address in place of a domain, the local machine, and names that only look like domains.
  ["10.0.0.9\\ann", "10.0.0.9\\ann"],
  [".\\ann", ".\\ann"],
  ["fe80::1\\ann", "fe80::1\\ann"],
  ["NT AUTHORITY\\SYSTEM", "nt authority\\system"],
  ["a b.c\\ann", "a b.c\\ann"],
  ["corp..example\\ann", "corp..example\\ann"],
  ["\\ann", "\\ann"],
  ["corp.example\\a\\b", "corp\\a\\b"],
  ["", ""],
])("Windows' %j folds to %j", (name, account) => {
  expect(windowsAccountOf(name)).toBe(account);
  expect(windowsAccountOf(account)).toBe(account);
});

test("Entra's names fold as ever: a long domain in front of one stays", () => {
  expect(accountOf(" Corp.Example\\Ann ")).toBe("corp.example\\ann");
  expect(accountsOf("Corp.Example\\Ann")).toEqual(["corp.example\\ann", "corp\\ann"]);
  expect(accountsOf("ann")).toEqual(["ann"]);
});
