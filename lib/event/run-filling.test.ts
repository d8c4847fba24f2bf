import { afterEach, beforeEach, expect, test } from "vitest";
import { transaction } from "@/lib/db";
import { databaseForFile } from "@/test/database";
import { held, rollupErrors } from "@/test/held";
import { micros, signIn } from "@/test/sign-in";
import { settleImport } from "./run-filling";
import { dimensionKey, Load } from "./run-load";
import type { Event } from "./schema";
import { loadBatch } from "./write";

const store = databaseForFile();
const NOW = new Date("2026-11-22T00:00:00Z");
const OWNER = { tenantId: 1, importId: 1n, now: NOW };

/** Two months of rows: refused and signed in, two accounts, two names of one account, a finished reset and an audit row. */
const ROWS: Event[] = ["2026-09-30T23:59:59.999999Z", "2026-10-01T00:00:00Z", "2026-10-01T00:59:59Z"].flatMap(
  (time, index) => [
    signIn({ nativeId: `a${index}`, atMicros: micros(time), name: "Anna@contoso.com" }),
    signIn({
      nativeId: `b${index}`,
      atMicros: micros(time),
      name: "anna@contoso.com",
      address: "203.0.113.9",
    }),
    signIn({ nativeId: `c${index}`, atMicros: micros(time), name: "bo@contoso.com", code: "0" }),
    signIn({
      nativeId: `d${index}`,
      atMicros: micros(time),
      vector: "sspr",
      code: "",
      activity: "Reset password",
    }),
    signIn({
      nativeId: `e${index}`,
      atMicros: micros(time),
      source: "entra-audit",
      vector: "entra-audit",
      code: "",
    }),
  ],
);

/** Partitions go too, so that months are new again. */
beforeEach(async () => {
  const { pool } = store();
  await pool.query("truncate event, probe, presence, rollup, client_day, touched, watched");
  const { rows } = await pool.query<{ part: string }>(
    `select inhrelid::regclass::text as part from pg_inherits
     where inhparent in ('event'::regclass, 'presence'::regclass) and inhrelid::regclass::text !~ 'default'`,
  );
  for (const { part } of rows) await pool.query(`drop table ${part}`);
});

afterEach(async () => {
  expect(await rollupErrors(store().pool)).toEqual([]);
  expect((await store().pool.query("select from filling")).rowCount).toBe(0);
});

async function fill(load: Load, events: Event[]) {
  const pack = load.pack();
  for (const [index, event] of events.entries()) pack.add(event, { offset: index * 10, length: 9 });
  await load.prepare(store().pool, pack);
  return transaction(store().pool, (connection) => load.store(connection, pack));
}

async function filling(): Promise<Load> {
  return new Load(await dimensionKey(store().pool), { ...OWNER, capacity: 100, fillsMonths: true });
}

/** What the same rows leave when they come one batch after the other into live indexes. */
async function expected() {
  const rows = ROWS.map((event, index) => ({
    event,
    span: { offset: index * 10, length: 9 },
    position: index + 1,
  }));
  await transaction(store().pool, (connection) => loadBatch(connection, { ...OWNER, rows }));
  return held(store().pool);
}

test("a month that was filled comes into sight as if its rows had come one by one", async () => {
  const load = await filling();
  await fill(load, ROWS.slice(0, 7));
  await fill(load, ROWS.slice(7));
  const before = await held(store().pool);
  expect([before.events, before.probe, before.presence, before.rollup, before.touched]).toEqual([
    [],
    [],
    [],
    [],
    [],
  ]);
  const months: number[] = [];
  await load.settle(store().pool, async () => {
    months.push((await held(store().pool)).events.length);
  });
  expect(months).toEqual([5]);
  const filled = await held(store().pool);
  await store().pool.query("truncate event, probe, presence, rollup, client_day, touched, watched");
  expect(filled).toEqual(await expected());
  expect(filled.presence.length).toBeGreaterThan(5);
});

test("a worker that ended between counting a month and bringing it into sight leaves nothing to be counted twice", async () => {
  await fill(await filling(), ROWS);
  await store().pool.query("update filling set is_closed = true");
  await store().pool.query("select fill_presence(month) from filling");
  await settleImport(store().pool, OWNER.importId);
  const filled = await held(store().pool);
  await store().pool.query("truncate event, probe, presence, rollup, client_day, touched, watched");
  expect(filled).toEqual(await expected());
});

test("no row is added to a month that is closed: what comes later goes the careful way", async () => {
  const load = await filling();
  await fill(load, ROWS.slice(0, 9));
  await store().pool.query("update filling set is_closed = true");
  await store().pool.query("select fill_presence(month) from filling");
  await fill(load, ROWS.slice(9));
  const filled = await held(store().pool);
  await store().pool.query("truncate event, probe, presence, rollup, client_day, touched, watched");
  expect(filled).toEqual(await expected());
});

test("rows that are stored as they are become duplicates, also where most of a pack is and some are not", async () => {
  await expected();
  const load = new Load(await dimensionKey(store().pool), {
    ...OWNER,
    importId: 2n,
    capacity: 100,
    fillsMonths: false,
  });
  const other = { ...(ROWS[0] as Event), nativeId: "a0", description: "" };
  const fresh = signIn({ nativeId: "new", atMicros: micros("2026-10-01T00:30:00Z") });
  const counts = [];
  for (const events of [ROWS, [...ROWS.slice(1), other, fresh], ROWS]) {
    const { duplicateStored, duplicateInFile, committed } = await fill(load, events);
    committed();
    counts.push([duplicateStored, duplicateInFile]);
  }
  expect(counts).toEqual([
    [15, 0],
    [15, 0],
    [15, 0],
  ]);
  expect((await held(store().pool)).events.length).toBe(16);
});

/** One row a pack: September, then October for as long as it takes to leave September. */
function inOrder(nativeId: string, time: string): Event {
  return signIn({ nativeId, atMicros: micros(time) });
}

const LEAVING = [
  inOrder("s", "2026-09-30T23:30:00Z"),
  ...[1, 2, 3].map((hour) => inOrder(`o${hour}`, `2026-10-01T0${hour}:00:00Z`)),
];

test("a month that the file has left comes into sight while others are filled", async () => {
  const load = await filling();
  for (const event of LEAVING) (await fill(load, [event])).committed();
  await load.rest();
  const { rows } = await store().pool.query("select to_char(month, 'MM') as month, is_closed from filling");
  expect(rows).toEqual([{ month: "10", is_closed: false }]);
  expect((await held(store().pool)).events.length).toBe(1);
  (await fill(load, [inOrder("o4", "2026-10-01T04:00:00Z")])).committed();
  await load.settle(store().pool);
  expect((await held(store().pool)).events.length).toBe(5);
});

test("a copy of a row in a month that was left is still found, over the turn of the month", async () => {
  const load = await filling();
  for (const event of LEAVING) (await fill(load, [event])).committed();
  await load.rest();
  const again = await fill(load, [
    { ...inOrder("s", "2026-10-01T05:00:00Z"), description: "", digits: 0 },
    inOrder("o5", "2026-10-01T05:00:00Z"),
  ]);
  expect([again.accepted, again.duplicateInFile, again.duplicateStored]).toEqual([1, 1, 0]);
  await load.settle(store().pool);
  expect((await held(store().pool)).events.length).toBe(5);
});

test("a row of a month that was left goes the careful way", async () => {
  const load = await filling();
  for (const event of LEAVING) (await fill(load, [event])).committed();
  const late = await fill(load, [inOrder("late", "2026-09-30T23:00:00Z"), LEAVING[0] as Event]);
  expect([late.accepted, late.duplicateInFile]).toEqual([1, 1]);
  await load.settle(store().pool);
  expect((await held(store().pool)).events.length).toBe(5);
});

test("a month that comes into sight marks sign-ins from watched sources, and from no others", async () => {
  const { pool } = store();
  await pool.query("insert into watched values (1, '203.0.113.77')");
  const load = await filling();
  const at = (hour: number) => micros(`2026-10-05T${String(hour).padStart(2, "0")}:30:00Z`);
  const rows = [
    signIn({ nativeId: "w1", atMicros: at(8), address: "203.0.113.77", code: "0" }),
    signIn({ nativeId: "w2", atMicros: at(9), address: "203.0.113.78", code: "0" }),
    signIn({ nativeId: "w3", atMicros: at(10), address: "203.0.113.78" }),
  ];
  (await fill(load, rows)).committed();
  await load.settle(pool);
  const { rows: touched } = await pool.query(
    `select o.value, t.hour from touched t join origin o on o.id = t.origin_id order by hour`,
  );
  expect(touched).toEqual([
    { value: "203.0.113.77", hour: new Date("2026-10-05T08:00:00Z") },
    { value: "203.0.113.78", hour: new Date("2026-10-05T10:00:00Z") },
  ]);
});

test("a month that comes into sight tells the suspects that know of somebody seen in it", async () => {
  const { pool } = store();
  const load = await filling();
  const rows = [
    signIn({
      nativeId: "f1",
      atMicros: micros("2026-10-06T08:30:00Z"),
      name: "Ana@contoso.example",
      code: "0",
    }),
    signIn({
      nativeId: "f2",
      atMicros: micros("2026-10-07T08:30:00Z"),
      name: "bob@contoso.example",
      code: "0",
    }),
    signIn({ nativeId: "f3", atMicros: micros("2026-10-25T08:30:00Z"), code: "0" }),
  ];
  (await fill(load, rows)).committed();
  await pool.query(
    `insert into followed
     select distinct 1, account_id, '203.0.113.99', '2026-09-20'::date, '2026-10-20'::date from identity
     where account = 'ana@contoso.example'`,
  );
  await load.settle(pool);
  const { rows: touched } = await pool.query("select suspect, day::text from touched_suspect");
  expect(touched).toEqual([{ suspect: "203.0.113.99", day: "2026-10-06" }]);
});
