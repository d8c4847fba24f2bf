import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import "@/test/data-folder";
import { SYSTEM } from "@/lib/access/schema";
import { listAlerts, readAlertHistory } from "@/lib/alert/read";
import { ruleAlert } from "@/lib/alert/write";
import { RULES } from "@/lib/detection/catalogue";
import { listReevaluations } from "@/lib/detection/read";
import { readImport } from "@/lib/intake/read";
import { receiveUpload } from "@/lib/intake/run-receive";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { held } from "@/test/held";
import { type Attempt, ask, names } from "@/test/ledger";
import { settle } from "@/test/settle";
import { bytesOf } from "@/test/upload";
import { startWorker, until } from "@/test/worker";

const store = databaseForFile();
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const POINTS = Number(process.env.POINTS ?? 6);

/** Mulberry32. */
let state = SEED >>> 0;
function random(): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

/** 150 addresses with twelve names in each of 24 hours: 3,600 origin-hours, several slices for each rule. */
beforeAll(async () => {
  for (let origin = 0; origin < 150; origin++) {
    const attempts: Attempt[] = [];
    for (let hour = 0; hour < 24; hour++) {
      const start = new Date(Date.UTC(2026, 2, 2 + (origin % 9), hour, 5)).toISOString();
      attempts.push(...names(12, start, 1, { ip: `203.0.113.${origin}` }));
    }
    await ask(store().pool, attempts);
  }
  await settle(store());
}, 300_000);

/**
 * Every kind of error that an older version may have left: wrong, missing and unfounded detections. The digest of an
 * episode holds its version, so an older one has another; what is unfounded of it lies after all that is held.
 */
async function spoil(): Promise<void> {
  const { pool } = store();
  await pool.query(
    `update detection set version = 0, names = 11, verdict = 'old', digest = case when digest is not null then 'old' end
     where id % 3 = 0`,
  );
  await pool.query("delete from detection where id % 7 = 1");
  await pool.query(
    `insert into detection (tenant_id, rule_id, version, origin_id, group_key, "group", window_from, window_to, names,
       attempts, first_seen, last_seen, verdict, severity, measures, name_sample, apps, codes)
     select tenant_id, rule_id, 0, origin_id, 'unfounded ' || id, '{}', window_from, window_to, 99, 99, first_seen,
            last_seen, 'old', 'high', '{}', '{}', '{}', '{}'
     from detection where id % 50 = 0 and digest is null`,
  );
  await pool.query(
    `insert into detection (tenant_id, rule_id, version, origin_id, group_key, "group", window_from, window_to, names,
       attempts, first_seen, last_seen, verdict, severity, measures, name_sample, apps, codes, entity_kind, entity_value,
       digest)
     select tenant_id, rule_id, 0, origin_id, group_key, "group", window_from + interval '40 days',
            window_to + interval '40 days', 99, 99, first_seen, last_seen, 'old', 'high', '{}', '{}', '{}', '{}',
            entity_kind, entity_value, 'old'
     from detection where id % 5 = 0 and rule_id in ('RC-04', 'RC-05')`,
  );
  await pool.query("delete from setting where name = 'rule-versions'");
  await pool.query("truncate reevaluation");
}

async function areOver(): Promise<boolean> {
  for (const { id } of RULES) {
    const { items } = await listReevaluations(SYSTEM, id, { limit: 1 });
    if (items[0]?.status !== "done") return false;
  }
  return true;
}

const areUnderWay = async () => {
  const { rows } = await store().pool.query("select sum(hours_done)::int as n from reevaluation");
  return (rows[0].n ?? 0) > 0;
};

/** One alert is closed, so that there is a human decision to lose. */
async function closeOne() {
  const { items } = await listAlerts(SYSTEM, { sort: "first-seen", order: "asc", limit: 1 });
  const alert = items[0];
  if (!alert) throw new Error("There is no alert.");
  await ruleAlert(SYSTEM, alert.id, alert.version, {
    ...{ status: "closed", classification: "true-positive", comment: "seen" },
  });
  return alert.id;
}

const withoutStatus = (all: Awaited<ReturnType<typeof held>>) => ({ ...all, touched: [] });

test(`a worker killed at ${POINTS} points of a re-evaluation ends as a clean run does (SEED=${SEED})`, async () => {
  const alertId = await closeOne();
  const clean = withoutStatus(await held(store().pool));
  const history = await readAlertHistory(SYSTEM, alertId);
  expect(clean.detections.length).toBeGreaterThan(3000);

  await spoil();
  const first = startWorker();
  await until(areUnderWay);
  const began = Date.now();
  await until(areOver, 300_000);
  let length = Date.now() - began;
  await first.end("SIGTERM");
  expect(withoutStatus(await held(store().pool))).toEqual(clean);

  for (let point = 0; point < POINTS; ) {
    await spoil();
    const victim = startWorker();
    await until(areUnderWay);
    const wait = Math.floor(random() * length);
    await sleep(wait);
    await victim.end("SIGKILL");
    const late = await areOver();
    const { rows } = await store().pool.query("select sum(hours_done)::int as n from reevaluation");
    const rescuer = startWorker();
    await until(async () => rescuer.log().includes("worker started"));
    await until(areOver, 300_000);
    expect(await rescuer.end("SIGTERM")).toMatchObject({ code: 0 });
    const where = `killed after ${wait} of ${length} ms, ${rows[0].n} origin-hours done`;
    process.stdout.write(`${where}\n`);
    // A kill that came too late proves less: it is checked like the others, but not counted.
    if (late) length = wait;
    else point += 1;
    expect(withoutStatus(await held(store().pool)), where).toEqual(clean);
    expect(await readAlertHistory(SYSTEM, alertId), where).toEqual(history);
  }
}, 900_000);

test("an import that comes meanwhile goes first, is whole before the re-evaluation is, and is evaluated exactly", async () => {
  await spoil();
  const worker = startWorker();
  await until(areUnderWay);
  const rows = Array.from({ length: 60 }, (_, index) =>
    graphSignIn(uuid(index), {
      createdDateTime: new Date(Date.UTC(2026, 2, 4, 12, 30) + index * 1000).toISOString(),
      userPrincipalName: `other${index}@contoso.example`,
      ipAddress: "198.51.100.77",
    }),
  );
  const { id } = await receiveUpload(SYSTEM, bytesOf(jsonLines(rows), 65_536), { filename: "a.json" });
  const over = await until(async () => {
    const found = await readImport(SYSTEM, id);
    return found.status === "done" && { found, isOver: await areOver() };
  });
  expect(over).toMatchObject({ found: { rows: { accepted: 60 } }, isOver: false });
  await until(areOver, 300_000);
  await worker.end("SIGTERM");
  const { detections } = await held(store().pool);
  const found = detections.filter((row) => row.includes("198.51.100.77"));
  for (const rule of ["RC-01", "RC-02", "RC-04"])
    expect(found.filter((row) => row.includes(rule)).length, rule).toBe(1);
}, 300_000);
