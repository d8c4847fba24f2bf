import { chainAlerts } from "@/lib/alert/run-chain";
import { type Pool, transaction } from "@/lib/db";
import { evaluateTouched } from "@/lib/detection/run-evaluate";
import { rollupErrors } from "@/test/held";
import { DAYS, FROM, loadNames, SIZE } from "./pages-names";

const ALERTS = 50_000;

/** Names in an order of their own, as arrays: subscripting one costs nothing beside a join. */
const NAMES = `
  with accounts as (select array_agg(id order by name) as ids from identity where name like 'user%'),
  guesses as (select array_agg(id order by name) as ids from identity where name like 'guess%'),
  origins as (select array_agg(id order by value) as ids from origin where value like '10.%'),
  scanners as (select array_agg(id order by value) as ids from origin where value like '203.%'),
  clients as (select array_agg(id order by app, user_agent, client_app) as ids from client),
  places as (select array_agg(id order by city) as ids from place),
  details as (select min(id) as id from detail),
  outcomes as (select jsonb_object_agg(code, id::text) as by from outcome)`;

/**
 * Ordinary traffic: half of it from five offices, most of the rest from each person's own place. A person keeps a
 * handful of clients. One row in thirty fails.
 */
const ORDINARY = `${NAMES}, pick as (
    select i, floor(random() * ${SIZE.accounts})::int as who, random() as where_, random() as how, random() as with_
    from generate_series(1, $1::int) as i
  )
  insert into event
  select 1, 1, to_timestamp(${FROM / 1000}) + (i::float8 / $1 * ${DAYS}) * interval '1 day',
         origins.ids[case when where_ < 0.5 then who % 5 + 1
                         when where_ < 0.97 then who % (${SIZE.origins} - 5) + 6
                         else floor(power(random(), 3) * ${SIZE.origins})::int + 1 end],
         accounts.ids[who + 1], clients.ids[(who * 7 + floor(with_ * 6)::int) % array_length(clients.ids, 1) + 1],
         (outcomes.by ->> case when how < 0.022 then '50126' when how < 0.027 then '50053' when how < 0.031 then '50055'
                              when how < 0.033 then '50034' when how < 0.034 then '50076' else '0' end)::bigint,
         places.ids[who % 40 + 1], details.id, gen_random_uuid(), null, i, 5, false, 7, 1, i::bigint * 2600, 2600
  from pick, accounts, origins, clients, places, details, outcomes`;

/**
 * Forty scanners in bursts of one hour each: two ask for 27,000 names, the others for some hundreds to thousands.
 * What share of the events they are does not depend on how many there are.
 */
const SCANS = `${NAMES}, burst as (
    select n, b, case when n < 2 then 9000 else 40 + (n * 53 + b * 17) % 260 end as names
    from generate_series(0, ${SIZE.scanners} - 1) as n,
         generate_series(0, case when n < 2 then 2 else $1::int / 250000 + 2 end) as b
  )
  insert into event
  select 1, 1, to_timestamp(${FROM / 1000}) + ((n * 7 + b * (case when n < 2 then 1 else 31 end)) % ${DAYS * 24}) * interval '1 hour'
               + k * (3500.0 / names) * interval '1 second',
         scanners.ids[n + 1], guesses.ids[(n * 1301 + b * names + k) % ${SIZE.guesses} + 1], clients.ids[n % 3 + 1],
         (outcomes.by ->> case when k % 11 = 0 then '50126' when k % 17 = 0 then '50053' else '50034' end)::bigint,
         places.ids[n + 1], details.id, gen_random_uuid(), null, k, 5, false, 7, 1, 0, 2600
  from burst cross join lateral generate_series(0, names - 1) as k, guesses, scanners, clients, places, details, outcomes`;

/** The ledger, presence and rollup from the events, as the loader would have kept them. */
const DERIVED = [
  "truncate probe, presence, rollup, client_day, touched",
  `insert into probe
   select e.tenant_id, e.origin_id, date_trunc('hour', e.at, 'UTC'), e.client_id, e.outcome_id, e.identity_id,
          count(*), min(e.at), max(e.at)
   from event e join outcome u on u.id = e.outcome_id and u.answer <> 'signed-in'
   group by 1, 2, 3, 4, 5, 6`,
  `insert into presence
   select e.tenant_id, e.origin_id, i.account_id, (e.at at time zone 'UTC')::date,
          count(*) filter (where u.answer = 'signed-in'), count(*) filter (where u.answer <> 'signed-in'),
          min(e.at), max(e.at)
   from event e join outcome u on u.id = e.outcome_id and u.answer is not null join identity i on i.id = e.identity_id
   group by 1, 2, 3, 4`,
  `insert into rollup
   select tenant_id, (at at time zone 'UTC')::date, source, outcome_id, count(*), min(at), max(at)
   from event group by 1, 2, 3, 4`,
  "select add_client_days('event', null, '-infinity', 'infinity')",
];

const MONTHS = ["2026-10-01", "2026-11-01"];

const DROP = ["drop index event_key", "drop index event_at", "alter table event drop constraint event_pkey"];
const MAKE = [
  "alter table event add primary key (origin_id, at, source, key, tenant_id)",
  "create index event_key on event (key, source, tenant_id)",
  "create index event_at on event (at, key, tenant_id)",
];

/** Evaluates and chains what is touched, as the worker does. */
export async function detectAll(pool: Pool): Promise<number> {
  for (let windows = 0; ; ) {
    const slice = await transaction(pool, async (connection) => {
      const evaluated = await evaluateTouched(connection, { limit: 500 });
      if (evaluated) await chainAlerts(connection, evaluated.changed);
      return evaluated;
    });
    if (!slice) return windows;
    windows += slice.windows;
  }
}

/**
 * Such an alert has a detection, a dozen accounts and facets. Its
 * events have aged out, which changes nothing for the pages that list and open them.
 */
const FORMER = `
  with numbered as (
    select n, n % 12 + 10 as names, to_timestamp(${FROM / 1000}) - (n % 360 + 1) * interval '1 day' - (n % 86399) * interval '1 second' as since
    from generate_series(1, $1::int) as n
  ), place as (select array_agg(id order by value) as ids, array_agg(value order by value) as words from origin where value like '10.%'
  ), made as (
    insert into alert (tenant_id, entity_kind, entity_value, origin_id, title, severity, severity_why, status,
      ruled_status, classification, first_seen, last_seen, rules, names, attempts, learned, detections, facets)
    select 1, 'origin', words[n % ${SIZE.origins} + 1], ids[n % ${SIZE.origins} + 1], 'Sign-in failures across ' || names || ' names',
           case when n % 10 < 7 then 'low' when n % 10 < 9 then 'medium' else 'high' end,
           '["RC-01 says Low-Level Enumeration (low): some names in the hour."]',
           case when n % 20 = 0 then 'new' when n % 50 = 1 then 'active' else 'closed' end,
           case when n % 20 = 0 then null when n % 50 = 1 then 'active' else 'closed' end,
           case when n % 20 = 0 or n % 50 = 1 then null when n % 3 = 0 then 'true-positive' else 'benign-positive' end,
           since, since + interval '40 minutes', '{RC-01}', names, names, jsonb_build_object('absent', names), 1,
           '{"apps": [], "clients": [], "agents": [], "codes": []}'
    from numbered, place
    returning id, origin_id, entity_value, names, first_seen, last_seen, severity
  ), found as (
    insert into detection (tenant_id, rule_id, version, origin_id, group_key, "group", window_from, window_to, names,
      attempts, first_seen, last_seen, verdict, severity, measures, name_sample, apps, codes, alert_id)
    select 1, 'RC-01', 1, origin_id, md5(id::text), jsonb_build_object('ipAddress', entity_value, 'clientAppUsed', '', 'userAgent', ''),
           date_trunc('hour', first_seen), date_trunc('hour', first_seen) + interval '1 hour', names, names, first_seen,
           last_seen, 'Low-Level Enumeration', severity, '{}', '{}', '{}', jsonb_build_object('50034', names), id
    from made
  )
  insert into alert_name (alert_id, account_id, account, rank, names, code, codes, mfa_missing, attempts, first, last, learned)
  select made.id, i.account_id, i.account, 3, array[i.name], '50034', '{50034}', false, 1, made.first_seen, made.last_seen, made.first_seen
  from made cross join lateral generate_series(1, made.names) as k
  join guess i on i.n = (made.id * 31 + k) % ${SIZE.guesses} + 1`;

const GUESSES = `create temp table guess on commit drop as
  select row_number() over (order by name) as n, account_id, account, name from identity where name like 'guess%'`;

async function count(pool: Pool, text: string): Promise<number> {
  return (await pool.query<{ n: number }>(`select count(*)::int as n from ${text}`)).rows[0]?.n ?? 0;
}

/** Fails unless the derived relations say what the events say. */
async function assertTrue(pool: Pool): Promise<void> {
  const errors = await rollupErrors(pool);
  if (errors.length > 0) throw new Error(`The rollup is wrong in ${errors.length} rows.`);
  const { rows } = await pool.query(
    `select (select count(*) from event)::int as events, (select sum(events) from rollup)::int as rolled,
            (select sum(successes + failures) from presence)::int as present,
            (select sum(attempts) from probe)::int as asked, (select sum(failures) from presence)::int as failed`,
  );
  const { events, rolled, present, asked, failed } = rows[0];
  if (events !== rolled || events !== present || asked !== failed)
    throw new Error(`The store is not consistent: ${JSON.stringify(rows[0])}`);
}

/** Fills an empty store with about so many events, and everything that follows from them. */
export async function fillStore(pool: Pool, events: number, say: (line: string) => void): Promise<void> {
  const step = async (word: string, work: () => Promise<unknown>) => {
    const began = Date.now();
    await work();
    say(`  ${word}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  };
  await step("names, through the loader", () => loadNames(pool));
  await step("events", () =>
    transaction(pool, async (connection) => {
      await connection.query("select ensure_event_partition(month) from unnest($1::date[]) as month", [
        MONTHS,
      ]);
      for (const statement of DROP) await connection.query(statement);
      await connection.query("select setseed(0.42)");
      const scanned = await connection.query(SCANS, [events]);
      await connection.query(ORDINARY, [Math.max(0, events - (scanned.rowCount ?? 0) - 80_000)]);
    }),
  );
  await step("their indexes", async () => {
    for (const statement of MAKE) await pool.query(statement);
  });
  await step("ledger, presence, rollup", async () => {
    for (const statement of DERIVED) await pool.query(statement);
    await assertTrue(pool);
  });
  await pool.query("vacuum analyze");
  await step("detection over the scanners", async () => {
    await pool.query(
      `insert into touched select distinct p.tenant_id, p.origin_id, p.hour from probe p
       join origin o on o.id = p.origin_id where o.value like '203.%'`,
    );
    await detectAll(pool);
  });
}

/** An import that events name. Folds add imports, so events of none would be in no page of a large origin. */
export async function addImport(pool: Pool, id: number, events: number, from: number): Promise<void> {
  await pool.query(
    `insert into import (id, tenant_id, filename, status, accepted, rows_read, events_from, events_to)
     values ($1, 1, 'bench.json', $2, $3, $3, $4, $5) on conflict (id) do nothing`,
    [id, id === 1 ? "done" : "receiving", events, new Date(from), new Date(from + 2 * DAYS * 86_400_000)],
  );
}

/** Alerts of former months, up to 50,000 with those of the data. */
export async function addFormerAlerts(pool: Pool, say: (line: string) => void): Promise<void> {
  const began = Date.now();
  const lacking = ALERTS - (await count(pool, "alert"));
  if (lacking <= 0) return;
  await transaction(pool, async (connection) => {
    await connection.query(GUESSES);
    await connection.query(FORMER, [lacking]);
  });
  await pool.query("vacuum analyze");
  say(`  alerts of former months: ${((Date.now() - began) / 1000).toFixed(1)} s`);
}
