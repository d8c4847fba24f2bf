import fc from "fast-check";
import { expect, test } from "vitest";
import { type Actor, SYSTEM } from "@/lib/access/schema";
import { transaction } from "@/lib/db";
import { RULES } from "@/lib/detection/catalogue";
import { evaluateTouched } from "@/lib/detection/run-evaluate";
import { requestReevaluation } from "@/lib/detection/write";
import type { Event } from "@/lib/event/schema";
import { loadBatch } from "@/lib/event/write";
import { floorHour, HOUR } from "@/lib/time";
import { databaseForFile } from "@/test/database";
import { ask, names } from "@/test/ledger";
import { reevaluate, settle, settleHours } from "@/test/settle";
import { micros, signIn } from "@/test/sign-in";
import { chainsOf } from "./chain";
import { listAlerts } from "./read";
import { chainAlerts } from "./run-chain";
import { ruleAlert } from "./write";

const store = databaseForFile();
const NOW = new Date("2026-11-22T00:00:00Z");
const ANALYST: Actor = { kind: "user", id: "u1", name: "Inês", scopes: ["read", "triage"] };

/**
 * A burst of names from one origin within an hour or over its turn. Bursts lie eighteen hours apart in eleven
 * days, so that a missing one often parts two alerts and a late one bridges them.
 */
const burst = fc.record({
  address: fc.constantFrom(
    ...["", "198.51.100.1", "198.51.100.1", "198.51.100.1", "198.51.100.1"],
    // Two addresses of one network.
    ...["2001:db8:0:1::1", "2001:db8:0:1::2"],
  ),
  hour: fc.integer({ min: 0, max: 13 }).map((step) => step * 18),
  offset: fc.constantFrom(0, 600, 600, 3594),
  size: fc.constantFrom(8, 12, 12, 12, 16),
  kind: fc.constantFrom(
    "50034",
    "50034",
    "50034",
    "50034",
    "50056",
    "50055",
    "50126",
    "0",
    "reset",
    "reset done",
  ),
  userAgent: fc.constantFrom("a", "b"),
  /** The copies that come again lack a field, so that the fuller one must win whichever comes first. */
  again: fc.integer({ min: 0, max: 3 }),
});
type Burst = typeof burst extends fc.Arbitrary<infer T> ? T : never;

const RESET = "Verify email address phone number";

function eventsOf({ address, hour, offset, size, kind, userAgent, again }: Burst, turn: number): Event[] {
  const isReset = kind.startsWith("reset");
  const start = micros("2026-03-02T00:00:00Z") + BigInt(hour * 3600 + offset) * 1_000_000n;
  const rows = Array.from({ length: size }, (_, index) =>
    signIn({
      nativeId: `row ${turn} ${index}`,
      atMicros: start + BigInt(index) * 1_000_001n,
      digits: 6,
      address,
      userAgent,
      name: `${index % 7 === 0 ? "User" : "user"}${(index + hour) % 30}@contoso.example`,
      ...(isReset
        ? { source: "entra-audit", vector: "sspr", code: "", operation: RESET, activity: RESET }
        : { code: kind }),
      description:
        kind === "reset done" && index % 3 === 0 ? "Successfully completed reset." : `says ${kind}`,
    }),
  );
  const lacking = rows.slice(0, again).map((row) => ({ ...row, clientApp: "", userAgent: "", app: "" }));
  return [...rows, ...lacking];
}

async function clean() {
  await store().pool.query(
    `truncate event, probe, presence, rollup, client_day, touched, touched_tenant, watched, followed, touched_suspect, detection, coverage, classification,
       alert_lineage, alert cascade`,
  );
}

async function load(events: Event[]) {
  const rows = events.map((event, index) => ({ event, span: { offset: 0, length: 1 }, position: index + 1 }));
  await transaction(store().pool, (connection) =>
    loadBatch(connection, { tenantId: 1, importId: 1n, rows, now: NOW }),
  );
}

/** A worker that dies after it evaluated and chained a slice, before it could commit. */
async function dieMidway(limit: number) {
  const died = transaction(store().pool, async (connection) => {
    const slice = await evaluateTouched(connection, { limit });
    if (slice) await chainAlerts(connection, slice.changed);
    throw new Error("killed");
  });
  await expect(died).rejects.toThrow("killed");
}

/** Detections and alerts by content, in an order of their own; what people said is left out. */
async function held() {
  const { rows: detections } = await store().pool.query(
    `select d.rule_id, d.version, d."group", o.value, d.window_from, d.window_to, d.names, d.attempts, d.first_seen,
            d.last_seen, d.verdict, d.severity, d.severity_why, d.entity_kind, d.entity_value, d.measures, d.name_sample, d.apps, d.codes
     from detection d left join origin o on o.id = d.origin_id
     order by d.rule_id, d.group_key, d.window_from`,
  );
  const { rows: alerts } = await store().pool.query(
    `select a.entity_kind, a.entity_value, a.title, a.severity, a.severity_why, a.first_seen, a.last_seen, a.rules,
            a.names, a.attempts, a.exists_count, a.password_known, a.signed_in, a.learned, a.detections, a.facets,
            array(select d.rule_id || ' ' || d.group_key || ' ' || d.window_from from detection d
                  where d.alert_id = a.id order by 1) as of
     from alert a where a.merged_into is null and a.detections > 0
     order by a.entity_kind, a.entity_value, a.first_seen, a.last_seen, a.rules`,
  );
  const { rows: accounts } = await store().pool.query(
    `select a.entity_kind, a.entity_value, a.first_seen as since, n.account, n.rank, n.names, n.code, n.codes,
            n.mfa_missing, n.attempts, n.first, n.last
     from alert a join alert_name n on n.alert_id = a.id
     order by a.entity_kind, a.entity_value, a.first_seen, a.last_seen, a.rules, n.account`,
  );
  return { detections, alerts, accounts };
}

/** Every ruling is in the history of an alert that still stands, exactly as often as it was made: once. */
async function lostRulings(): Promise<string[]> {
  const { rows } = await store().pool.query(
    `select k.id from classification k
     where not exists (
       select from alert a where a.merged_into is null and (
         a.id = k.alert_id
         or exists (select from alert_lineage l where l.alert_id = a.id and l.ancestor_id = k.alert_id and k.id <= l.up_to)
       )
     )`,
  );
  return rows.map((row) => row.id);
}

async function ruleOnOne(turn: number) {
  const { items } = await listAlerts(SYSTEM, { sort: "first-seen" });
  const alert = items[turn % Math.max(1, items.length)];
  if (!alert) return;
  const comment = `ruling ${turn} on ${alert.id}`;
  const isClosing = turn % 3 !== 0;
  const ruling = isClosing ? { status: "closed" as const, classification: "true-positive" as const } : {};
  await ruleAlert(ANALYST, alert.id, alert.version, { ...ruling, comment });
}

test("any order, split, repetition or crash ends in the detections and alerts of one clean run", async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const history = fc.record({
    bursts: fc.array(burst, { minLength: 8, maxLength: 18 }),
    /** Bursts that arrive whole raise detections early, mixed rows raise them late. */
    isMixed: fc.boolean(),
    order: fc.infiniteStream(fc.integer({ min: 0, max: 1_000_000 })),
    batch: fc.integer({ min: 8, max: 40 }),
    steps: fc.array(fc.constantFrom("detect", "detect", "rule", "rule", "die", "again"), {
      minLength: 1,
      maxLength: 12,
    }),
    limit: fc.integer({ min: 1, max: 6 }),
  });
  await fc.assert(
    // Without bias: a dozen runs of mostly small numbers would hardly ever merge an alert.
    fc.asyncProperty(fc.noBias(history), async ({ bursts, isMixed, order, batch, steps, limit }) => {
      const events = bursts.flatMap(eventsOf);
      await clean();
      await load(events);
      await settle(store());
      const clear = await held();

      await clean();
      const parts = isMixed ? events.map((event) => [event]) : bursts.map(eventsOf);
      const keyed = parts.map((part) => ({ part, key: order.next().value ?? 0 }));
      const shuffled = keyed.sort((a, b) => a.key - b.key).flatMap(({ part }) => part);
      for (let at = 0, turn = 0; at < shuffled.length; at += batch, turn++) {
        await load(shuffled.slice(at, at + batch));
        const step = steps[turn % steps.length];
        if (step === "die") await dieMidway(limit);
        if (step === "again") await load(shuffled.slice(0, batch));
        if (step === "detect" || step === "rule") await settle(store(), limit);
        if (step === "rule") await ruleOnOne(turn);
      }
      await settle(store(), limit);
      expect(await held()).toEqual(clear);
      expect(await lostRulings()).toEqual([]);

      // Evaluating all of it anew changes nothing: neither content nor ids, versions or rulings.
      const ids = "select id, version, status, since_closed from alert order by id";
      const before = (await store().pool.query(ids)).rows;
      for (const { id } of RULES) await requestReevaluation(SYSTEM, id);
      await reevaluate(store(), limit);
      expect((await store().pool.query(ids)).rows).toEqual(before);
      expect(await held()).toEqual(clear);
    }),
    { seed, numRuns: 8, endOnFailure: true },
  );
}, 300_000);

/** Slots lie eighteen hours apart: neighbours chain, a gap between two of them parts alerts. */
const SLOTS = 14;
const slotStart = (slot: number) => new Date(Date.UTC(2026, 2, 2, 0, 10) + slot * 18 * HOUR);

async function put(slot: number) {
  await ask(store().pool, names(10, slotStart(slot).toISOString(), 1, { ip: "198.51.100.9" }));
}

async function takeAway(slot: number) {
  const hour = floorHour(slotStart(slot));
  await store().pool.query("delete from probe where hour = $1", [hour]);
  await store().pool.query(
    "insert into touched select distinct tenant_id, origin_id, window_from from detection where window_from = $1",
    [hour],
  );
}

/** What must stand, from the slots alone: first moment and number of detections of every alert. */
function expected(slots: ReadonlySet<number>) {
  const links = [...slots].map((slot) => ({
    ...{ id: String(slot), ruleId: "RC-01", alertId: null, verdict: "", severity: "low" as const },
    ...{ severityWhy: [], isEpisode: false },
    ...{ names: 10, attempts: 10, windowFrom: floorHour(slotStart(slot)), firstSeen: slotStart(slot) },
    lastSeen: new Date(slotStart(slot).getTime() + 9000),
  }));
  return chainsOf(links).map((chain) => `${chain[0]?.firstSeen.toISOString()} ${chain.length}`);
}

test("whatever comes and goes between rulings, alerts are those of what is there and no ruling is lost", async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const step = fc.record({
    act: fc.constantFrom("put", "put", "put", "take", "take", "rule", "rule"),
    slot: fc.integer({ min: 0, max: SLOTS - 1 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.noBias(fc.array(step, { minLength: 25, maxLength: 40 })), async (steps) => {
      await clean();
      const slots = new Set<number>();
      for (const [turn, { act, slot }] of steps.entries()) {
        if (act === "rule") await ruleOnOne(turn);
        if (act === "put" && !slots.has(slot)) await put(slot);
        if (act === "take" && slots.has(slot)) await takeAway(slot);
        if (act === "put") slots.add(slot);
        if (act === "take") slots.delete(slot);
        await settleHours(store());
        const { items } = await listAlerts(SYSTEM, { sort: "first-seen", order: "asc" });
        const standing = items.filter((alert) => alert.detections.length > 0);
        expect(standing.map((alert) => `${alert.firstSeen} ${alert.detections.length}`)).toEqual(
          expected(slots),
        );
        expect(items.filter((alert) => alert.status === "closed" && alert.sinceClosed > 0)).toEqual([]);
        expect(await lostRulings()).toEqual([]);
      }
    }),
    { seed, numRuns: 6, endOnFailure: true },
  );
}, 300_000);
