import { afterAll, beforeAll, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { transaction } from "@/lib/db";
import { RULES } from "@/lib/detection/catalogue";
import { RC_04 } from "@/lib/detection/rc-04";
import { RC_05 } from "@/lib/detection/rc-05";
import { evaluateTouched } from "@/lib/detection/run-evaluate";
import { requestReevaluation } from "@/lib/detection/write";
import type { Event } from "@/lib/event/schema";
import { loadBatch } from "@/lib/event/write";
import { databaseForFile } from "@/test/database";
import { Random, SEED } from "@/test/seeded";
import { reevaluate, settle } from "@/test/settle";
import { micros, signIn } from "@/test/sign-in";
import { chainAlerts } from "./run-chain";

const store = databaseForFile();
const NOW = new Date("2026-11-22T00:00:00Z");
const START = micros("2026-03-02T00:00:00Z");
const MINUTE = 60_000_000n;

const before = { four: structuredClone(RC_04.thresholds), five: structuredClone(RC_05.thresholds) };

/** Small histories must meet every branch: baselines, shared sources, rounds, slow lists. */
beforeAll(() => {
  Object.assign(RC_04.thresholds.names, { value: 4 });
  Object.assign(RC_04.thresholds.baselineHours, { value: 3 });
  Object.assign(RC_04.thresholds.users, { value: 2 });
  Object.assign(RC_04.thresholds.onceNames, { value: 6 });
  Object.assign(RC_04.thresholds.medium, { value: 6 });
  Object.assign(RC_05.thresholds.dayNames, { value: 6 });
  Object.assign(RC_05.thresholds.weekNames, { value: 9 });
  Object.assign(RC_05.thresholds.monthNames, { value: 12 });
});
afterAll(() => {
  RC_04.thresholds = before.four;
  RC_05.thresholds = before.five;
});

const ADDRESSES = ["198.51.100.1", "198.51.100.1", "2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:2::1"];
/** Mostly what says something about an account; successes make typos, people and newcomers. */
const CODES = ["50034", "50034", "50126", "50126", "50057", "50055", "50053", "0", "0"];

/** Bursts of names near one another in time, so that windows, rounds and typos come about by themselves. */
function historyOf(random: Random): Event[] {
  const events: Event[] = [];
  const days = random.pick([1, 2, 40]);
  for (let burst = random.between(3, 7); burst > 0; burst--) {
    const start = START + BigInt(random.below(days * 24 * 60)) * MINUTE;
    const [address, codes] = [random.pick(ADDRESSES), [random.pick(CODES), random.pick(CODES)]];
    const step = BigInt(random.pick([1, 1, 5, 12, 70]));
    for (let n = random.between(3, 9), from = random.below(6); n > 0; n--) {
      const code = random.pick(codes);
      const name = `${random.chance(0.1) ? "User" : "user"}${(n + from) % 12}@contoso.example`;
      events.push(
        signIn({
          ...{ nativeId: `row ${events.length}`, digits: 6, address, code, name },
          atMicros: start + BigInt(n) * step * MINUTE + BigInt(random.below(50_000_000)),
          vector: random.chance(0.5) ? "entra-signin" : "entra-noninteractive",
          description: code === "50053" && random.chance(0.5) ? "IP with malicious activity" : `says ${code}`,
          userAgent: random.chance(0.1) ? "fasthttp" : "agent",
        }),
      );
    }
  }
  // Some come twice, poorer: the fuller copy must win whichever comes first.
  return [
    ...events,
    ...events.filter(() => random.chance(0.1)).map((row) => ({ ...row, app: "", userAgent: "" })),
  ];
}

async function clean() {
  await store().pool.query(
    `truncate event, probe, presence, rollup, touched, touched_tenant, watched, detection, coverage, classification,
       alert_lineage, alert cascade`,
  );
}

async function load(events: Event[]) {
  const rows = events.map((event, index) => ({ event, span: { offset: 0, length: 1 }, position: index + 1 }));
  await transaction(store().pool, (connection) =>
    loadBatch(connection, { tenantId: 1, importId: 1n, rows, now: NOW }),
  );
}

async function dieMidway(limit: number) {
  const died = transaction(store().pool, async (connection) => {
    const slice = await evaluateTouched(connection, { limit });
    if (slice) await chainAlerts(connection, slice.changed);
    throw new Error("killed");
  });
  await expect(died).rejects.toThrow("killed");
}

/** Detections with their rows, and alerts, by content. */
async function held() {
  const { rows: detections } = await store().pool.query(
    `select d.rule_id, d.version, d."group", o.value, d.entity_kind, d.entity_value, d.window_from, d.window_to, d.names,
            d.attempts, d.first_seen, d.last_seen, d.verdict, d.severity, d.severity_why, d.measures, d.name_sample,
            d.apps, d.codes,
            (select array_agg(line order by line collate "C")
             from (select i.name || ' ' || u.code || ' ' || r.hour || ' ' || r.attempts || ' ' || r.first as line
                   from detection_row r join identity i on i.id = r.identity_id join outcome u on u.id = r.outcome_id
                   where r.detection_id = d.id) r) as rows
     from detection d left join origin o on o.id = d.origin_id
     order by d.rule_id, d.group_key, d.window_from`,
  );
  const { rows: alerts } = await store().pool.query(
    `select entity_kind, entity_value, title, severity, severity_why, first_seen, last_seen, rules, names, attempts,
            learned, detections, facets
     from alert where merged_into is null order by entity_kind, entity_value, first_seen`,
  );
  return { detections, alerts };
}

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const keyed = list.map((item) => ({ item, key: random.next() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

const HISTORIES = 40;
const ORDERS = 5;

test(`episodes are those of the rows held over ${HISTORIES * ORDERS} orders, with copies, late rows and crashes (seed ${SEED})`, async () => {
  const random = new Random(SEED);
  let found = 0;
  for (let history = 0; history < HISTORIES; history++) {
    const events = historyOf(random);
    await clean();
    await load(events);
    await settle(store());
    const clear = await held();
    found += clear.detections.length;
    for (let order = 0; order < ORDERS; order++) {
      await clean();
      const arriving = shuffled(random, events);
      const batch = random.between(10, 40);
      const limit = random.between(2, 20);
      for (let at = 0; at < arriving.length; at += batch) {
        await load(arriving.slice(at, at + batch));
        if (random.chance(0.15)) await load(arriving.slice(0, batch));
        if (random.chance(0.15)) await dieMidway(limit);
        if (random.chance(0.4)) await settle(store(), limit);
      }
      await settle(store(), limit);
      expect(await held(), `history ${history}, order ${order}, seed ${SEED}`).toEqual(clear);
    }
    if (history % 10 === 0) {
      for (const { id } of RULES) await requestReevaluation(SYSTEM, id);
      await reevaluate(store(), 3);
      expect(await held(), `history ${history} evaluated anew, seed ${SEED}`).toEqual(clear);
    }
  }
  expect(found).toBeGreaterThan(HISTORIES);
}, 120_000);
