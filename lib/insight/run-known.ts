import { type Connection, Prisma } from "@/lib/db";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { AppError } from "@/lib/errors";
import { canonicalAddress } from "@/lib/source/addresses";
import { type Known, readUnfolded } from "./asked";

/** Where an origin's rows lie: the keys that make every later statement an index scan. Throws `not-found`. */
export async function findOrigin(
  connection: Connection,
  origin: string,
): Promise<Known & { isSample: boolean }> {
  const wanted =
    origin === NO_ORIGIN || origin === ""
      ? Prisma.sql`kind = 'none'`
      : Prisma.sql`kind <> 'none' and value in (${origin}, ${canonicalAddress(origin)})`;
  const { rows } = await connection.query<Omit<Known, "unfolded"> & { isSample: boolean }>(Prisma.sql`
    select min(o.value) as value, array_agg(distinct o.id::text) as ids, array_agg(distinct o.kind) as kinds,
           array_agg(distinct t.id::int) as tenants, min(held.first) as first, max(held.last) as last,
           coalesce(bool_and(t.is_sample), false) as "isSample"
    from (select id, kind, value from origin where ${wanted}) o
    cross join tenant t
    cross join lateral (
      select min(e.at) as first, max(e.at) as last from event e where e.tenant_id = t.id and e.origin_id = o.id
    ) held
    where held.first is not null`);
  const known = rows[0];
  if (!known?.ids) throw new AppError("not-found", `No row of any log held here came from ${origin}.`);
  return { ...known, unfolded: await readUnfolded(connection, known) };
}
