import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { alertById, movedTo } from "@/lib/alert/read";
import { ensureTally } from "@/lib/alert/run-tally";
import { Prisma, store } from "@/lib/db";
import { readFederatedDomains } from "@/lib/enrich/read";
import { ANSWERS, Vector } from "@/lib/event/schema";
import { shownText } from "@/lib/stored-text";
import { DAY, type Range } from "@/lib/time";
import { lastDays } from "./coverage";
import { COVERAGE_DAYS, readDataRange } from "./read";
import { type DomainAnswers, type LogDays, type VisibilityFacts, visibilityOf } from "./visibility";
import type { Visibility } from "./visibility-schema";

/** Answers that Entra's own directory gave; a success may have been decided by another provider. */
const DECIDED = ["absent", "exists-unusable", "exists", "password-known"] as const;
const DECIDED_RANKS = DECIDED.map((answer) => ANSWERS.indexOf(answer) + 1);

const Day = z.object({ vector: Vector, days: z.record(z.string(), z.number()), isEver: z.boolean() });

/** Every log that Rollcall knows with its rows per UTC day of the period, of one tenant or of all. */
async function readLogs({ from, to }: Range, tenant: string | null): Promise<LogDays[]> {
  const rows = await store().db.$queryRaw<unknown[]>`
    select r.vector, true as "isEver",
           coalesce(jsonb_object_agg(r.day::text, r.n) filter (where r.day >= (${from}::timestamptz at time zone 'UTC')::date
             and r.day < (${to}::timestamptz at time zone 'UTC')::date), '{}') as days
    from (
      select u.vector, r.day, sum(r.events)::int as n
      from rollup r join outcome u on u.id = r.outcome_id join tenant t on t.id = r.tenant_id
      where ${tenant === null ? Prisma.sql`true` : Prisma.sql`t.name = ${tenant}`}
      group by u.vector, r.day
    ) r
    group by r.vector`;
  const held = z.array(Day).parse(rows);
  return Vector.options.map(
    (vector) => held.find((log) => log.vector === vector) ?? { vector, days: {}, isEver: false },
  );
}

const Domain = z.object({
  domain: z.string().transform(shownText),
  names: z.number().int(),
  decided: z.number().int(),
});

/** The domains of an alert's names, most names first. */
async function readDomains(alertId: string): Promise<DomainAnswers[]> {
  const rows = await store().db.$queryRaw<unknown[]>`
    select regexp_replace(account, '^.*@', '') as domain, count(*)::int as names,
           count(*) filter (where rank = any(${DECIDED_RANKS}::smallint[]))::int as decided
    from alert_name where alert_id = ${alertId}::bigint and account like '%_@_%'
    group by 1 order by names desc, domain`;
  return z.array(Domain).parse(rows);
}

async function readVectors(alertId: string): Promise<Vector[]> {
  const rows = await store().db.$queryRaw<{ vector: string }[]>`
    select distinct code ->> 'vector' as vector
    from alert a cross join lateral jsonb_array_elements(a.facets -> 'codes') code where a.id = ${alertId}::bigint`;
  return z.array(Vector).parse(rows.map(({ vector }) => vector));
}

const wholeDays = (first: string, last: string): Range => ({
  from: new Date(Math.floor(Date.parse(first) / DAY) * DAY),
  to: new Date(Math.floor(Date.parse(last) / DAY) * DAY + DAY),
});

const answered = (period: Range, facts: VisibilityFacts): Visibility => ({
  period: { from: period.from.toISOString(), to: period.to.toISOString() },
  statements: visibilityOf(facts),
});

/** What could not be seen in the days of one alert, in its tenant. Throws `not-found`. */
export async function readAlertVisibility(actor: Actor, id: string): Promise<Visibility> {
  authorise(actor, "read");
  const { pool } = store();
  const alertId = (await movedTo(id)) ?? id;
  const { firstSeen, lastSeen, tenant } = await alertById(pool, alertId);
  await ensureTally(pool, alertId);
  const period = wholeDays(firstSeen, lastSeen);
  const [logs, domains, asked, federated] = await Promise.all([
    readLogs(period, tenant),
    readDomains(alertId),
    readVectors(alertId),
    readFederatedDomains(actor),
  ]);
  return answered(period, { period, logs, domains, asked, federated });
}

/** What cannot be seen at all: over the last days of the data, all tenants. */
export async function readVisibility(actor: Actor, now = new Date()): Promise<Visibility> {
  authorise(actor, "read");
  const range = await readDataRange(actor, now);
  if (!range) return { period: null, statements: [] };
  const period = lastDays(range, COVERAGE_DAYS);
  const [logs, federated] = await Promise.all([readLogs(period, null), readFederatedDomains(actor)]);
  return answered(period, { period, logs, domains: [], asked: Vector.options, federated });
}
