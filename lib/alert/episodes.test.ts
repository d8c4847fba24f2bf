import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { RULES } from "@/lib/detection/catalogue";
import { listDetections, readDetectionNames } from "@/lib/detection/read";
import type { Detection } from "@/lib/detection/schema";
import { readImport } from "@/lib/intake/read";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { type Attempt, ask, names } from "@/test/ledger";
import { settle } from "@/test/settle";
import { importText } from "@/test/upload";
import { listAlerts, readAlert, readAlertFacets, readAlertNames } from "./read";
import type { Alert } from "./schema";
import { ruleAlert } from "./write";

const store = databaseForFile();
const DAY = "2026-03-02";
const later = (attempt: Attempt, minutes: number): Attempt => ({
  ...attempt,
  at: new Date(Date.parse(attempt.at) + minutes * 60_000).toISOString(),
});

async function episodes(origin: string, rule = "RC-04"): Promise<Detection[]> {
  return (await listDetections(SYSTEM, { rule, origin, limit: 100 })).items;
}

async function alertOf({ alertId }: Pick<Detection, "alertId">): Promise<Alert> {
  const found = await readAlert(SYSTEM, alertId ?? "");
  if ("movedTo" in found) throw new Error("The alert has moved.");
  return found;
}

test("a scan over the turn of the hour, imported from a file, is one episode with its names and its arithmetic", async () => {
  const rows = Array.from({ length: 18 }, (_, n) =>
    graphSignIn(uuid(n), {
      createdDateTime: new Date(Date.parse(`${DAY}T09:55:00Z`) + n * 35_000).toISOString(),
      userPrincipalName: `name${n}@contoso.example`,
      ipAddress: "203.0.113.18",
      status: { errorCode: n % 6 === 0 ? 50126 : 50034 },
    }),
  );
  const done = await importText(jsonLines(rows));
  expect(await readImport(SYSTEM, done.id)).toMatchObject({ status: "done", detections: 1, alerts: 1 });
  const [episode, ...more] = await episodes("203.0.113.18");
  expect(more).toEqual([]);
  expect(episode).toMatchObject({
    ...{ names: 18, attempts: 18, group: { source: "203.0.113.18" }, codes: { 50034: 15, 50126: 3 } },
    window: { from: `${DAY}T09:55:00.000Z`, to: `${DAY}T10:04:55.000Z` },
    ...{
      severity: "low",
      severityWhy: ["low by size (18 names)"],
      verdict: "Names asked for, some confirmed",
    },
  });
  const listed = await readDetectionNames(SYSTEM, episode?.id ?? "", { limit: 100 });
  expect(listed.items).toHaveLength(18);
  expect(listed.items[0]).toMatchObject({ answer: "exists", code: "50126", attempts: 1 });
  const alert = await alertOf(episode as Detection);
  expect(alert).toMatchObject({ rules: ["RC-04"], names: 18, confirmed: { exists: 3 }, severity: "low" });
  expect(alert.severityWhy).toEqual([
    "RC-04 says Names asked for, some confirmed (low): 18 names in 18 attempts from 2026-03-02 09:55 UTC to 2026-03-02 10:04 UTC; low by size (18 names).",
  ]);
});

test("rows that an hourly rule and an episode share count once, and what is left out stays as evidence", async () => {
  const ip = "203.0.113.20";
  const scan = names(12, `${DAY}T09:00:00Z`, 60, { ip, app: "App" });
  const typo: Attempt = { ip, name: "zoe@contoso.example", code: "50126", at: `${DAY}T09:05:30Z` };
  await ask(store().pool, [...scan, typo, { ...later(typo, 3), code: "0" }]);
  // Without the rule that would ask how the typo's own sign-in came about.
  await settle(
    store(),
    2000,
    RULES.filter(({ kind }) => kind !== "flagged"),
  );
  const [episode] = await episodes(ip);
  expect(episode).toMatchObject({ names: 12, attempts: 12 });
  const alert = await alertOf(episode as Detection);
  expect(alert).toMatchObject({ rules: ["RC-01", "RC-04"], names: 12, attempts: 12 });
  expect((await readAlertFacets(SYSTEM, alert.id)).apps).toMatchObject([
    { app: "App", attempts: 12, names: 12 },
  ]);
  const own = await readAlertNames(SYSTEM, alert.id, {});
  expect(own.items.map(({ account }) => account)).not.toContain("zoe@contoso.example");
  const around = await readAlertNames(SYSTEM, alert.id, { scope: "origin" });
  expect(around.items[0]).toMatchObject({
    account: "zoe@contoso.example",
    answer: "signed-in",
    inDetections: false,
  });
});

test("addresses of one /64 are one network, with an alert of its own", async () => {
  const scan = names(20, `${DAY}T09:00:00Z`, 60).map((one, n) => ({ ...one, ip: `2001:db8:7:1::${n + 1}` }));
  await ask(store().pool, scan);
  await settle(store());
  const { items } = await listAlerts(SYSTEM, { rule: "RC-04", origin: "~none" });
  expect(items).toMatchObject([
    {
      entity: { kind: "network", value: "2001:db8:7:1::/64" },
      origin: null,
      names: 20,
      detections: [expect.any(String)],
    },
  ]);
  const around = await readAlertNames(SYSTEM, items[0]?.id ?? "", { scope: "origin" });
  expect(around.items).toHaveLength(20);
});

test("inner attempts count inside the episode only, exactly", async () => {
  const ip = "203.0.113.21";
  const early = Array.from({ length: 5 }, (_, n) => ({
    ...{ ip, name: "user000@contoso.example", code: "50034" },
    at: new Date(Date.parse(`${DAY}T09:00:00Z`) + n * 12 * 60_000).toISOString(),
  }));
  // The window that ends with the tenth name opens at 09:09: of the first name's attempts the first lies before it.
  await ask(store().pool, [...early, ...names(10, `${DAY}T10:00:00Z`, 60, { ip })]);
  await settle(store());
  const [episode] = await episodes(ip);
  expect(episode).toMatchObject({ names: 10, attempts: 14, window: { from: `${DAY}T09:12:00.000Z` } });
});

test("a late sign-in that lowers an episode keeps its id and reopens nothing; a late name reopens it", async () => {
  const ip = "203.0.113.22";
  await ask(
    store().pool,
    names(12, `${DAY}T09:00:00Z`, 60, { ip, vector: "entra-noninteractive", code: "50126" }),
  );
  await settle(store());
  const [before] = await episodes(ip);
  const alert = await alertOf(before as Detection);
  await ruleAlert(SYSTEM, alert.id, alert.version, { status: "closed", classification: "true-positive" });
  // The first name was a typing error: the episode begins a minute later now.
  await ask(store().pool, [{ ip, name: "user000@contoso.example", code: "0", at: `${DAY}T09:01:30Z` }]);
  await settle(store());
  const [lowered] = await episodes(ip);
  expect(lowered).toMatchObject({ id: before?.id, names: 11, window: { from: `${DAY}T09:01:00.000Z` } });
  expect(await alertOf(lowered as Detection)).toMatchObject({
    id: alert.id,
    status: "closed",
    sinceClosed: 0,
  });
  await ask(store().pool, [{ ip, name: "late@contoso.example", code: "50034", at: `${DAY}T09:30:00Z` }]);
  await settle(store());
  const [raised] = await episodes(ip);
  expect(raised).toMatchObject({ id: before?.id, names: 12 });
  expect(await alertOf(raised as Detection)).toMatchObject({ id: alert.id, status: "new", sinceClosed: 1 });
});

test("an episode goes when a late row leaves too few names", async () => {
  const ip = "203.0.113.23";
  const scan = names(10, `${DAY}T09:00:00Z`, 60, { ip, vector: "entra-noninteractive", code: "50126" });
  await ask(store().pool, scan);
  await settle(store());
  expect(await episodes(ip)).toHaveLength(1);
  await ask(store().pool, [{ ...later(scan[4] as Attempt, 9), code: "0" }]);
  await settle(store());
  expect(await episodes(ip)).toEqual([]);
  expect((await listAlerts(SYSTEM, { origin: ip })).items).toEqual([]);
});
