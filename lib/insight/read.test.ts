import { beforeAll, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { databaseForFile } from "@/test/database";
import { readOrigin, readOrigins } from "./origins";
import { readDataRange, readOverview } from "./read";
import { readTimeline } from "./run-timeline";

const store = databaseForFile();

const SCANNER = "203.0.113.7";
const OUTCOMES = {
  absent: [1, "entra-signin", "50034", "absent"],
  exists: [2, "entra-signin", "50126", "exists"],
  success: [3, "entra-signin", "0", "signed-in"],
  reset: [4, "sspr", "", "exists"],
  audit: [5, "entra-audit", "", null],
} as const;
type Row = [at: string, name: string, outcome: keyof typeof OUTCOMES, origin?: string];

/** Origins 1 (scanner), 2 (none); names in order of appearance; one client, place and detail. */
const EVENTS: Row[] = [
  ["2026-03-02T09:00:00Z", "Ana@contoso.example", "absent"],
  ["2026-03-02T09:00:59.999999Z", "ana@contoso.example", "exists"],
  ["2026-03-02T09:01:00Z", "bo@contoso.example", "absent"],
  ["2026-03-02T10:30:00Z", "bo@contoso.example", "success"],
  ["2026-03-04T23:59:59.999999Z", "cy@contoso.example", "reset"],
  ["2026-03-04T12:00:00Z", "cy@contoso.example", "audit"],
  ["2026-03-03T12:00:00Z", "dee@contoso.example", "absent", ""],
];

async function rollUp() {
  await store().pool.query("truncate rollup");
  await store().pool.query(`insert into rollup
    select tenant_id, (at at time zone 'UTC')::date, source, outcome_id, count(*), min(at), max(at)
    from event group by 1, 2, 3, 4`);
}

beforeAll(async () => {
  const { pool } = store();
  const names = [...new Set(EVENTS.map(([, name]) => name))];
  const accounts = [...new Set(names.map((name) => name.toLowerCase()))];
  await pool.query("select ensure_event_partition('2026-03-01')");
  await pool.query("insert into origin values (1, 'address', $1), (2, 'none', '')", [SCANNER]);
  await pool.query("insert into client values (1, 'Office 365', 'app-1', 'Browser', 'curl/8', '')");
  await pool.query("insert into place values (1, 'NL', '', 'Delft', '64500')");
  for (const [id, vector, code, answer] of Object.values(OUTCOMES)) {
    await pool.query("insert into outcome values ($1, $2, $3, '', '', '', $4, $5)", [
      id,
      vector,
      code,
      `text of ${code}`,
      answer,
    ]);
  }
  for (const [index, name] of names.entries()) {
    await pool.query("insert into identity values ($1, $2, lower($2), $3)", [
      index + 1,
      name,
      accounts.indexOf(name.toLowerCase()) + 1,
    ]);
  }
  for (const [at, name, outcome, origin = SCANNER] of EVENTS) {
    await pool.query(
      `insert into event values (1, 1, $1, $2, $3, 1, $4, 1, 1, gen_random_uuid(), null, 0, 5, false, 6, 1, 0, 1)`,
      [at, origin === "" ? 2 : 1, names.indexOf(name) + 1, OUTCOMES[outcome][0]],
    );
  }
  await pool.query(`insert into presence
    select tenant_id, origin_id, account_id, (at at time zone 'UTC')::date, 0, count(*), min(at), max(at)
    from event e join identity i on i.id = e.identity_id join outcome o on o.id = e.outcome_id
    where o.vector <> 'entra-audit' group by 1, 2, 3, 4`);
  await pool.query(`insert into probe
    select tenant_id, origin_id, date_trunc('hour', at), client_id, outcome_id, identity_id, count(*), min(at), max(at)
    from event e join outcome o on o.id = e.outcome_id where o.answer <> 'signed-in' group by 1, 2, 3, 4, 5, 6`);
  await pool.query("insert into origin_stale select distinct origin_id from probe");
  await rollUp();
  await pool.query(
    "insert into import (tenant_id, filename, status, accepted) values (1, 'a.json', 'done', 7)",
  );
});

test("by the minute, empty minutes are left out and a name is new once, whatever its case", async () => {
  const { items } = await readTimeline(SYSTEM, SCANNER, { bucket: "minute" });
  expect(items.map(({ at, attempts, newNames }) => [at, attempts, newNames])).toEqual([
    ["2026-03-02T09:00:00.000Z", 2, 1],
    ["2026-03-02T09:01:00.000Z", 1, 1],
    ["2026-03-02T10:30:00.000Z", 1, 0],
    ["2026-03-04T23:59:00.000Z", 1, 1],
  ]);
  expect(items[0]).toMatchObject({
    byAnswer: { absent: 1, exists: 1 },
    byCode: { "50034": 1, "50126": 1 },
  });
});

test("by default the hours of all data: successes and resets count, audit rows do not", async () => {
  const { items } = await readTimeline(SYSTEM, SCANNER, {});
  expect(items.map(({ at }) => at)).toEqual([
    "2026-03-02T09:00:00.000Z",
    "2026-03-02T10:00:00.000Z",
    "2026-03-04T23:00:00.000Z",
  ]);
  expect(items.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(5);
  expect(items.at(-1)?.byCode).toEqual({ SSPR: 1 });
});

test("a day is a UTC day, and the range is half-open", async () => {
  const { items } = await readTimeline(SYSTEM, SCANNER, {
    bucket: "day",
    from: new Date("2026-03-02T09:00:00Z"),
    to: new Date("2026-03-02T09:01:00Z"),
  });
  expect(items).toMatchObject([{ at: "2026-03-02T00:00:00.000Z", attempts: 2, newNames: 1 }]);
});

test("too many buckets are refused by the length of what was asked, with the bucket that would do", async () => {
  const month = { from: new Date("2026-03-01T00:00:00Z"), to: new Date("2026-04-01T00:00:00Z") };
  await expect(readTimeline(SYSTEM, SCANNER, { ...month, bucket: "minute" })).rejects.toThrow("bucket=hour");
});

test("the empty origin is asked for as ~none, and an unknown one is not found", async () => {
  expect((await readTimeline(SYSTEM, "~none", {})).items).toMatchObject([{ attempts: 1, newNames: 1 }]);
  await expect(readTimeline(SYSTEM, "198.51.100.1", {})).rejects.toMatchObject({ code: "not-found" });
  await expect(readOrigin(SYSTEM, "198.51.100.1")).rejects.toMatchObject({ code: "not-found" });
});

test("an origin's names count once by their best answer, its attempts by every answer", async () => {
  const report = await readOrigin(SYSTEM, SCANNER);
  expect(report).toMatchObject({
    kind: "address",
    attempts: 5,
    names: 3,
    byAnswer: { absent: 2, exists: 2, "signed-in": 1 },
    namesByAnswer: { exists: 2, "signed-in": 1 },
    firstSeen: "2026-03-02T09:00:00.000Z",
    lastSeen: "2026-03-04T23:59:59.999Z",
    apps: [{ app: "Office 365", appId: "app-1", clientApp: "Browser", attempts: 5 }],
    agents: [{ userAgent: "curl/8", attempts: 5 }],
    places: [{ country: "NL", region: "", city: "Delft", asn: "64500", attempts: 5 }],
    alerts: [],
  });
  expect(report.nameList.map(({ account, answer, attempts }) => [account, answer, attempts])).toEqual([
    ["bo@contoso.example", "signed-in", 2],
    ["cy@contoso.example", "exists", 1],
    ["ana@contoso.example", "exists", 2],
  ]);
});

test("an address is found however it is written, and answers under its canonical form", async () => {
  const report = await readOrigin(SYSTEM, "::ffff:203.0.113.7");
  expect(report.origin).toBe(SCANNER);
});

test("the list of origins puts an open alert first and counts what was learned", async () => {
  await store().pool.query(`insert into alert (tenant_id, entity_kind, entity_value, origin_id, title, severity,
      first_seen, last_seen, rules, names, attempts)
    values (1, 'rule', 'RC-02', 2, 't', 'high', now(), now(), '{RC-02}', 1, 1)`);
  const rows = await readOrigins(SYSTEM);
  expect(rows.map(({ origin, openSeverity, names }) => [origin, openSeverity, names])).toEqual([
    ["~none", "high", 1],
    [SCANNER, null, 3],
  ]);
  expect(rows[1]?.namesByAnswer).toEqual({ absent: 1, exists: 2 });
});

test("the overview counts rows per log and UTC day, and its period ends just after the last row", async () => {
  const overview = await readOverview(SYSTEM);
  expect(overview.period).toEqual({ from: "2026-03-02T09:00:00.000Z", to: "2026-03-05T00:00:00.000Z" });
  expect(overview.events).toBe(7);
  expect(overview.alerts).toEqual({ new: { high: 1 } });
  expect(overview.coverage.find(({ vector }) => vector === "entra-signin")).toMatchObject({
    events: 5,
    days: { "2026-03-02": 4, "2026-03-03": 1 },
  });
});

test("a clock gone wrong does not stretch the data's range, also on the very day on which it ends", async () => {
  const { pool } = store();
  const at = (time: string) =>
    pool.query(
      `insert into event values (1, 1, $1, 2, 1, 1, 1, 1, 1, gen_random_uuid(), null, 0, 5, false, 6, 1, 0, 1)`,
      [time],
    );
  for (const time of ["1999-01-01Z", "2026-03-08T11:00:00Z", "2026-03-08T13:00:00Z", "2031-01-01Z"])
    await at(time);
  await rollUp();
  expect(await readDataRange(SYSTEM, new Date("2026-03-06T12:00:00Z"))).toEqual({
    from: "2026-03-02T09:00:00.000Z",
    to: "2026-03-08T11:00:00.001Z",
  });
  expect((await readDataRange(SYSTEM, new Date("2026-03-07T12:00:00Z")))?.to).toBe(
    "2026-03-08T13:00:00.001Z",
  );
});

test("nobody reads without the scope", async () => {
  const stranger = { kind: "key", id: "k", name: "uploader", scopes: ["ingest"] } as const;
  await expect(readOverview(stranger)).rejects.toMatchObject({ code: "forbidden" });
  await expect(readTimeline(stranger, SCANNER, {})).rejects.toMatchObject({ code: "forbidden" });
});
