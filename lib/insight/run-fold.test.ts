import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { transaction } from "@/lib/db";
import { unloadSlice } from "@/lib/event/run-unload";
import type { Event } from "@/lib/event/schema";
import { loadBatch } from "@/lib/event/write";
import { databaseForFile } from "@/test/database";
import { signIn } from "@/test/sign-in";
import { readOrigin } from "./origins";
import { foldOrigins } from "./run-fold";
import { readTimeline } from "./run-timeline";

const store = databaseForFile();
const HOUR = 3_600_000;
const START = Date.parse("2026-03-02T09:00:00Z");
const ORIGINS = ["203.0.113.7", "203.0.113.8"];
const CODES = ["50034", "50126", "0", "50053", "50076"];

/** Forty rows of an import, over twelve hours and both origins; every code, names that repeat. */
function rowsOf(id: number, part = 0, changed: Partial<Event> = {}): Event[] {
  return Array.from({ length: 40 }, (_, n) =>
    signIn({
      nativeId: `${id}-${part}-${n}`,
      atMicros: BigInt(START + ((id * 5 + n) % 12) * HOUR + n * 60_000 + part) * 1000n + 999n,
      name: `user${(n * (id + 3)) % 17}@contoso.example`,
      address: ORIGINS[n % 2] ?? "",
      code: CODES[(n + id) % CODES.length] ?? "0",
      app: `App ${n % 3}`,
      city: `City ${n % 4}`,
      ...changed,
    }),
  );
}

async function load(id: number, status: string, events: Event[]): Promise<void> {
  await transaction(store().pool, async (connection) => {
    const rows = events.map((event, index) => ({ event, span: { offset: index, length: 1 } }));
    const times = events.map(({ atMicros }) => Number(atMicros / 1000n));
    await connection.query(
      `insert into import (id, tenant_id, filename, status, accepted, events_from, events_to)
       values ($1, 1, 'a.json', $2, $3, $4, $5)
       on conflict (id) do update
       set status = excluded.status, accepted = import.accepted + excluded.accepted,
           events_from = least(import.events_from, excluded.events_from),
           events_to = greatest(import.events_to, excluded.events_to)`,
      [id, status, rows.length, new Date(Math.min(...times)), new Date(Math.max(...times) + 1)],
    );
    await loadBatch(connection, { tenantId: 1, importId: BigInt(id), rows });
  });
}

const setStatus = (id: number, status: string) =>
  store().pool.query("update import set status = $2 where id = $1", [id, status]);
const folds = async (table = "origin_fold") =>
  (await store().pool.query<{ n: number }>(`select count(*)::int as n from ${table}`)).rows[0]?.n ?? 0;

async function fold(large = 1): Promise<number> {
  let steps = 0;
  for (let more = 1; more > 0; steps++) more = await foldOrigins(store().pool, large);
  return steps - 1;
}

/** What the pages of both origins say: reports, and timelines of whole and cut hours. */
async function pages() {
  const cut = { from: new Date(START + HOUR / 2), to: new Date(START + 7.25 * HOUR) };
  return Promise.all(
    ORIGINS.flatMap((origin) => [
      readOrigin(SYSTEM, origin),
      readTimeline(SYSTEM, origin, {}),
      readTimeline(SYSTEM, origin, { ...cut, bucket: "hour" }),
      readTimeline(SYSTEM, origin, { ...cut, bucket: "day" }),
      readTimeline(SYSTEM, origin, { ...cut, bucket: "minute" }),
    ]),
  );
}

/** The same with every fold set aside: read from the events. */
async function truth() {
  const { pool } = store();
  const { rows } = await pool.query<{ id: string }>(
    "insert into origin_unfolded (tenant_id, origin_id) select tenant_id, origin_id from origin_fold returning id::text",
  );
  const read = await pages();
  await pool.query("delete from origin_unfolded where id = any($1::bigint[])", [rows.map(({ id }) => id)]);
  return read;
}

const expectTrue = async () => expect(await pages()).toEqual(await truth());

test("nothing is folded while an import is read; afterwards only who is large", async () => {
  await load(1, "reading", rowsOf(1));
  expect(await fold()).toBe(0);
  await setStatus(1, "done");
  await fold(21);
  expect(await folds()).toBe(0);
  await load(2, "done", rowsOf(2));
  await fold(21);
  expect(await folds()).toBe(2);
  await expectTrue();
});

test("rows of an import that is not folded yet are added, whether it is being read, done or failed", async () => {
  await load(3, "reading", rowsOf(3));
  await expectTrue();
  await load(3, "reading", rowsOf(3, 1));
  await setStatus(3, "failed");
  await expectTrue();
  await fold();
  await expectTrue();
  expect(await folds("import where not is_folded")).toBe(0);
});

test("an import that is read on is counted once", async () => {
  await load(3, "reading", rowsOf(3, 2));
  await expectTrue();
  await setStatus(3, "done");
  await expectTrue();
  await fold();
  await expectTrue();
  expect(await folds("origin_unfolded")).toBe(0);
});

test("a fuller copy takes a folded row's place", async () => {
  await load(4, "done", rowsOf(4, 0, { userAgent: "" }));
  await fold();
  await load(5, "done", rowsOf(4, 0, { userAgent: "curl/8" }));
  expect(await folds("origin_unfolded")).toBeGreaterThan(0);
  await expectTrue();
  await fold();
  await expectTrue();
});

test("what is taken away slice by slice is in no fold", async () => {
  const unloading = { tenantId: 1, importId: 2n, from: "2026-03-01T00:00:00Z", to: "2026-03-04T00:00:00Z" };
  const slice = (limit: number) =>
    transaction(store().pool, (connection) => unloadSlice(connection, unloading, limit));
  await slice(10);
  await expectTrue();
  await fold();
  await expectTrue();
  while (await slice(1000));
  await fold();
  await expectTrue();
});

test("a row that goes while the worker counts is not forgotten", async () => {
  const { pool } = store();
  const other = await pool.connect();
  await other.query("begin");
  await other.query("delete from event where import_id = 1");
  await pool.query(
    "insert into origin_unfolded (tenant_id, origin_id) select tenant_id, origin_id from origin_fold",
  );
  await fold();
  await other.query("commit");
  other.release();
  // Only the events went, so only what is read from them is compared: two of the ten answers are reports.
  const reports = async (read: typeof pages) => (await read()).filter((page) => "namesByAnswer" in page);
  expect(await reports(pages)).toEqual(await reports(truth));
  await fold();
  expect(await reports(pages)).toEqual(await reports(truth));
});
