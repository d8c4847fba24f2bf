import { expect, test } from "vitest";
import { findIn } from "@/test/answered";
import { databaseForFile } from "@/test/database";
import { type Attempt, ask, names } from "@/test/ledger";
import { settle } from "@/test/settle";
import { RC_07 } from "./rc-07";
import { sourceOf } from "./source";
import { dayOf, Usage, type Used } from "./usage";

const store = databaseForFile();

const START = "2026-03-02T09:00:00Z";
const TODAY = dayOf(Date.parse(START) * 1000);
const guid = (n: number) => `1b730954-1685-4b74-9bfd-${String(n).padStart(12, "0")}`;
const at = (minutes: number) => new Date(Date.parse(START) + minutes * 60_000).toISOString();

const busy = (day: number): Used => ({ day, events: 1000, signIns: 900 });
/** A tenant with a month of rows, in which people sign in with these applications. */
const habits = (...apps: string[]) =>
  new Usage(
    new Map(Array.from({ length: 31 }, (_, index) => [TODAY - 30 + index, 5000])),
    new Map(apps.map((app) => [app, [busy(TODAY - 20), busy(TODAY - 1)]])),
  );
const find = (attempts: Attempt[], usage = habits(), ropcDays = new Set<string>()) =>
  findIn(RC_07, attempts, { around: { usage, ropcDays } });

/** So many names, each asked for with an id of its own. */
const random = (n: number, attempt: Partial<Attempt> = {}) =>
  names(n, START, 2).map((one, index) => ({ ...one, appId: guid(index), ...attempt }));

test("fires for 25 names asked for with 25 ids that no application has, with and without a history", () => {
  for (const usage of [habits(), new Usage()]) {
    const [episode, ...more] = find(random(25), usage);
    expect(more).toEqual([]);
    expect(episode).toMatchObject({
      severity: "medium",
      verdict: "Client ids tried out",
      group: { source: "203.0.113.7" },
      measures: { names: 25, unknownApps: 25 },
    });
  }
});

test("an accepted password is high: an unknown resource, asked for by ROPC, on an empty history", () => {
  const list = names(60, START, 0.5).map((one, index) => ({
    ...one,
    qualifier: "ropc",
    app: "Edge",
    appId: guid(index % 13),
    code: index === 7 ? "500011" : index < 45 ? "50034" : "50126",
  }));
  const [episode, ...more] = find(list, new Usage());
  expect(more).toEqual([]);
  expect(episode).toMatchObject({
    severity: "high",
    severityWhy: [
      expect.stringMatching(/^medium by its clients/),
      "high: 1 password accepted, told by an unknown application or resource",
      expect.stringMatching(/ten days older/),
    ],
    measures: { accepted: 1, k4: 1 },
  });
});

test("the same answer without ROPC tells nothing, and stays silent", () => {
  expect(
    find([{ name: "a@x.example", at: at(0), code: "500011", app: "Edge", appId: guid(1) }], habits(guid(1))),
  ).toEqual([]);
});

test("fires for one row with the id of a template, or with the directory as client", () => {
  for (const appId of ["30cad7ca-797c-4dba-81f6-8b01f6371013", "00000002-0000-0000-C000-000000000000"]) {
    expect(find([{ name: "a@x.example", at: at(0), appId }], new Usage())).toHaveLength(1);
  }
});

test("an id never seen for ten days fires for two names; without ten days of rows it is silent", () => {
  const two = ["a", "b"].map((name) => ({
    name: `${name}@x.example`,
    at: at(0),
    app: "Tool",
    appId: guid(1),
  }));
  expect(find(two)).toMatchObject([{ severity: "medium", measures: { newApps: 1 } }]);
  expect(find(two.slice(1))).toEqual([]);
  expect(find(two, new Usage())).toEqual([]);
  expect(find(two, new Usage(new Map([[TODAY - 9, 5000]])))).toEqual([]);
});

test("an id that people sign in with is known, that day's too", () => {
  const one = [{ name: "a@x.example", at: at(0), app: "Payroll", appId: guid(1) }];
  const rolledOut = new Usage(
    new Map([[TODAY - 20, 5000]]),
    new Map([[guid(1), [{ day: TODAY, events: 40, signIns: 1 }]]]),
  );
  expect(find(one, rolledOut)).toEqual([]);
});

test("fires for five names by ROPC from a source that never used it; silent where it always did", () => {
  const five = names(5, START, 60, { qualifier: "ropc", code: "50126", app: "Mail", appId: guid(1) });
  expect(find(five, habits(guid(1)))).toHaveLength(1);
  expect(find(five.slice(1), habits(guid(1)))).toEqual([]);
  expect(find(five, habits(guid(1)), new Set([`203.0.113.7 ${TODAY - 8}`]))).toEqual([]);
  expect(find(five, new Usage())).toEqual([]);
});

test("stays silent when the same account signs in from the same address within ten minutes", () => {
  const typo = random(25);
  const followed = typo.map(({ name }, index) => ({ name, at: at(8 + index / 60), code: "0" }));
  expect(find([...typo, ...followed])).toEqual([]);
  expect(find([...typo, ...followed.map((one) => ({ ...one, ip: "198.51.100.9" }))])).toHaveLength(1);
});

test("stays silent on a shared address where three people fail with what others use", () => {
  const three = [1, 2, 3].map((n) => ({
    name: `p${n}@x.example`,
    at: at(n),
    code: "50126",
    app: "App",
    appId: guid(n),
  }));
  expect(find(three, habits(guid(1), guid(2), guid(3)))).toEqual([]);
  expect(find(three, new Usage())).toEqual([]);
});

test("noise of sessions, empty names and empty addresses count nothing", () => {
  expect(find(random(25, { code: "50058" }))).toEqual([]);
  expect(find(random(25, { name: "" }))).toEqual([]);
  expect(find(random(25, { ip: "" }))).toEqual([]);
});

test("addresses of one IPv6 /64 are one source, and sources are written as Postgres does", async () => {
  const spread = random(6).map((one, index) => ({ ...one, ip: `2001:db8:0:1::${index + 1}` }));
  expect(find(spread)).toMatchObject([{ group: { source: "2001:db8:0:1::/64" } }]);
  const values = [
    "203.0.113.7",
    "2001:db8::1",
    "2001:db8:0:1::1",
    "::1",
    "fe80::1:2:3:4",
    "1:0:0:2:3:4:5:6",
    "1:2:3:4:5:6:7:8",
  ];
  const { rows } = await store().pool.query("select source_of(v) as source from unnest($1::text[]) v", [
    values,
  ]);
  expect(values.map(sourceOf)).toEqual(rows.map(({ source }) => source));
});

const stored = async () =>
  (
    await store().pool.query(
      `select "group", names, severity, entity_kind as kind, measures -> 'newApps' as fresh
       from detection where rule_id = 'RC-07' order by window_from`,
    )
  ).rows;

test("in the store: a tenant learns its applications from sign-ins, early or late", async () => {
  const daily = Array.from({ length: 20 }, (_, day) => ({
    name: "ana@contoso.example",
    at: at((day - 20) * 1440),
    code: "0",
    app: "Mail",
    appId: guid(500),
    ip: "192.0.2.1",
  }));
  await ask(store().pool, daily);
  await settle(store());
  await ask(store().pool, [
    { name: "ben@contoso.example", at: at(0), code: "50126", app: "Mail", appId: guid(500) },
    { name: "ben@contoso.example", at: at(1), code: "50126", app: "Tool", appId: guid(501) },
    { name: "cara@contoso.example", at: at(2), code: "50126", app: "Tool", appId: guid(501) },
  ]);
  await settle(store());
  expect(await stored()).toEqual([
    { group: { source: "203.0.113.7" }, names: 2, severity: "medium", kind: "origin", fresh: 1 },
  ]);
  // Somebody had signed in with it a week before; the row comes late.
  await ask(store().pool, [
    { ...daily[0], name: "ana@contoso.example", at: at(-7 * 1440), code: "0", appId: guid(501) },
  ]);
  await settle(store());
  expect(await stored()).toEqual([]);
});

test("in the store: a source's earlier ROPC is found among its sign-ins", async () => {
  const five = names(5, at(60), 60, {
    qualifier: "ropc",
    code: "50126",
    app: "Mail",
    appId: guid(500),
    ip: "192.0.2.9",
  });
  await ask(store().pool, five);
  await settle(store());
  expect(await stored()).toMatchObject([{ names: 5, group: { source: "192.0.2.9" } }]);
  await ask(store().pool, [
    {
      name: "cy@contoso.example",
      at: at(-3 * 1440),
      code: "0",
      qualifier: "ropc",
      app: "Mail",
      appId: guid(500),
      ip: "192.0.2.9",
    },
  ]);
  await settle(store());
  expect(await stored()).toEqual([]);
});
