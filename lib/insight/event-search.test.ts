import { beforeAll, expect, test } from "vitest";
import { Prisma, transaction } from "@/lib/db";
import { databaseForFile } from "@/test/database";
import { type Search, searchOf } from "./event-filter";
import type { EventFilter } from "./event-schema";
import { pickedBy } from "./event-search";

const store = databaseForFile();

/** A month and a half of sign-ins: 5 % fail, a few codes are rare, one account and one origin stand out. */
const EVENTS = 300_000;
const PAGE = 101;

async function generate(): Promise<void> {
  const { pool } = store();
  for (const month of ["2026-02-01", "2026-03-01"])
    await pool.query("select ensure_event_partition($1::date)", [month]);
  const statements = [
    `insert into origin select n, 'address', '10.' || n / 65536 || '.' || n / 256 % 256 || '.' || n % 256 from generate_series(1, 5000) n`,
    "insert into identity select n, 'user' || n, 'user' || n, n from generate_series(1, 4000) n",
    "insert into client select n, 'app' || n, 'id' || n, '', 'agent/' || n, '' from generate_series(1, 300) n",
    `insert into outcome select n, 'entra-signin', case n when 1 then '0' else (50000 + n)::text end, '', '', '', '',
       case n when 1 then 'signed-in' when 2 then 'exists' else 'password-known' end, false, '' from generate_series(1, 20) n`,
    `insert into event (tenant_id, source, at, origin_id, identity_id, client_id, outcome_id, place_id, detail_id, key,
       content, filled, ingest_time, digits, import_id, raw_offset, raw_length)
     select 1, 1, timestamptz '2026-02-01 00:00Z' + n * interval '13 seconds', 1 + n::bigint * 7919 % 5000, 1 + n::bigint * 104729 % 4000,
            case when n % 50000 = 7 then 300 else 1 + n % 299 end,
            case when n % 40000 = 3 then 20 when n % 20 = 0 then 2 + n / 20 % 3 else 1 end, 0, 0, gen_random_uuid(),
            0, 5, false, 3, 1, 0, 0
     from generate_series(1, ${EVENTS}) n`,
    `insert into probe select e.tenant_id, e.origin_id, date_trunc('hour', e.at, 'UTC'), e.client_id, e.outcome_id,
       e.identity_id, count(*), min(e.at), max(e.at) from event e where e.outcome_id <> 1 group by 1, 2, 3, 4, 5, 6`,
    `insert into presence select tenant_id, origin_id, identity_id, (at at time zone 'UTC')::date,
       count(*) filter (where outcome_id = 1), count(*) filter (where outcome_id <> 1), min(at), max(at)
     from event group by 1, 2, 3, 4`,
    "analyze origin, identity, client, outcome, event, probe, presence",
  ];
  for (const statement of statements) await pool.query(statement);
}

beforeAll(generate, 120_000);

type Plan = {
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: Plan[];
};

/** Rows of the event table's partitions that a plan read, wanted or not. */
function eventsRead(plan: Plan): number {
  const own = /^event_/.test(plan["Relation Name"] ?? "")
    ? (plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0)) * plan["Actual Loops"]
    : 0;
  return (plan.Plans ?? []).reduce((sum, child) => sum + eventsRead(child), own);
}

async function touched(
  filter: EventFilter,
  change: Partial<Search> = {},
): Promise<{ read: number; found: number }> {
  return transaction(store().pool, async (connection) => {
    const search = await searchOf(connection, filter);
    if (!search) throw new Error("The filter fits nothing here.");
    const picked = pickedBy({ ...search, ...change }, null, PAGE);
    const explained = await connection.query(Prisma.sql`explain (analyze, format json) ${picked}`);
    const { Plan: plan } = explained.rows[0]["QUERY PLAN"][0] as { Plan: Plan };
    return { read: Math.round(eventsRead(plan)), found: plan["Actual Rows"] };
  });
}

const FEW: [string, EventFilter, number, number][] = [
  ["no filter", {}, PAGE, 500],
  ["a range in an old month", { from: new Date("2026-02-03"), to: new Date("2026-02-04") }, PAGE, 500],
  ["one origin", { origin: "10.0.0.7" }, 60, 500],
  ["a network of 256 origins", { origin: "10.0.3.0/24" }, PAGE, 26_000],
  ["one account", { account: "user8" }, 75, 1_000],
  ["one account at one origin", { account: "user8", origin: "10.0.0.0/16" }, 75, 1_000],
  ["a rare code", { code: ["50020"] }, 8, 1_000],
  ["a rare code and a client", { code: ["50020"], app: "app4" }, 1, 500],
  ["a common code", { code: ["50002"] }, PAGE, 1_500],
  ["sign-ins that worked", { answer: ["signed-in"] }, PAGE, 500],
];

test.each(FEW)("%s reads few events of a large store", async (_, filter, expected, atMost) => {
  const { read, found } = await touched(filter);
  expect(found).toBe(expected);
  expect(read).toBeLessThanOrEqual(atMost);
});

test("the ledger finds the same page as a walk through time", async () => {
  for (const code of [["50002"], ["50020"], ["50003", "50004"]]) {
    const rows = await transaction(store().pool, async (connection) => {
      const search = await searchOf(connection, { code, to: new Date("2026-03-10T10:30:00Z") });
      if (!search) throw new Error("The filter fits nothing here.");
      expect(search.isInLedger).toBe(true);
      const keys = async (change: Partial<Search>) => {
        const picked = pickedBy({ ...search, ...change }, null, PAGE);
        return (await connection.query(Prisma.sql`select key::text from (${picked}) x`)).rows;
      };
      return [await keys({}), await keys({ isInLedger: false })];
    });
    expect(rows[0]).toEqual(rows[1]);
    expect(rows[0]?.length).toBeGreaterThan(0);
  }
});
