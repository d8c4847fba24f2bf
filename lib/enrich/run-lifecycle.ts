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

const Counted = z.object({ isCovered: z.boolean(), asked: z.number(), met: z.number() });

/** Distinct accounts asked for, and those of them that were added or deleted around that time. */
export type Lifecycle = { asked: number; met: number; share: number };

/**
 * How many of these accounts (identity.account_id) came or went within 48 hours of the range, by the audit log. A
 * deleted account is renamed: 32 hexadecimal digits, then its name. Null where no audit row of any kind lies in that
 * time: the log then says nothing.
 */
export async function lifecycleOf(
  connection: Connection | Pool,
  tenantId: number,
  accountIds: readonly (bigint | string)[],
  { from, to }: Range,
): Promise<Lifecycle | null> {
  const { rows } = await connection.query(
    `with asked as (select distinct id from unnest($2::bigint[]) as id),
     met as materialized (
       select distinct i.account_id, i.account, regexp_replace(i.account, '^[0-9a-f]{32}(?=.)', '') as bare
       from event e join outcome o on o.id = e.outcome_id join identity i on i.id = e.identity_id
       where e.tenant_id = $1 and e.source = 2 and e.at >= $3 and e.at < $4
         and o.vector = 'entra-audit' and (lower(o.activity) = any($5) or lower(o.operation) = any($5))
     )
     select exists (select from event e where e.tenant_id = $1 and e.source = 2 and e.at >= $3 and e.at < $4) as "isCovered",
            count(*)::int as asked,
            count(*) filter (
              where exists (select from met m where m.account_id = asked.id)
                 or exists (select from identity i join met m on m.bare = i.account and m.bare <> m.account
                            where i.account_id = asked.id)
            )::int as met
     from asked`,
    [
      ...[tenantId, accountIds.map(String)],
      ...[new Date(from.getTime() - LIFECYCLE_REACH), new Date(to.getTime() + LIFECYCLE_REACH)],
      LIFECYCLE,
    ],
  );
  const { isCovered, asked, met } = Counted.parse(rows[0]);
  return isCovered ? { asked, met, share: asked === 0 ? 0 : met / asked } : null;
}
