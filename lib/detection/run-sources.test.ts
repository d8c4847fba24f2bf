import { afterAll, beforeAll, expect, test } from "vitest";
import { type Connection, transaction } from "@/lib/db";
import type { Event } from "@/lib/event/schema";
import { loadBatch } from "@/lib/event/write";
import { databaseForFile } from "@/test/database";
import { Random, SEED } from "@/test/seeded";
import { settle } from "@/test/settle";
import { micros, signIn } from "@/test/sign-in";
import { RULES } from "./catalogue";
import { RC_04 } from "./rc-04";
import { RC_05 } from "./rc-05";
import { RC_11 } from "./rc-11";
import type { FlaggedRule } from "./rule";
import { readEffective } from "./run-effective";
import { sourcesOf } from "./run-entities";
import { evaluateFlagged } from "./run-flagged";
import { evaluateSources } from "./run-sources";
import { evaluateEntity } from "./run-spans";
import { watchedOf } from "./run-suspects";
import type { Windows } from "./tally";

const store = databaseForFile();
const START = micros("2026-03-02T00:00:00Z");
const MINUTE = 60_000_000n;
const NOW = new Date("2026-11-22T00:00:00Z");

const OF_SOURCES = [RC_04, RC_05, RC_11];
const FLAGGED = RULES.filter((rule): rule is FlaggedRule => rule.kind === "flagged");

const before = OF_SOURCES.map((rule) => ({ rule, thresholds: structuredClone(rule.thresholds) }));
beforeAll(() => {
  Object.assign(RC_04.thresholds.names, { value: 4 });
  Object.assign(RC_04.thresholds.users, { value: 3 });
  Object.assign(RC_04.thresholds.baselineHours, { value: 3 });
  Object.assign(RC_05.thresholds.dayNames, { value: 5 });
  Object.assign(RC_05.thresholds.weekNames, { value: 8 });
  Object.assign(RC_05.thresholds.spread, { value: 2 });
});
afterAll(() => {
  for (const { rule, thresholds } of before) Object.assign(rule.thresholds, thresholds);
});

const ADDRESSES = [
  ...["198.51.100.1", "198.51.100.2", "203.0.113.9", "192.0.2.5", "192.0.2.6"],
  ...["2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:2::1"],
];
const CODES = ["50034", "50034", "50034", "50126", "50126", "50053", "50055", "50076", "0", "0"];

/** Bursts and slow lists of many sources, with retries, typos, offices and sign-ins elsewhere afterwards. */
function historyOf(random: Random, start: string): Event[] {
  const events: Event[] = [];
  for (let burst = random.between(10, 14); burst > 0; burst--) {
    const from = START + BigInt(random.below(20 * 24 * 60)) * MINUTE;
    const step = BigInt(random.pick([1, 1, 3, 90, 400]));
    const address = random.pick(ADDRESSES);
    const codes = [random.pick(CODES), random.pick(CODES)];
    for (let n = random.between(4, 14), first = random.below(10); n > 0; n--) {
      for (let tries = random.pick([1, 1, 1, 4]); tries > 0; tries--) {
        const atMicros = from + BigInt(n) * step * MINUTE + BigInt(random.below(50_000_000));
        const name = `user${(n + first) % 24}@contoso.example`;
        const code = random.pick(codes);
        events.push(
          signIn({
            ...{ nativeId: `${start} ${events.length}`, digits: 6, name, address, code, atMicros },
            ...{ description: `says ${code}`, userAgent: random.pick(["agent", "other"]) },
          }),
        );
        if (random.chance(0.06))
          events.push(
            signIn({
              ...{ nativeId: `${start} later ${events.length}`, digits: 6, name, code: "0" },
              ...{
                address: random.pick(ADDRESSES),
                atMicros: atMicros + BigInt(random.below(9000)) * MINUTE,
              },
            }),
          );
      }
    }
  }
  return events;
}

async function load(events: Event[]): Promise<void> {
  const rows = events.map((event, index) => ({ event, span: { offset: 0, length: 1 }, position: index + 1 }));
  await transaction(store().pool, (connection) =>
    loadBatch(connection, { tenantId: 1, importId: 1n, rows, now: NOW }),
  );
}

async function touchedOf(connection: Connection): Promise<Windows> {
  const { rows } = await connection.query<{ originId: string; hour: Date }>(
    `select origin_id::text as "originId", hour from touched order by 1, 2`,
  );
  return {
    tenantIds: rows.map(() => 1),
    originIds: rows.map(({ originId }) => originId),
    hours: rows.map(({ hour }) => hour),
  };
}

class Undone extends Error {}

/** What evaluating leaves behind, by content; all of it is undone again. */
async function after(evaluate: (connection: Connection, windows: Windows) => Promise<unknown>) {
  let held: Record<string, unknown[]> = {};
  const undone = transaction(store().pool, async (connection) => {
    await evaluate(connection, await touchedOf(connection));
    const { rows: detections } = await connection.query(
      `select d.rule_id, d.digest, d."group", d.window_from, d.names, d.attempts, d.severity, d.severity_why, d.measures,
              (select count(*)::int from detection_row r where r.detection_id = d.id) as rows
       from detection d where d.rule_id <> all($1) order by d.rule_id, d.group_key, d.window_from`,
      [["RC-01", "RC-02", "RC-03"]],
    );
    const { rows: followed } = await connection.query(
      "select account_id::text, suspect, from_day, to_day from followed order by 1, 2",
    );
    held = { detections, followed };
    throw new Undone();
  });
  await expect(undone).rejects.toThrow(Undone);
  return held;
}

async function together(connection: Connection, windows: Windows): Promise<void> {
  const effectiveOf = await readEffective(connection);
  const sources = await sourcesOf(connection, OF_SOURCES, effectiveOf, windows);
  await evaluateSources(connection, OF_SOURCES, sources, effectiveOf);
  await evaluateFlagged(connection, FLAGGED, effectiveOf, sources);
}

async function oneByOne(connection: Connection, windows: Windows): Promise<void> {
  const effectiveOf = await readEffective(connection);
  const sources = await sourcesOf(connection, OF_SOURCES, effectiveOf, windows);
  for (const source of [...sources].reverse()) {
    for (const rule of OF_SOURCES) await evaluateEntity(connection, rule, source, effectiveOf(rule));
  }
  for (const [index, hour] of windows.hours.entries()) {
    const originId = windows.originIds[index] ?? "";
    const one = { tenantIds: [1], originIds: [originId], hours: [hour] };
    await evaluateFlagged(connection, FLAGGED, effectiveOf, await watchedOf(connection, one));
  }
}

test(`sources that are evaluated together are told what each is told by itself (seed ${SEED})`, async () => {
  const random = new Random(SEED);
  const found: string[] = [];
  for (let history = 0; history < 3; history++) {
    await store().pool.query(
      `truncate event, probe, presence, rollup, client_day, touched, touched_tenant, watched, followed, touched_suspect,
         detection, alert cascade`,
    );
    // Once from nothing, and once more where episodes are stored that late rows lengthen, join or take away.
    for (const part of ["early", "late"]) {
      await load(historyOf(random, part));
      const expected = await after(oneByOne);
      expect(await after(together), `history ${history}, ${part}`).toEqual(expected);
      found.push(...(expected.detections as { rule_id: string }[]).map(({ rule_id }) => rule_id));
      await settle(store());
    }
  }
  for (const id of ["RC-04", "RC-05", "RC-08", "RC-10"])
    expect(found.filter((one) => one === id).length, id).toBeGreaterThan(1);
}, 120_000);
