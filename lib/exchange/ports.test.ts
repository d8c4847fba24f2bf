import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { kqlComplaints } from "@/test/kusto";
import { unbalanced, unknownEsql, unknownSpl } from "@/test/query-words";
import { SentinelRule } from "@/test/sentinel-schema";
import { SigmaCorrelationRule, SigmaRule, unknownSelections } from "@/test/sigma-schema";
import { fileOf, PORTS, portOf } from "./ports";
import { PortFormat } from "./schema";

const WANTED = ["01", "02", "03", "04", "05", "06", "07", "08", "10", "11", "13", "14"].map((n) => `RC-${n}`);

test("every rule that can be taken along is there once", () => {
  expect(PORTS.map(({ ruleId }) => ruleId)).toEqual(WANTED);
});

const sentinelOf = (rule: (typeof PORTS)[number]) => SentinelRule.parse(parse(fileOf(rule, "sentinel").text));
const sigmaOf = (rule: (typeof PORTS)[number]) =>
  parseAllDocuments(fileOf(rule, "sigma").text).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Record<string, unknown>;
  });

describe.each(PORTS.map((rule) => [rule.ruleId, rule] as const))("%s", (ruleId, rule) => {
  test("as a Sentinel rule has every required field, and a query that Microsoft's parser takes", () => {
    const sentinel = sentinelOf(rule);
    expect(sentinel.name).toContain(ruleId);
    expect(kqlComplaints(sentinel.query)).toEqual([]);
  });

  test("maps entities to columns that its query ends with", () => {
    const { query, entityMappings } = sentinelOf(rule);
    for (const { columnName } of entityMappings.flatMap(({ fieldMappings }) => fieldMappings))
      expect(kqlComplaints(`${query.trim()}\n| project ${columnName}`)).toEqual([]);
    expect(kqlComplaints(`${query.trim()}\n| project NoSuchColumn`)).not.toEqual([]);
  });

  test("as Sigma is rules and correlations as the specification has them, whose references all lead somewhere", () => {
    const documents = sigmaOf(rule);
    const names = documents.map(({ name }) => name);
    for (const document of documents) {
      if (!("correlation" in document)) {
        const { detection } = SigmaRule.parse(document);
        expect(unknownSelections(detection)).toEqual([]);
        continue;
      }
      const { correlation } = SigmaCorrelationRule.parse(document);
      for (const name of correlation.rules)
        expect(names.slice(0, names.indexOf(document.name))).toContain(name);
    }
    expect(documents.some((document) => "correlation" in document)).toBe(true);
    expect(fileOf(rule, "sigma").filename).toMatch(/^mr_[a-z0-9_]{4,60}\.yml$/);
  });

  test("as SPL and ES|QL names only commands and functions that there are, and closes what it opens", () => {
    const [splunk, elastic] = [fileOf(rule, "splunk").text, fileOf(rule, "elastic").text];
    expect([unknownSpl(splunk), unbalanced(splunk)]).toEqual([[], []]);
    expect([unknownEsql(elastic), unbalanced(elastic)]).toEqual([[], []]);
  });

  test.each(PortFormat.options)("says in its %s file and beside it what it leaves out", (format) => {
    const port = portOf(rule).find((one) => one.format === format);
    const { text, filename } = fileOf(rule, format);
    expect(port?.filename).toBe(filename);
    expect(port?.leavesOut.length).toBeGreaterThan(0);
    for (const line of port?.leavesOut ?? []) expect(text).toContain(line.replaceAll("`", "'"));
    expect(text).toContain(ruleId);
  });

  test.each(PortFormat.options)("writes the rule's own numbers into its %s file", (format) => {
    const usual = fileOf(rule, format).text;
    const chosen = Object.fromEntries(Object.keys(rule.numbers).map((name, index) => [name, 4321 + index]));
    const changed = fileOf(rule, format, { ...chosen, unheardOf: 999_777 }).text;
    expect(changed).not.toBe(usual);
    expect(changed.split("\n").slice(5).join("\n")).toMatch(/432\d/);
    expect(changed).not.toContain("999777");
    if (format === "sentinel") expect(kqlComplaints(SentinelRule.parse(parse(changed)).query)).toEqual([]);
  });
});

test("no two rules, of any product, share an id or a name", () => {
  const sigma = PORTS.flatMap(sigmaOf);
  const ids = [...PORTS.map(({ sentinel }) => sentinel.id), ...sigma.map(({ id }) => id)];
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(sigma.map(({ name }) => name)).size).toBe(sigma.length);
});

test("what is broken is found", () => {
  const [rule] = PORTS;
  if (!rule) throw new Error("There are no ports.");
  const { text } = fileOf(rule, "sentinel");
  const broken = SentinelRule.parse(parse(text.replace("dcount(UserPrincipalName)", "dcount(Nobody)")));
  expect(kqlComplaints(broken.query).join()).toContain("Nobody");
  expect(SentinelRule.safeParse(parse(text.replace("queryPeriod: 1d", "queryPeriod: 30d"))).success).toBe(
    false,
  );
  expect(SentinelRule.safeParse(parse(text.replace("- T1589", "- T1110"))).success).toBe(false);
  const [first, second] = sigmaOf(rule);
  expect(SigmaCorrelationRule.safeParse(first).success).toBe(false);
  expect(SigmaCorrelationRule.safeParse({ ...second, id: "1" }).success).toBe(false);
  expect(unknownSelections({ selection: {}, condition: "selection and other" })).toEqual(["other"]);
  expect(unknownEsql("FROM x\n| WHERE COUNT_DISTINT(a) > 1\n| SUMMARISE b")).toEqual([
    "command SUMMARISE",
    "function COUNT_DISTINT",
  ]);
  expect(unknownSpl("index=x\n| stat dcc(a) by b")).toEqual(["stat", "dcc"]);
  expect(unbalanced('a("b" [)')).toEqual(["unopened )", "unclosed ("]);
});
