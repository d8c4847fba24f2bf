import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { RULES } from "@/lib/detection/catalogue";
import { listRules, readRule } from "@/lib/detection/read";
import { RuleInfo } from "@/lib/detection/schema";
import { databaseForFile } from "@/test/database";
import { AlertQuery, Category, Ruling } from "./schema";

// What people set of a rule's thresholds stands in the store.
databaseForFile();

test("every benign picture of every rule is a category that a ruling can name, and together they are all of them", () => {
  const pictures = RULES.flatMap((rule) => rule.falsePositives.map((picture) => picture.category));
  expect(pictures.filter((category) => !Category.safeParse(category).success)).toEqual([]);
  expect([...new Set([...pictures, "other"])].sort()).toEqual([...Category.options].sort());
});

test("a rule reads as its contract says, with the statement that runs", async () => {
  const { items } = await listRules(SYSTEM);
  expect(items.map((rule) => RuleInfo.parse(rule))).toEqual(items);
  const rule = await readRule(SYSTEM, "RC-01");
  expect(rule).toMatchObject({
    tactic: "Reconnaissance",
    technique: { id: "T1589.002" },
    severity: "medium",
    confidence: "medium",
    group: ["ipAddress", "clientAppUsed", "userAgent"],
    thresholds: { names: { value: 10 }, moderate: { value: 20 }, high: { value: 50 } },
  });
  expect(rule.statement).toMatch(/^select tenant_id.*from windows\njoin probe p/s);
  expect(rule.statement).not.toContain("$");
  await expect(readRule(SYSTEM, "RC-99")).rejects.toMatchObject({ code: "not-found" });
});

test("a filter takes one word or several, and no other", () => {
  expect(AlertQuery.parse({ status: "new,active" }).status).toEqual(["new", "active"]);
  expect(AlertQuery.safeParse({ status: "open" }).success).toBe(false);
  expect(AlertQuery.safeParse({ from: "yesterday" }).success).toBe(false);
});

test("a ruling with a field nobody knows does not parse", () => {
  expect(Ruling.safeParse({ state: "closed" }).success).toBe(false);
});
