import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { listDetections } from "@/lib/detection/read";
import { databaseForFile } from "@/test/database";
import { type Attempt, ask, names } from "@/test/ledger";
import { settleHours as settle } from "@/test/settle";
import { listAlerts, readAlert, readAlertHistory } from "./read";
import type { Alert, Ruling } from "./schema";
import { ruleAlert } from "./write";

const store = databaseForFile();

let cases = 0;
const nextIp = () => `198.51.100.${++cases}`;
const CLOSE: Ruling = { status: "closed", classification: "true-positive", comment: "seen" };

/** Loads attempts from one address, evaluates, and gives that address's alerts, the oldest first. */
async function load(ip: string, ...attempts: Attempt[][]): Promise<Alert[]> {
  await ask(
    store().pool,
    attempts.flat().map((attempt) => ({ ...attempt, ip })),
  );
  await settle(store());
  return alertsOf(ip);
}

async function alertsOf(origin: string): Promise<Alert[]> {
  const { items } = await listAlerts(SYSTEM, { origin: origin || "~none", sort: "first-seen", order: "asc" });
  return items;
}

async function forget(ip: string, where: string) {
  await store().pool.query(
    `delete from probe p using origin o where o.id = p.origin_id and o.value = $1 and ${where}`,
    [ip],
  );
  await store().pool.query(
    "insert into touched select tenant_id, origin_id, hour from (select distinct d.tenant_id, d.origin_id, d.window_from as hour from detection d join origin o on o.id = d.origin_id where o.value = $1) x on conflict do nothing",
    [ip],
  );
  await settle(store());
  return alertsOf(ip);
}

const close = (alert: Alert, ruling: Ruling = CLOSE) => ruleAlert(SYSTEM, alert.id, alert.version, ruling);
const only = (alerts: Alert[]): Alert => {
  expect(alerts).toHaveLength(1);
  return alerts[0] as Alert;
};

test("chains an origin's detections into one alert and counts a row that two rules share once", async () => {
  const ip = nextIp();
  const alert = only(await load(ip, names(60, "2026-03-02T09:10:00Z", 1)));
  expect(alert).toMatchObject({
    title: "Sign-in failures across 60 names",
    entity: { kind: "origin", value: ip },
    origin: ip,
    severity: "high",
    status: "new",
    sinceClosed: 0,
    rules: ["RC-01", "RC-02"],
    names: 60,
    attempts: 60,
    learned: { absent: 60 },
    version: 1,
    firstSeen: "2026-03-02T09:10:00.000Z",
    lastSeen: "2026-03-02T09:10:59.000Z",
  });
  expect(alert.severityWhy).toEqual([
    "RC-01 says High Confidence Enumeration (high): 60 names in 60 attempts in the hour from 2026-03-02 09:00 UTC.",
    "RC-02 says High (high): 60 names in 60 attempts in the hour from 2026-03-02 09:00 UTC.",
    "The highest of 2 detections counts: high.",
  ]);
  const { items } = await listDetections(SYSTEM, { alert: alert.id, limit: 10 });
  expect(items.map((detection) => detection.alertId)).toEqual([alert.id, alert.id]);
});

test("counts each account once by its best answer, disabled ones among those that exist", async () => {
  const alert = only(
    await load(
      nextIp(),
      names(12, "2026-03-02T09:10:00Z", 1),
      names(2, "2026-03-02T09:20:00Z", 1, { code: "50056" }),
      [{ name: "USER000@contoso.example", at: "2026-03-02T09:21:00Z", code: "50055" }],
      names(15, "2026-03-02T09:30:00Z", 1, { code: "50057", description: "off" }).map((a) => ({
        ...a,
        name: `x${a.name}`,
      })),
    ),
  );
  expect(alert.names).toBe(12 + 15);
  expect(alert.learned).toEqual({ absent: 10, exists: 1, "exists-unusable": 15, "password-known": 1 });
  expect(alert.confirmed).toEqual({ exists: 16, passwordKnown: 1, signedIn: 0 });
  expect(alert.title).toBe("Sign-in failures across 27 names, 1 password known");
});

test("a silence of a day begins a new alert, a shorter one does not", async () => {
  const burst = names(10, "2026-03-02T09:10:00Z");
  expect(await load(nextIp(), burst, names(10, "2026-03-03T09:09:59Z"))).toHaveLength(1);
  expect(await load(nextIp(), burst, names(10, "2026-03-03T09:10:00Z"))).toHaveLength(2);
});

test("no alert spans more than seven days", async () => {
  const days = Array.from({ length: 24 }, (_, turn) =>
    names(10, new Date(Date.parse("2026-03-02T09:10:00Z") + turn * 12 * 3_600_000).toISOString()),
  );
  const alerts = await load(nextIp(), ...days);
  expect(alerts.map((alert) => alert.detections.length)).toEqual([14, 10]);
});

test("detections without an address chain by rule", async () => {
  const alert = only(await load("", names(15, "2026-03-02T09:10:00Z", 1)));
  expect(alert).toMatchObject({ entity: { kind: "rule", value: "RC-02" }, origin: null, rules: ["RC-02"] });
});

test("tenants never share an alert", async () => {
  const ip = nextIp();
  const burst = names(10, "2026-03-02T09:10:00Z");
  const alerts = await load(
    ip,
    burst,
    burst.map((attempt) => ({ ...attempt, tenant: 2 })),
  );
  expect(alerts.map((alert) => [alert.tenant, alert.isSample]).sort()).toEqual([
    ["default", false],
    ["sample", true],
  ]);
});

test("loading nothing new leaves the alert and its version alone", async () => {
  const ip = nextIp();
  const before = await load(ip, names(10, "2026-03-02T09:10:00Z"));
  const { rows } = await store().pool.query("select id from origin where value = $1", [ip]);
  await store().pool.query("insert into touched values (1, $1, '2026-03-02T09:00:00Z')", [rows[0].id]);
  await settle(store());
  expect(await alertsOf(ip)).toEqual(before);
});

test("a closed alert stays closed while nothing beyond what was seen arrives", async () => {
  const ip = nextIp();
  const alert = await close(only(await load(ip, names(10, "2026-03-02T09:10:00Z"))));
  expect(alert.status).toBe("closed");
  // Another name from the same address, in an hour where no rule fires.
  const after = only(await load(ip, names(3, "2026-03-02T15:00:00Z")));
  expect(after).toEqual(alert);
});

test("a new detection, a new name, an attempt more or a better answer opens it again; the ruling stays", async () => {
  const more: Attempt[][] = [
    names(10, "2026-03-02T12:10:00Z"),
    [{ name: "somebody.else@contoso.example", at: "2026-03-02T09:20:00Z" }],
    [{ name: "user000@contoso.example", at: "2026-03-02T09:20:00Z" }],
  ];
  for (const attempts of more) {
    const ip = nextIp();
    const closed = await close(only(await load(ip, names(10, "2026-03-02T09:10:00Z"))));
    const again = only(await load(ip, attempts));
    expect(again).toMatchObject({
      id: closed.id,
      status: "new",
      sinceClosed: 1,
      classification: "true-positive",
      comment: "seen",
    });
    expect(again.version).toBeGreaterThan(closed.version);
  }
});

test("a better answer opens it again though the number of attempts is the same", async () => {
  const ip = nextIp();
  await close(only(await load(ip, names(10, "2026-03-02T09:10:00Z", 0, { description: "same" }))));
  // The copy of a row that won names another code: the ledger holds as many attempts as before.
  await ask(store().pool, [
    { name: "user000@contoso.example", at: "2026-03-02T09:10:00Z", code: "50056", ip },
  ]);
  const alert = only(
    await forget(
      ip,
      "p.identity_id = (select id from identity where name = 'user000@contoso.example') and p.outcome_id in (select id from outcome where code = '50034')",
    ),
  );
  expect(alert).toMatchObject({ status: "new", sinceClosed: 1, attempts: 10 });
});

test("a detection that late rows lower opens nothing, and what is seen again closes again", async () => {
  const ip = nextIp();
  const closed = await close(only(await load(ip, names(12, "2026-03-02T09:10:00Z"))));
  const lowered = only(
    await forget(ip, "p.identity_id = (select id from identity where name = 'user011@contoso.example')"),
  );
  expect(lowered).toMatchObject({ id: closed.id, status: "closed", names: 11, sinceClosed: 0 });
  const raised = only(await load(ip, [{ name: "user011@contoso.example", at: "2026-03-02T09:10:00Z" }]));
  expect(raised).toMatchObject({ status: "closed", names: 12, sinceClosed: 0 });
});

test("an alert opened by hand stays open until it is ruled on again", async () => {
  const ip = nextIp();
  const closed = await close(only(await load(ip, names(10, "2026-03-02T09:10:00Z"))));
  const open = await ruleAlert(SYSTEM, closed.id, closed.version, { status: "active" });
  expect(open).toMatchObject({
    status: "active",
    classification: "true-positive",
    comment: "seen",
    sinceClosed: 0,
  });
  expect(only(await load(ip, names(10, "2026-03-02T11:10:00Z")))).toMatchObject({
    status: "active",
    sinceClosed: 1,
  });
});

test("late rows that bridge two alerts merge them: the oldest id survives, every ruling stays", async () => {
  const ip = nextIp();
  const [first, second] = (await load(
    ip,
    names(10, "2026-03-02T09:10:00Z"),
    names(10, "2026-03-04T06:10:00Z"),
  )) as [Alert, Alert];
  await close(first, { ...CLOSE, classification: "undetermined", comment: "first" });
  await close(second, { ...CLOSE, comment: "second" });
  const merged = only(await load(ip, names(10, "2026-03-03T08:10:00Z")));
  expect(merged).toMatchObject({
    id: first.id,
    status: "new",
    sinceClosed: 1,
    classification: "true-positive",
    comment: "second",
  });
  expect(merged.detections).toHaveLength(3);
  expect(await readAlert(SYSTEM, second.id)).toEqual({ movedTo: first.id });
  const { items } = await readAlertHistory(SYSTEM, first.id);
  expect(items.map((past) => [past.comment, past.alertId])).toEqual([
    ["second", second.id],
    ["first", first.id],
  ]);
  expect(await close(merged)).toMatchObject({ status: "closed", sinceClosed: 0 });
});

test("rows that vanish split an alert: the part with the earliest covered detection keeps the id", async () => {
  const ip = nextIp();
  const bursts = ["2026-03-02T09:10:00Z", "2026-03-03T08:10:00Z", "2026-03-04T07:10:00Z"];
  const closed = await close(only(await load(ip, ...bursts.map((at) => names(10, at)))));
  expect(closed.detections).toHaveLength(3);
  const [first, second] = (await forget(ip, "p.hour = '2026-03-03T08:00:00Z'")) as [Alert, Alert];
  expect(first).toMatchObject({ id: closed.id, status: "closed", names: 10 });
  expect(second).toMatchObject({ status: "closed", classification: "true-positive", sinceClosed: 0 });
  expect(second.id).not.toBe(closed.id);
  const { items } = await readAlertHistory(SYSTEM, second.id);
  expect(items.map((past) => [past.comment, past.alertId])).toEqual([["seen", closed.id]]);
});

test("a part of a split that holds something unseen is new, and the seen part keeps id and ruling", async () => {
  const ip = nextIp();
  const closed = await close(
    only(await load(ip, names(10, "2026-03-03T08:10:00Z"), names(10, "2026-03-04T07:10:00Z"))),
  );
  // An earlier burst nobody has seen joins, then the bridge between it and the rest goes.
  expect(only(await load(ip, names(10, "2026-03-02T09:10:00Z")))).toMatchObject({
    id: closed.id,
    sinceClosed: 1,
  });
  const [early, late] = (await forget(ip, "p.hour = '2026-03-03T08:00:00Z'")) as [Alert, Alert];
  expect(late).toMatchObject({ id: closed.id, status: "closed", sinceClosed: 0 });
  expect(early).toMatchObject({ status: "new", sinceClosed: 1, classification: "true-positive" });
});

test("an alert that loses its last detection goes, unless somebody ruled on it", async () => {
  const [gone, kept] = [nextIp(), nextIp()];
  await load(gone, names(10, "2026-03-02T09:10:00Z"));
  expect(await forget(gone, "true")).toEqual([]);
  const closed = await close(only(await load(kept, names(10, "2026-03-02T09:10:00Z"))));
  const empty = only(await forget(kept, "true"));
  expect(empty).toMatchObject({ id: closed.id, status: "closed", names: 0, detections: [], comment: "seen" });
  expect(empty.title).toContain("kept for its rulings");
  // The rows come back: so does the alert, under its id and as it was ruled.
  expect(only(await load(kept, names(10, "2026-03-02T09:10:00Z")))).toMatchObject({
    id: closed.id,
    status: "closed",
    names: 10,
  });
});
