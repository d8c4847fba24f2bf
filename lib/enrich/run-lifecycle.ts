import { z } from "zod";
import type { Connection, Pool } from "@/lib/db";
import { HOUR, type Range } from "@/lib/time";

/** An account that was added or deleted so near to being asked for is why it was asked for. */
export const LIFECYCLE_REACH = 48 * HOUR;

/** What the directory writes when an account comes or goes, in small letters. */
const LIFECYCLE = [
  "add user",
  "delete user",
  "hard delete user",
  "restore user",
  "invite external user",
] as const;

const Counted = z.object({ which: z.number().int(), asked: z.number().int(), met: z.number().int() });

/** Distinct accounts asked for, and those of them that were added or deleted around that time. */
export type Lifecycle = { asked: number; met: number; share: number };

/** Accounts (identity.account_id) and when they were asked for. */
export type LifecycleAsk = { accountIds: readonly (bigint | string)[]; range: Range };

/**
 * How many of these accounts came or went within 48 hours of the range, by the audit log. A deleted account is renamed:
 * 32 hexadecimal digits, then its name. Null where no audit row of any kind lies in that time: the log then says nothing.
 */
export async function lifecycleOf(
  connection: Connection | Pool,
  tenantId: number,
  accountIds: readonly (bigint | string)[],
  range: Range,
): Promise<Lifecycle | null> {
  const [found = null] = await lifecyclesOf(connection, tenantId, [{ accountIds, range }]);
  return found;
}

/** The same for many times at once, in their order. */
export async function lifecyclesOf(
  connection: Connection | Pool,
  tenantId: number,
  asks: readonly LifecycleAsk[],
): Promise<(Lifecycle | null)[]> {
  const covered = await coveredOf(connection, tenantId, asks);
  const counts = await metOf(connection, tenantId, covered);
  return asks.map((ask) => {
    const { asked, met } = counts.get(ask) ?? { asked: 0, met: 0 };
    return covered.includes(ask) ? { asked, met, share: asked === 0 ? 0 : met / asked } : null;
  });
}

/** The times that matter to an ask, as columns lo and hi. */
const timesOf = (asks: readonly LifecycleAsk[]) => [
  asks.map(({ range }) => new Date(range.from.getTime() - LIFECYCLE_REACH)),
  asks.map(({ range }) => new Date(range.to.getTime() + LIFECYCLE_REACH)),
];

/** Those of which the audit log says anything. */
async function coveredOf(
  connection: Connection | Pool,
  tenantId: number,
  asks: readonly LifecycleAsk[],
): Promise<LifecycleAsk[]> {
  if (asks.length === 0) return [];
  const { rows } = await connection.query<{ isCovered: boolean }>(
    `select exists (select from event e where e.tenant_id = $1 and e.source = 2 and e.at >= k.lo and e.at < k.hi) as "isCovered"
     from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality as k (lo, hi, nr)
     order by nr`,
    [tenantId, ...timesOf(asks)],
  );
  return asks.filter((_, which) => rows[which]?.isCovered);
}

async function metOf(
  connection: Connection | Pool,
  tenantId: number,
  asks: readonly LifecycleAsk[],
): Promise<Map<LifecycleAsk, { asked: number; met: number }>> {
  if (asks.length === 0) return new Map();
  const accounts = asks.flatMap(({ accountIds }, which) =>
    [...new Set(accountIds.map(String))].map((id) => ({ which, id })),
  );
  const { rows } = await connection.query(
    `with ask as materialized (
       select (nr - 1)::int as which, lo, hi from unnest($2::timestamptz[], $3::timestamptz[]) with ordinality as k (lo, hi, nr)
     ), told as materialized (
       select e.at, i.account_id, i.account, regexp_replace(i.account, '^[0-9a-f]{32}(?=.)', '') as bare
       from event e join outcome o on o.id = e.outcome_id join identity i on i.id = e.identity_id
       where e.tenant_id = $1 and e.source = 2
         and e.at >= (select min(lo) from ask) and e.at < (select max(hi) from ask)
         and o.vector = 'entra-audit' and (lower(o.activity) = any($4) or lower(o.operation) = any($4))
     ), met as materialized (
       select a.which, t.account_id from ask a join told t on t.at >= a.lo and t.at < a.hi
       union
       select a.which, i.account_id
       from ask a join told t on t.at >= a.lo and t.at < a.hi and t.bare <> t.account join identity i on i.account = t.bare
     )
     select k.which, count(*)::int as asked, count(m.account_id)::int as met
     from unnest($5::int[], $6::bigint[]) as k (which, account_id)
     left join met m on m.which = k.which and m.account_id = k.account_id
     group by k.which`,
    [
      ...[tenantId, ...timesOf(asks), LIFECYCLE],
      ...[accounts.map(({ which }) => which), accounts.map(({ id }) => id)],
    ],
  );
  const found = new Map<LifecycleAsk, { asked: number; met: number }>();
  for (const { which, ...counts } of z.array(Counted).parse(rows)) {
    const ask = asks[which];
    if (ask) found.set(ask, counts);
  }
  return found;
}
