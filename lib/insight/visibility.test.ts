import { describe, expect, test } from "vitest";
import { Vector } from "@/lib/event/schema";
import { type VisibilityFacts, visibilityOf } from "./visibility";

const period = { from: new Date("2026-03-02T00:00:00Z"), to: new Date("2026-03-06T00:00:00Z") };
const DAYS = { "2026-03-02": 5, "2026-03-03": 5, "2026-03-04": 5, "2026-03-05": 5 };

const facts = (part: Partial<VisibilityFacts> = {}): VisibilityFacts => ({
  period,
  logs: Vector.options.map((vector) => ({ vector, days: DAYS, isEver: true })),
  ...{ domains: [], federated: [], asked: ["entra-signin"] },
  ...part,
});
const withLog = (vector: Vector, days: Record<string, number>, isEver = true) =>
  facts({ logs: facts().logs.map((log) => (log.vector === vector ? { vector, days, isEver } : log)) });
const idsOf = (given: VisibilityFacts) => visibilityOf(given).map(({ id }) => id);
const sentence = (given: VisibilityFacts, id: string) =>
  visibilityOf(given).find((statement) => statement.id === id)?.sentence;

test("with every log on every day only what no log shows is left to say", () => {
  const kinds = visibilityOf(facts()).map(({ kind, id }) => `${kind} ${id}`);
  expect(kinds).toEqual([
    "source no-adfs",
    "technique credential-type",
    "technique user-realm",
    "technique onedrive",
    "technique teams-search",
    "technique autodiscover",
    "technique discovery-table",
  ]);
});

test("for a scan of a domain the silent hits are said, and nothing about sign-in pages", () => {
  expect(idsOf(facts({ asked: ["kerberos"] }))).toEqual(["kerberos-silent", "directory-queries"]);
  expect(sentence(facts({ asked: ["kerberos"] }), "kerberos-silent")).toMatch(
    /the misses are here and the hits/,
  );
  expect(idsOf(facts({ asked: ["ntlm"] }))).toEqual(["protocol-hides", "directory-queries"]);
});

describe("a log that is not there", () => {
  test("was never imported, or not for these days", () => {
    const never = withLog("entra-noninteractive", {}, false);
    expect(sentence(never, "no-entra-noninteractive")).toMatch(
      /^No non-interactive sign-ins were ever imported\. Programs/,
    );
    const elsewhere = withLog("entra-audit", { "2026-02-01": 3 });
    expect(sentence(elsewhere, "no-entra-audit")).toMatch(/^No audit rows are held for these days, though/);
  });

  test("for some days is a gap, with consecutive days as one", () => {
    const gap = withLog("sspr", { "2026-03-03": 1 });
    expect(sentence(gap, "gap-sspr")).toMatch(
      /^No password resets on 2026-03-02, 2026-03-04 to 2026-03-05 \(UTC\), while other logs have rows\./,
    );
  });

  test("on a day that no log has is no gap of this log", () => {
    const { "2026-03-04": _, ...days } = DAYS;
    const logs = Vector.options.map((vector) => ({ vector, days, isEver: true }));
    expect(idsOf(facts({ logs })).filter((id) => id.startsWith("gap"))).toEqual([]);
  });
});

describe("domains", () => {
  const domains = [
    { domain: "contoso.example", names: 12, decided: 9 },
    { domain: "fed.example", names: 3, decided: 1 },
    { domain: "unknown.example", names: 1, decided: 0 },
  ];

  test("that the settings list, or for which Entra decided nothing, are named with their names", () => {
    const given = facts({ domains, federated: ["fed.example"] });
    expect(idsOf(given).filter((id) => id.startsWith("federated"))).toEqual([
      "federated-fed.example",
      "federated-unknown.example",
    ]);
    expect(sentence(given, "federated-fed.example")).toContain("these 3 names");
    expect(sentence(given, "federated-unknown.example")).toContain(
      "decided no answer for unknown.example (1 name)",
    );
    expect(sentence(given, "no-adfs")).toContain("look there before concluding");
    expect(sentence(facts({ domains }), "no-adfs")).toContain("the settings name none");
  });

  test("beyond twenty are counted", () => {
    const many = Array.from({ length: 23 }, (_, index) => ({
      domain: `d${index}.example`,
      names: 1,
      decided: 0,
    }));
    expect(sentence(facts({ domains: many }), "federated-more")).toContain("3 further domains");
  });
});

test("an alert of password resets also says that absent names leave nothing", () => {
  expect(idsOf(facts({ asked: ["sspr"] }))).toContain("reset-absent");
  expect(idsOf(facts())).not.toContain("reset-absent");
});
