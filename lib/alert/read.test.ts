import { beforeAll, expect, test } from "vitest";
import { type Actor, SYSTEM } from "@/lib/access/schema";
import { listDetections, readDetection, readDetectionNames } from "@/lib/detection/read";
import { databaseForFile } from "@/test/database";
import { ask, names } from "@/test/ledger";
import { settleHours as settle } from "@/test/settle";
import { listAlerts, readAlert, readAlertFacets, readAlertNames } from "./read";
import type { Alert, AlertQuery } from "./schema";
import { ruleAlert } from "./write";

const store = databaseForFile();
const origins = async (query: AlertQuery) =>
  (await listAlerts(SYSTEM, query)).items.map((alert) => alert.origin ?? "none");

beforeAll(async () => {
  const { pool } = store();
  await ask(
    pool,
    names(60, "2026-03-02T09:10:00Z", 1, { ip: "198.51.100.1", app: "Portal", agent: "curl/8" }),
  );
  await ask(pool, [
    // Wrong passwords are no part of the rules, yet the same origin asked for them in the same hour.
    { ip: "198.51.100.1", name: "USER000@contoso.example", at: "2026-03-02T09:30:00Z", code: "50126" },
    { ip: "198.51.100.1", name: "late@contoso.example", at: "2026-03-02T09:31:00Z", code: "50126" },
    { ip: "198.51.100.1", name: "late@contoso.example", at: "2026-03-02T09:32:00Z", code: "0" },
    { ip: "198.51.100.1", name: "other.hour@contoso.example", at: "2026-03-02T10:00:00Z", code: "50126" },
  ]);
  await ask(pool, names(12, "2026-03-03T09:10:00Z", 1, { ip: "198.51.100.2", code: "50055", agent: "a" }));
  await ask(pool, names(15, "2026-03-04T09:10:00Z", 1, { ip: "" }));
  await settle(store());
});

const first = async (): Promise<Alert> =>
  (await listAlerts(SYSTEM, { origin: "198.51.100.1" })).items[0] as Alert;

test("lists the latest activity first, and by severity, names or first activity when asked", async () => {
  expect(await origins({})).toEqual(["none", "198.51.100.2", "198.51.100.1"]);
  expect(await origins({ sort: "severity" })).toEqual(["198.51.100.1", "none", "198.51.100.2"]);
  expect(await origins({ sort: "names", order: "asc" })).toEqual(["198.51.100.2", "none", "198.51.100.1"]);
  expect(await origins({ sort: "first-seen", order: "asc" })).toEqual([
    "198.51.100.1",
    "198.51.100.2",
    "none",
  ]);
});

test("filters by status, severity, classification, rule, origin and overlap in time", async () => {
  expect(await origins({ severity: ["medium", "low"] })).toEqual(["none", "198.51.100.2"]);
  expect(await origins({ rule: "RC-02" })).toEqual(["none", "198.51.100.1"]);
  expect(await origins({ origin: "~none" })).toEqual(["none"]);
  expect(
    await origins({ from: new Date("2026-03-02T09:10:59Z"), to: new Date("2026-03-03T09:10:00Z") }),
  ).toEqual(["198.51.100.1"]);
  expect(
    await origins({ from: new Date("2026-03-02T09:11:00Z"), to: new Date("2026-03-03T09:10:01Z") }),
  ).toEqual(["198.51.100.2"]);
  expect(await origins({ suppressed: "true" })).toEqual([]);
  const alert = await first();
  await ruleAlert(SYSTEM, alert.id, alert.version, { status: "closed", classification: "undetermined" });
  expect(await origins({ status: ["closed"] })).toEqual(["198.51.100.1"]);
  expect(await origins({ classification: ["undetermined"] })).toEqual(["198.51.100.1"]);
  expect(await origins({ status: ["new", "active"] })).toEqual(["none", "198.51.100.2"]);
});

test("pages through every order without losing or repeating an alert", async () => {
  for (const sort of ["last-seen", "first-seen", "severity", "names", "attempts"] as const) {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listAlerts(SYSTEM, { sort, limit: 1, cursor });
      seen.push(...page.items.map((alert) => alert.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual((await listAlerts(SYSTEM, { sort })).items.map((alert) => alert.id));
  }
  await expect(listAlerts(SYSTEM, { cursor: "nonsense" })).rejects.toMatchObject({ code: "bad-input" });
});

test("lists the alert's accounts, and on request all that the origin asked for in its hours", async () => {
  const { id } = await first();
  const own = await readAlertNames(SYSTEM, id);
  expect(own.items).toHaveLength(60);
  expect(own.items.every((name) => name.inDetections && name.answer === "absent")).toBe(true);
  const wide = await readAlertNames(SYSTEM, id, { scope: "origin" });
  expect(wide.items).toHaveLength(61);
  expect(
    wide.items.slice(0, 3).map((name) => [name.account, name.answer, name.codes, name.inDetections]),
  ).toEqual([
    ["late@contoso.example", "signed-in", ["50126", "0"], false],
    ["user000@contoso.example", "exists", ["50034", "50126"], true],
    ["user001@contoso.example", "absent", ["50034"], true],
  ]);
  expect(wide.items[1]).toMatchObject({
    names: ["user000@contoso.example", "USER000@contoso.example"],
    attempts: 2,
    firstSeen: "2026-03-02T09:10:00.000Z",
    firstLearned: "2026-03-02T09:30:00.000Z",
    lastSeen: "2026-03-02T09:30:00.000Z",
  });
  const exists = await readAlertNames(SYSTEM, id, { scope: "origin", answer: ["exists"] });
  expect(exists.items.map((name) => name.account)).toEqual(["user000@contoso.example"]);
});

test("pages through the accounts", async () => {
  const { id } = await first();
  const one = await readAlertNames(SYSTEM, id, { limit: 40 });
  const two = await readAlertNames(SYSTEM, id, { limit: 40, cursor: one.nextCursor ?? "" });
  expect([...one.items, ...two.items].map((name) => name.account)).toEqual(
    names(60, "2026-03-02T09:10:00Z").map((attempt) => attempt.name),
  );
  expect(two.nextCursor).toBeNull();
});

test("an alert from before its names were kept is counted when somebody opens it", async () => {
  const { pool } = store();
  const { id } = await first();
  const read = async () => [await readAlertNames(SYSTEM, id), await readAlertFacets(SYSTEM, id)];
  const kept = await read();
  await pool.query("delete from alert_name where alert_id = $1", [id]);
  await pool.query("update alert set facets = null where id = $1", [id]);
  expect(await Promise.all([read(), read()])).toEqual([kept, kept]);
});

test("adds up applications, clients, agents and codes over rows that two rules share once", async () => {
  const facets = await readAlertFacets(SYSTEM, (await first()).id);
  expect(facets.apps).toEqual([{ app: "Portal", appId: "", attempts: 60, names: 60 }]);
  expect(facets.agents).toEqual([{ userAgent: "curl/8", attempts: 60, names: 60 }]);
  expect(facets.around).toEqual({ absent: 59, exists: 1, "signed-in": 1 });
  expect(facets.codes).toMatchObject([
    { vector: "entra-signin", code: "50034", answer: "absent", attempts: 60 },
  ]);
});

test("lists detections newest window first, by rule, origin and overlap, page by page", async () => {
  const rules = async (query: object) =>
    (await listDetections(SYSTEM, { limit: 100, ...query })).items.map(
      (found) => `${found.ruleId} ${found.origin}`,
    );
  expect(await rules({})).toEqual([
    "RC-02 null",
    "RC-01 198.51.100.2",
    "RC-02 198.51.100.1",
    "RC-01 198.51.100.1",
  ]);
  expect(await rules({ rule: "RC-01" })).toEqual(["RC-01 198.51.100.2", "RC-01 198.51.100.1"]);
  expect(await rules({ origin: "~none" })).toEqual(["RC-02 null"]);
  const inside = { from: new Date("2026-03-02T09:59:00Z"), to: new Date("2026-03-03T09:00:00Z") };
  expect(await rules(inside)).toEqual(["RC-02 198.51.100.1", "RC-01 198.51.100.1"]);
  const page = await listDetections(SYSTEM, { limit: 3 });
  const rest = await listDetections(SYSTEM, { limit: 3, cursor: page.nextCursor ?? "" });
  expect([...page.items, ...rest.items].map((found) => found.id)).toEqual(
    (await listDetections(SYSTEM, { limit: 100 })).items.map((found) => found.id),
  );
});

test("shows a detection as it was counted, and every name of it", async () => {
  const alert = await first();
  const detection = await readDetection(SYSTEM, alert.detections[0] ?? "");
  expect(detection).toMatchObject({
    ruleId: "RC-01",
    window: { from: "2026-03-02T09:00:00.000Z", to: "2026-03-02T10:00:00.000Z" },
    group: { ipAddress: "198.51.100.1", clientAppUsed: "", userAgent: "curl/8" },
    origin: "198.51.100.1",
    names: 60,
    apps: ["Portal"],
    codes: { 50034: 60 },
    measures: { durationMinutes: 1, ratePerMinute: 60 },
    alertId: alert.id,
  });
  const one = await readDetectionNames(SYSTEM, detection.id, { limit: 59 });
  const two = await readDetectionNames(SYSTEM, detection.id, { limit: 59, cursor: one.nextCursor ?? "" });
  expect([...one.items, ...two.items]).toHaveLength(60);
  expect(two.items).toEqual([
    {
      name: "user059@contoso.example",
      account: "user059@contoso.example",
      answer: "absent",
      code: "50034",
      attempts: 1,
      firstSeen: "2026-03-02T09:10:59.000Z",
      lastSeen: "2026-03-02T09:10:59.000Z",
    },
  ]);
});

test("says that an alert or a detection is not there", async () => {
  await expect(readAlert(SYSTEM, "42")).rejects.toMatchObject({ code: "not-found" });
  await expect(readAlertNames(SYSTEM, "42")).rejects.toMatchObject({ code: "not-found" });
  await expect(readDetection(SYSTEM, "'; drop")).rejects.toMatchObject({ code: "not-found" });
  const nobody: Actor = { ...SYSTEM, scopes: [] };
  await expect(listAlerts(nobody, {})).rejects.toMatchObject({ code: "forbidden" });
});

test("an alert is suppressed while a suppression that has not expired labels it", async () => {
  const { pool } = store();
  const { rows } = await pool.query(
    `insert into suppression (conditions, owner_id, reason, expires_at)
     values ('{}', 'ada', 'agreed test', now() + interval '1 hour') returning id::text`,
  );
  await pool.query("update alert set suppressed_by = $1 where origin_id is null", [rows[0].id]);
  expect(await origins({ suppressed: "true" })).toEqual(["none"]);
  expect(await origins({ suppressed: "false" })).toEqual(["198.51.100.2", "198.51.100.1"]);
  expect((await listAlerts(SYSTEM, { suppressed: "true" })).items[0]?.suppressedBy).toBe(rows[0].id);
  await pool.query("update suppression set expires_at = now() - interval '1 second'");
  expect(await origins({ suppressed: "true" })).toEqual([]);
  expect((await listAlerts(SYSTEM, { origin: "~none" })).items[0]?.suppressedBy).toBeNull();
});

test("pages by name where names are longer than an index row and differ only at their ends", async () => {
  const { pool } = store();
  const long = (end: string) => `${"x".repeat(9000)}${end}@contoso.example`;
  const ends = ["b", "a", "é", "c", "B"].concat(names(9, "2026-03-06T09:00:00Z").map((_, n) => `d${n}`));
  await ask(
    pool,
    ends.map((end, n) => ({
      name: long(end),
      at: `2026-03-06T09:00:${String(n + 10)}Z`,
      ip: "198.51.100.4",
    })),
  );
  await settle(store());
  const alert = (await listAlerts(SYSTEM, { origin: "198.51.100.4" })).items[0] as Alert;
  for (const scope of ["alert", "origin"] as const) {
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await readAlertNames(SYSTEM, alert.id, { scope, limit: 2, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map(({ account }) => account));
      if (!page.nextCursor) break;
      cursor = page.nextCursor;
      // A cursor travels in an address.
      expect(cursor.length).toBeLessThan(100);
    }
    const accounts = [...new Set(ends.map((end) => long(end).toLowerCase()))];
    expect(seen.map((name) => name.slice(9000))).toEqual(accounts.sort().map((name) => name.slice(9000)));
  }
});
