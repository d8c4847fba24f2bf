import { z } from "zod";
import { type Connection, Prisma } from "@/lib/db";
import type { SpanRule } from "./rule";
import type { Effective } from "./run-effective";
import type { Windows } from "./tally";

/** Whose answers are seen together: a source with its origins, or a tenant (no origins: all of them). */
export type Entity = {
  tenantId: number;
  /** The source as text, "" for the tenant. */
  value: string;
  originIds: string[];
  /** The first and the last hour that changed. */
  from: Date;
  to: Date;
  /** Ledger rows around the changed hours, as far as they were counted. */
  rows: number;
  /** Nothing changed there: what comes later has its own turn. */
  isAnew?: boolean;
};

const Row = z.object({
  tenantId: z.number().int(),
  value: z.string(),
  originIds: z.array(z.string()),
  from: z.date(),
  to: z.date(),
  rows: z.number().int(),
});

/** What any of these rules reads, as ids: an array that Postgres hashes once a statement. */
export const outcomesRead = (rules: readonly Pick<SpanRule, "reads">[]) => Prisma.sql`
  array(select id from outcome where ${Prisma.join(
    rules.map(
      ({ reads }) =>
        Prisma.sql`(answer = any(${[...reads.answers]}::text[]) and vector = any(${[...reads.vectors]}::text[]))`,
    ),
    " or ",
  )})`;

/**
 * The sources that these origin-hours belong to and that may hold an episode: those with enough ledger rows close
 * enough together, and those that once had them. All others, nearly all there are, cost one count of their few rows.
 * Whoever is found is watched from then on: a late sign-in of theirs is looked at too.
 */
export async function sourcesOf(
  connection: Connection,
  rules: readonly SpanRule[],
  effectiveOf: (rule: SpanRule) => Effective,
  { tenantIds, originIds, hours }: Windows,
): Promise<Entity[]> {
  const crowds = rules.flatMap((rule) => rule.crowds(effectiveOf(rule).thresholds));
  const around = `${Math.max(...crowds.map(({ within }) => within))} milliseconds`;
  const fewest = Math.min(...crowds.map(({ rows }) => rows));
  const sums = crowds.map(
    ({ within }) => Prisma.sql`sum(n) over (partition by tenant_id, source order by hour range between
      ${`${within} milliseconds`}::interval preceding and current row)`,
  );
  const isCrowded = crowds.map(({ rows }, index) => Prisma.sql`max(sums[${index + 1}::int]) >= ${rows}`);
  const { rows } = await connection.query(Prisma.sql`
    with slice as (
      select tenant_id, origin_id, min(hour) as lo, max(hour) as hi
      from unnest(${tenantIds}::smallint[], ${originIds}::bigint[], ${hours}::timestamptz[])
        as slice (tenant_id, origin_id, hour)
      group by tenant_id, origin_id
    ), source as (
      select s.tenant_id, source_of(o.value) as source, array_agg(s.origin_id) as touched, min(s.lo) as lo,
             max(s.hi) as hi
      from slice s join origin o on o.id = s.origin_id and o.kind <> 'none'
      group by 1, 2
    ), member as materialized (
      select s.tenant_id, s.source, s.lo, s.hi, m.origin_id
      from source s cross join lateral (${membersOf}) m
    ), counted as materialized (
      select m.tenant_id, m.source, p.hour, count(*)::int as n
      from member m
      join probe p on p.tenant_id = m.tenant_id and p.origin_id = m.origin_id
        and p.hour >= m.lo - ${around}::interval and p.hour <= m.hi + ${around}::interval
        and p.outcome_id = any(${outcomesRead(rules)})
      group by m.tenant_id, m.source, p.hour
    ), enough as (
      select tenant_id, source, sum(n)::int as n from counted group by tenant_id, source having sum(n) >= ${fewest}
    ), summed as (
      select tenant_id, source, array[${Prisma.join(sums)}] as sums
      from counted where (tenant_id, source) in (select tenant_id, source from enough)
    ), crowded as materialized (
      select tenant_id, source from summed group by tenant_id, source having ${Prisma.join(isCrowded, " or ")}
    ), watch as (
      insert into watched select tenant_id, source from crowded order by 1, 2 on conflict do nothing
    )
    select m.tenant_id::int as "tenantId", m.source as value, array_agg(m.origin_id::text order by m.origin_id) as "originIds",
           min(m.lo) as "from", max(m.hi) as "to", coalesce(min(e.n), 0) as rows
    from member m left join enough e using (tenant_id, source)
    where (m.tenant_id, m.source) in (select tenant_id, source from crowded union all select tenant_id, source from watched)
    group by m.tenant_id, m.source
    order by m.tenant_id, m.source`);
  return z.array(Row).parse(rows);
}

/** Whether a source `s` is an IPv6 /64: whoever asks may call a workstation so. */
const isNetwork = Prisma.sql`(s.source like '%/64' and address_of(left(s.source, -3)) is not null)`;

/** From the lowest to the highest address of a source `s` that is a network; nothing for any other. */
export const networkBounds = {
  low: Prisma.sql`case when ${isNetwork} then host(s.source::cidr)::inet end`,
  high: Prisma.sql`case when ${isNetwork} then host(broadcast(s.source::cidr))::inet end`,
  isNetwork,
};

/** The origins of a source: the address or machine itself, or all that were ever seen of an IPv6 /64. Expects a row `s`. */
export const membersOf = Prisma.sql`
  select unnest(s.touched) as origin_id where not ${isNetwork}
  union all
  select o.id from origin o
  where o.kind = 'address'
    and address_of(o.value) >= ${networkBounds.low}
    and address_of(o.value) <= ${networkBounds.high}`;
