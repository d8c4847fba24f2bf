import type { Connection } from "@/lib/db";
import { dayText } from "./instant";

/**
 * Marks the suspects that know of one of these accounts: what happened to it that day, or happened no more, may be the
 * end of a story. Nearly no account is known to anybody.
 */
export async function touchSuspects(
  connection: Connection,
  tenantId: number,
  seen: readonly { accountId: bigint; day: number }[],
): Promise<void> {
  if (seen.length === 0) return;
  const { rows } = await connection.query<{ isAny: boolean }>(
    `select exists (select from followed where tenant_id = $1) as "isAny"`,
    [tenantId],
  );
  if (!rows[0]?.isAny) return;
  const days = new Map(seen.map(({ accountId, day }) => [`${accountId} ${day}`, { accountId, day }]));
  await connection.query(
    `insert into touched_suspect
     select distinct f.tenant_id, f.suspect, k.day
     from unnest($2::bigint[], $3::date[]) as k (account_id, day)
     join followed f on f.tenant_id = $1 and f.account_id = k.account_id and k.day between f.from_day and f.to_day
     order by 1, 2, 3
     on conflict do nothing`,
    [
      tenantId,
      [...days.values()].map(({ accountId }) => accountId),
      [...days.values()].map(({ day }) => dayText(day)),
    ],
  );
}
