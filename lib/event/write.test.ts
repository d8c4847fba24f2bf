import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { transaction } from "@/lib/db";
import { databaseForFile } from "@/test/database";
import { rollupErrors } from "@/test/held";
import { micros, signIn } from "@/test/sign-in";
import { answerOf } from "./answers";
import { Keyer } from "./keyed";
import type { Loaded } from "./loaded";
import { Names } from "./names";
import { Pack } from "./pack";
import { filledOf } from "./same-row";
import type { Event } from "./schema";
import { loadBatch } from "./write";

const store = databaseForFile();
const NOW = new Date("2026-11-22T00:00:00Z");

beforeEach(() => clean());

/** Whatever a test did, the rollup says what a group by over the events says. */
afterEach(async () => {
  expect(await rollupErrors(store().pool)).toEqual([]);
});

async function clean() {
  await store().pool.query("truncate event, probe, presence, rollup, client_day, touched");
}

function load(events: Event[], importId = 1n, tenantId = 1): Promise<Loaded> {
  const rows = events.map((event, index) => ({
    event,
    span: { offset: index * 10, length: 9 },
    position: index + 1,
  }));
  return transaction(store().pool, (connection) =>
    loadBatch(connection, { tenantId, importId, rows, now: NOW }),
  );
}

/** Everything that must not depend on how the rows came, by content, each relation sorted. */
async function held() {
  const of = async (text: string) =>
    (await store().pool.query(text)).rows.map((row) => JSON.stringify(row)).sort();
  return {
    events: await of(
      `select e.tenant_id, e.source, (extract(epoch from e.at) * 1000000)::bigint::text as at, o.kind, o.value, i.name,
              i.account, c.app, c.client_app, c.user_agent, u.vector, u.code, u.description, u.answer, d.interactive,
              d.facts, p.city, e.digits, e.ingest_time
       from event e join origin o on o.id = e.origin_id join identity i on i.id = e.identity_id
       join client c on c.id = e.client_id join outcome u on u.id = e.outcome_id
       join detail d on d.id = e.detail_id join place p on p.id = e.place_id`,
    ),
    probe: await of(
      `select p.hour::text, o.value, i.name, c.app, c.client_app, c.user_agent, u.code, u.description, u.vector,
              p.attempts, (extract(epoch from p.first) * 1000000)::bigint::text as first,
              (extract(epoch from p.last) * 1000000)::bigint::text as last
       from probe p join origin o on o.id = p.origin_id join identity i on i.id = p.identity_id
       join client c on c.id = p.client_id join outcome u on u.id = p.outcome_id`,
    ),
    presence: await of(
      `select o.value, i.account, p.day::text, p.successes, p.failures,
              (extract(epoch from p.first) * 1000000)::bigint::text as first,
              (extract(epoch from p.last) * 1000000)::bigint::text as last
       from presence p join origin o on o.id = p.origin_id
       join (select distinct account, account_id from identity) i on i.account_id = p.account_id`,
    ),
  };
}

const ledger = async () => {
  const { rows } = await store().pool.query(
    `select i.name, u.code, p.attempts from probe p join identity i on i.id = p.identity_id
     join outcome u on u.id = p.outcome_id order by 1, 2`,
  );
  return rows.map(({ name, code, attempts }) => `${name} ${code} ${attempts}`);
};

test("a row counts once in events, ledger and presence, and its hour is to be looked at", async () => {
  const loaded = await load([
    signIn({ nativeId: "one" }),
    signIn({ nativeId: "two", name: " ANA@contoso.example" }),
  ]);
  expect(loaded).toMatchObject({
    accepted: 2,
    duplicateInFile: 0,
    duplicateStored: 0,
    unmapped: 0,
    outOfRange: 0,
  });
  expect(await ledger()).toEqual([" ANA@contoso.example 50034 1", "ana@contoso.example 50034 1"]);
  const { presence } = await held();
  expect(presence.map((row) => JSON.parse(row))).toMatchObject([
    { account: "ana@contoso.example", day: "2026-03-03", successes: 0, failures: 2 },
  ]);
  const { rows } = await store().pool.query("select hour at time zone 'UTC' as hour from touched");
  expect(rows.length).toBe(1);
});

test("a success is presence but no probe, an audit row neither, and an unknown code is counted", async () => {
  const loaded = await load([
    signIn({ nativeId: "1", code: "0", description: "" }),
    signIn({ nativeId: "2", source: "entra-audit", vector: "entra-audit", code: "", operation: "Add user" }),
    signIn({ nativeId: "3", code: "1234567" }),
  ]);
  expect(loaded).toMatchObject({ accepted: 3, unmapped: 1 });
  expect(await ledger()).toEqual(["ana@contoso.example 1234567 1"]);
  expect((await held()).presence.map((row) => JSON.parse(row))).toMatchObject([
    { successes: 1, failures: 1 },
  ]);
});

test("the same id within a day is one row whatever its digits, and two rows two days apart", async () => {
  const first = signIn({ nativeId: "8A0C8E6C-0000-4000-8000-000000000001" });
  const coarse = {
    ...first,
    nativeId: first.nativeId.toLowerCase(),
    digits: 0,
    atMicros: first.atMicros - 123_456n,
  };
  const later = { ...first, atMicros: first.atMicros + micros("1970-01-03T00:00:00Z") };
  expect(await load([first, coarse, later])).toMatchObject({ accepted: 2, duplicateInFile: 1 });
  expect(await load([coarse], 2n)).toMatchObject({ accepted: 0, duplicateStored: 1 });
  // The same id in another log, or of another tenant, is another row.
  expect(await load([{ ...first, source: "entra-audit" }])).toMatchObject({ accepted: 1 });
  expect(await load([first], 3n, 2)).toMatchObject({ accepted: 1 });
});

test.each([0, 1])("the fuller copy wins whichever came first (order %i)", async (order) => {
  const poor = signIn({ nativeId: "x", userAgent: "", digits: 7, address: "203.0.113.8" });
  const full = signIn({
    nativeId: "x",
    digits: 0,
    atMicros: poor.atMicros + 3_600_000_000n,
    isIngestTime: true,
  });
  const [a, b] = order === 0 ? [poor, full] : [full, poor];
  await load([a], 1n);
  expect(await load([b], 2n)).toMatchObject({ accepted: 0, duplicateStored: 1 });
  const { events, probe, presence } = await held();
  expect(events.map((row) => JSON.parse(row))).toMatchObject([{ value: "203.0.113.7", user_agent: "agent" }]);
  expect(probe.map((row) => JSON.parse(row))).toMatchObject([{ value: "203.0.113.7", attempts: 1 }]);
  expect(presence.length).toBe(1);
  const { rows } = await store().pool.query("select count(*)::int as n from touched");
  expect(rows[0].n).toBe(order === 0 ? 2 : 1);
});

test("rows outside 2010 to two days ahead wait in the default partition and are counted", async () => {
  const ahead = signIn({ nativeId: "a", atMicros: micros("2026-12-01T00:00:00Z") });
  const old = signIn({ nativeId: "b", atMicros: micros("1970-01-01T00:00:00Z") });
  expect(await load([ahead, old, signIn({ nativeId: "c" })])).toMatchObject({ accepted: 3, outOfRange: 2 });
  expect(await load([ahead, old], 2n)).toMatchObject({ accepted: 0, duplicateStored: 2 });
  const { rows } = await store().pool.query("select count(*)::int as n from event_default");
  expect(rows[0].n).toBe(2);
  const partitions = await store().pool.query("select to_regclass('event_202603') is not null as made");
  expect(partitions.rows[0].made).toBe(true);
});

test("hostile names are stored and stay different", async () => {
  const names = [
    "a\0b",
    "a\ud800b",
    "a\udc00b",
    "a\ufffdb",
    randomBytes(100_000).toString("base64"),
    "__proto__",
  ];
  const facts = JSON.parse('{"__proto__": "a\\u0000", "2": "b"}');
  await load(names.map((name, index) => signIn({ nativeId: `n${index}`, name, facts, code: name })));
  expect((await held()).events.length).toBe(names.length);
  expect(
    await load(names.map((name, index) => signIn({ nativeId: `n${index}`, name, facts, code: name }))),
  ).toMatchObject({
    accepted: 0,
    duplicateInFile: names.length,
  });
});

test("a failed batch leaves nothing behind", async () => {
  await expect(
    transaction(store().pool, async (connection) => {
      const rows = [{ event: signIn({ nativeId: "x" }), span: { offset: 0, length: 1 }, position: 1 }];
      await loadBatch(connection, { tenantId: 1, importId: 1n, rows });
      throw new Error("power cut");
    }),
  ).rejects.toThrow("power cut");
  expect(await held()).toEqual({ events: [], probe: [], presence: [] });
});

test("two loaders of the same rows at once store them once", async () => {
  const events = Array.from({ length: 300 }, (_, index) =>
    signIn({ nativeId: `p${index}`, name: `n${index % 40}` }),
  );
  const both = await Promise.all([load(events, 1n), load([...events].reverse(), 2n)]);
  expect(both.map(({ accepted }) => accepted).sort()).toEqual([0, 300]);
  expect((await held()).events.length).toBe(300);
});

/** Copies of a few sign-ins as different formats tell them; all copies of one lie within a day. */
const copyOf = fc.record({
  id: fc.integer({ min: 0, max: 7 }),
  again: fc.constantFrom(0, 0, 0, 5),
  digits: fc.constantFrom(0, 3, 6, 7, 7, 7, 7),
  delay: fc.constantFrom(0, 0, 0, 0, 61_000_000, 3_600_000_000),
  lacks: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.subarray(["address", "userAgent", "app", "description"] as const) },
  ),
  city: fc.constantFrom("Delft", "Leiden"),
});
type CopyOf = typeof copyOf extends fc.Arbitrary<infer T> ? T : never;

const CODES = ["50034", "50126", "0", "50053"];
const STEP: Record<number, bigint> = { 0: 1_000_000n, 3: 1000n, 6: 1n, 7: 1n };

function eventOf({ id, again, digits, delay, lacks, city }: CopyOf): Event {
  const happened =
    micros("2026-02-28T23:57:30Z") + BigInt(id) * 31_234_567n + BigInt(again) * 86_400_000_000n;
  const at = happened + BigInt(delay);
  const event = signIn({
    nativeId: `sign-in ${id}`,
    atMicros: at - (at % (STEP[digits] ?? 1n)),
    digits,
    isIngestTime: delay > 0,
    name: id % 3 === 0 ? "ana" : id % 3 === 1 ? " ANA" : "bob",
    code: CODES[id % 4],
    description: CODES[id % 4] === "50053" ? "too many times" : "text",
    city,
  });
  if (id === 7)
    Object.assign(event, { source: "entra-audit", vector: "sspr", code: "", description: "User started" });
  for (const field of lacks) event[field] = "";
  return event;
}

/** No secret is part of it: any key gives the same. */
function contentOf(event: Event): bigint {
  const pack = new Pack(new Names(new Keyer(randomBytes(16))), 1);
  pack.add(event, { offset: 0, length: 1 });
  return pack.contentOf(0);
}

/** What must be held, by sorting: no order of arrival exists here. */
function oracle(copies: CopyOf[]) {
  const rows = new Map<string, Event[]>();
  for (const copy of copies) {
    const name = `${copy.id} ${copy.again}`;
    rows.set(name, [...(rows.get(name) ?? []), eventOf(copy)]);
  }
  const rank = (event: Event) =>
    [5 - filledOf(event), event.isIngestTime ? 1 : 0, 9 - event.digits, contentOf(event)] as const;
  const best = [...rows.values()].map((all) =>
    all.reduce((a, b) => {
      const [ra, rb] = [rank(a), rank(b)];
      const index = ra.findIndex((part, place) => part !== rb[place]);
      return index < 0 || (ra[index] ?? 0) < (rb[index] ?? 0) ? a : b;
    }),
  );
  const probes = new Map<string, Event[]>();
  const presences = new Map<string, Event[]>();
  const add = (to: Map<string, Event[]>, name: string, event: Event) =>
    to.set(name, [...(to.get(name) ?? []), event]);
  const isSuccess = (event: Event) => answerOf(event).answer === "signed-in";
  for (const event of best) {
    const time = new Date(Number(event.atMicros / 1000n)).toISOString();
    add(presences, `${event.address} ${event.name.trim().toLowerCase()} ${time.slice(0, 10)}`, event);
    const { address, name, app, userAgent, code, description } = event;
    const probe = JSON.stringify([time.slice(0, 13), address, name, app, userAgent, code, description]);
    if (!isSuccess(event)) add(probes, probe, event);
  }
  const ends = (events: Event[]) => {
    const times = events.map(({ atMicros }) => atMicros).sort((a, b) => (a < b ? -1 : 1));
    return `${times[0]} ${times.at(-1)}`;
  };
  const successes = (events: Event[]) => events.filter(isSuccess).length;
  return {
    events: best.map((event) => `${event.atMicros} ${event.address} ${event.city} ${event.digits}`).sort(),
    probe: [...probes].map(([name, events]) => `${name} ${events.length} ${ends(events)}`).sort(),
    presence: [...presences]
      .map(([name, all]) => `${name} ${successes(all)} ${all.length - successes(all)} ${ends(all)}`)
      .sort(),
  };
}

/** The store in the oracle's words. */
async function heldBriefly() {
  const { events, probe, presence } = await held();
  const hourOf = (text: string) => new Date(text).toISOString().slice(0, 13);
  return {
    events: events
      .map((row) => JSON.parse(row))
      .map((row) => `${row.at} ${row.value} ${row.city} ${row.digits}`)
      .sort(),
    probe: probe
      .map((row) => JSON.parse(row))
      .map((row) => {
        const key = [
          hourOf(row.hour),
          row.value,
          row.name,
          row.app,
          row.user_agent,
          row.code,
          row.description,
        ];
        return `${JSON.stringify(key)} ${row.attempts} ${row.first} ${row.last}`;
      })
      .sort(),
    presence: presence
      .map((row) => JSON.parse(row))
      .map(
        (row) =>
          `${row.value} ${row.account} ${row.day} ${row.successes} ${row.failures} ${row.first} ${row.last}`,
      )
      .sort(),
  };
}

test("any order, any split into batches and files, any repetition ends as the oracle says", async () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
  const arrival = fc.array(copyOf, { minLength: 1, maxLength: 25 }).chain((copies) =>
    fc.record({
      copies: fc.constant(copies),
      order: fc.shuffledSubarray([...copies, ...copies.slice(0, 5)], { minLength: copies.length }),
      size: fc.integer({ min: 1, max: 12 }),
      files: fc.integer({ min: 1, max: 3 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(arrival, async ({ copies, order, size, files }) => {
      await clean();
      const missing = copies.filter((copy) => !order.includes(copy));
      const rows = [...order, ...missing].map(eventOf);
      let accepted = 0;
      for (let at = 0; at < rows.length; at += size) {
        const loaded = await load(rows.slice(at, at + size), BigInt((at / size) % files) + 1n);
        accepted += loaded.accepted;
        const { duplicateInFile, duplicateStored } = loaded;
        expect(loaded.accepted + duplicateInFile + duplicateStored).toBe(rows.slice(at, at + size).length);
      }
      const expected = oracle(copies);
      expect(accepted).toBe(expected.events.length);
      expect(await heldBriefly()).toEqual(expected);
      expect(await rollupErrors(store().pool)).toEqual([]);
    }),
    { seed, numRuns: 60, endOnFailure: false },
  );
}, 120_000);
