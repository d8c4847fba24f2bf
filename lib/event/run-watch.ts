import type { Connection } from "@/lib/db";
import { instantText } from "./instant";
import { hourOf, type OriginHour } from "./ledger";
import type { Pack } from "./pack";
import { touch } from "./run-ledger";

/**
 * Marks the hours of the tenant in which anybody signed in: rules that look across it weigh what is usual. A batch
 * holds a handful.
 *
 * And marks the hours in which somebody signed in from a source that is watched: what a sign-in follows may have been a
 * typing error. Of all other sources nobody has to know, and those are nearly all.
 */
export async function touchSignIns(
  connection: Connection,
  tenantId: number,
  pack: Pack,
  inserted: readonly number[],
): Promise<void> {
  const { names } = pack;
  const signIns = inserted.filter(
    (row) => names.readings[pack.outcome[row] as number]?.answer === "signed-in",
  );
  await touchTenant(connection, tenantId, new Set(signIns.map((row) => hourOf(pack.instantOf(row)))));
  const origins = new Set<number>();
  for (const row of signIns) origins.add(pack.origin[row] as number);
  const idOf = (origin: number) => names.origins.ids[origin] as bigint;
  const watched = await watchedOf(connection, tenantId, [...origins].map(idOf));
  if (watched.size === 0) return;
  const hours = new Map<string, OriginHour>();
  for (const row of signIns) {
    const originId = idOf(pack.origin[row] as number);
    if (!watched.has(originId)) continue;
    const hour = hourOf(pack.instantOf(row));
    hours.set(`${originId} ${hour}`, { originId, hour });
  }
  await touch(connection, tenantId, [...hours.values()]);
}

async function touchTenant(
  connection: Connection,
  tenantId: number,
  hours: ReadonlySet<bigint>,
): Promise<void> {
  if (hours.size === 0) return;
  await connection.query(
    `insert into touched_tenant select $1::smallint, hour from unnest($2::timestamptz[]) as k (hour) order by 2
     on conflict do nothing`,
    [tenantId, [...hours].map(instantText)],
  );
}

async function watchedOf(
  connection: Connection,
  tenantId: number,
  originIds: bigint[],
): Promise<Set<bigint>> {
  if (originIds.length === 0) return new Set();
  const { rows } = await connection.query<{ id: string }>(
    `select o.id::text as id
     from unnest($2::bigint[]) as k (id)
     join origin o on o.id = k.id and o.kind <> 'none'
     join watched w on w.tenant_id = $1 and w.source = source_of(o.value)`,
    [tenantId, originIds],
  );
  return new Set(rows.map(({ id }) => BigInt(id)));
}
