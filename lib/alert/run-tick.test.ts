import { expect, test } from "vitest";
import { firstBrokenAudit } from "@/lib/access/audit";
import { type Actor, SYSTEM } from "@/lib/access/schema";
import { transaction } from "@/lib/db";
import { databaseForFile } from "@/test/database";
import { type Attempt, ask, names } from "@/test/ledger";
import { settle } from "@/test/settle";
import { listAlerts, readAlert, readAlertHistory } from "./read";
import { latestTicks, tickStep } from "./run-tick";
import type { Alert } from "./schema";

const store = databaseForFile();
const INES: Actor = { kind: "user", id: "u1", name: "Inês", scopes: ["read", "triage"] };
const TOM: Actor = { kind: "user", id: "u2", name: "Tom", scopes: ["read", "triage"] };

let cases = 0;
const nextIp = () => `198.51.100.${++cases}`;

async function load(ip: string, ...attempts: Attempt[][]): Promise<Alert[]> {
  await ask(
    store().pool,
    attempts.flat().map((attempt) => ({ ...attempt, ip })),
  );
  return alertsOf(ip);
}

async function alertsOf(origin: string): Promise<Alert[]> {
  await settle(store());
  return (await listAlerts(SYSTEM, { origin, sort: "first-seen", order: "asc" })).items;
}

/** Takes an address's rows of some hours away, as a removed import does. */
async function forget(ip: string, where: string): Promise<Alert[]> {
  await store().pool.query(
    `delete from probe p using origin o where o.id = p.origin_id and o.value = $1 and ${where}`,
    [ip],
  );
  await store().pool.query(
    `insert into touched select distinct d.tenant_id, d.origin_id, d.window_from
     from detection d join origin o on o.id = d.origin_id where o.value = $1 on conflict do nothing`,
    [ip],
  );
  return alertsOf(ip);
}

const ticksOf = async ({ id }: Alert) =>
  (await readAlertHistory(INES, id)).ticks.map(({ step, state, note, by }) => [step, state, note, by]);
const anAlert = async () => (await load(nextIp(), names(10, "2026-03-02T09:10:00Z")))[0] as Alert;

test("a step is ticked and taken back by name, each a row of its own with one audit row", async () => {
  const alert = await anAlert();
  const done = await tickStep(INES, alert.id, { step: "source", state: "done", note: " our own VPN " });
  expect(done).toMatchObject({ step: "source", state: "done", by: "Inês", alertId: alert.id });
  await tickStep(TOM, alert.id, { step: "source", state: "open", note: null, seen: done.id });
  expect(await ticksOf(alert)).toEqual([
    ["source", "open", null, "Tom"],
    ["source", "done", " our own VPN ", "Inês"],
  ]);
  const { rows } = await store().pool.query(
    "select actor, body from audit where action = 'alert.tick' and subject = $1 order by id",
    [`alert:${alert.id}`],
  );
  expect(rows).toMatchObject([
    { actor: "user:u1", body: { tick: done.id, step: "source", before: "open", after: "done" } },
    { actor: "user:u2", body: { step: "source", before: "done", after: "open" } },
  ]);
  expect(await transaction(store().pool, firstBrokenAudit)).toBeNull();
  expect(await readAlert(INES, alert.id)).toEqual(alert);
});

test("saying again what stands there writes nothing, and nothing that was never ticked is taken back", async () => {
  const alert = await anAlert();
  const first = await tickStep(INES, alert.id, { step: "r1-list", state: "done" });
  expect(await tickStep(TOM, alert.id, { step: "r1-list", state: "done" })).toEqual(first);
  await expect(tickStep(TOM, alert.id, { step: "r1-desk", state: "open" })).rejects.toMatchObject({
    code: "bad-input",
    message: expect.stringContaining("Nobody has ticked"),
  });
  expect(await ticksOf(alert)).toHaveLength(1);
});

test("two people tick one step at once: the second is told who was quicker", async () => {
  const alert = await anAlert();
  const both = await Promise.allSettled([
    tickStep(INES, alert.id, { step: "source", state: "done", note: "mine", seen: null }),
    tickStep(TOM, alert.id, { step: "source", state: "done", note: "no, mine", seen: null }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const refused = both.find((one) => one.status === "rejected");
  expect(refused?.reason).toMatchObject({ code: "stale", message: expect.stringMatching(/Inês|Tom/) });
  expect(await ticksOf(alert)).toHaveLength(1);
});

test("refuses who may not triage, and an alert that is not there", async () => {
  const alert = await anAlert();
  const reader: Actor = { ...INES, scopes: ["read"] };
  await expect(tickStep(reader, alert.id, { step: "source", state: "done" })).rejects.toMatchObject({
    code: "forbidden",
  });
  for (const id of ["999999", "x"])
    await expect(tickStep(INES, id, { step: "source", state: "done" })).rejects.toMatchObject({
      code: "not-found",
    });
});

test("alerts that merge keep the ticks of both, and the merged one takes none any more", async () => {
  const ip = nextIp();
  const [older, younger] = await load(
    ip,
    names(10, "2026-03-02T09:00:00Z"),
    names(10, "2026-03-04T09:00:00Z"),
  );
  await tickStep(INES, (younger as Alert).id, { step: "source", state: "done" });
  await tickStep(TOM, (older as Alert).id, { step: "learned", state: "done" });
  const [merged, ...rest] = await load(
    ip,
    names(10, "2026-03-03T08:00:00Z"),
    names(10, "2026-03-03T20:00:00Z"),
  );
  expect([merged?.id, rest]).toEqual([older?.id, []]);
  expect(await ticksOf(merged as Alert)).toEqual([
    ["learned", "done", null, "Tom"],
    ["source", "done", null, "Inês"],
  ]);
  await expect(tickStep(TOM, (younger as Alert).id, { step: "source", state: "open" })).rejects.toMatchObject(
    {
      code: "stale",
      message: expect.stringContaining(`part of alert ${older?.id}`),
    },
  );
});

test("a part that splits off inherits the ticks made before, and none made after", async () => {
  const ip = nextIp();
  const days = ["2026-03-02T09:00:00Z", "2026-03-03T08:00:00Z", "2026-03-04T07:00:00Z"];
  const [whole] = await load(ip, ...days.map((at) => names(10, at)));
  await tickStep(INES, (whole as Alert).id, { step: "source", state: "done" });
  const parts = await forget(ip, "p.hour = '2026-03-03T08:00:00Z'");
  expect(parts).toHaveLength(2);
  await tickStep(TOM, (whole as Alert).id, { step: "learned", state: "done" });
  const steps = await Promise.all(parts.map(async (part) => (await ticksOf(part)).map(([step]) => step)));
  expect(steps).toEqual([["learned", "source"], ["source"]]);
});

test("an alert that was only ticked stays when its last detection goes", async () => {
  const ip = nextIp();
  const [alert] = await load(ip, names(10, "2026-03-02T09:10:00Z"));
  await tickStep(INES, (alert as Alert).id, { step: "source", state: "done" });
  const [kept] = await forget(ip, "true");
  expect(kept).toMatchObject({ id: alert?.id, names: 0, detections: [] });
  expect(await ticksOf(kept as Alert)).toHaveLength(1);
});

test("the latest tick of a step is its state", () => {
  const tick = (id: string, step: string) =>
    ({ id, step, state: "done", note: null, by: "a", at: "", alertId: "1" }) as const;
  const latest = latestTicks([tick("3", "a"), tick("2", "b"), tick("1", "a")]);
  expect([...latest].map(([step, { id }]) => [step, id])).toEqual([
    ["a", "3"],
    ["b", "2"],
  ]);
});
