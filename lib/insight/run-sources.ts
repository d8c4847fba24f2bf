import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { heldBy } from "@/lib/alert/asked";
import { alertById, movedTo } from "@/lib/alert/read";
import { type Connection, Prisma, readWithin, store } from "@/lib/db";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { originKinds } from "@/lib/enrich/origin-kinds";
import { AppError } from "@/lib/errors";
import { answers } from "./asked";
import { AlertSource, type AlertSources } from "./sources-schema";

const LONGEST = 15_000;
const late = (cause: unknown) =>
  new AppError("unavailable", "Listing the sources took longer than 15 seconds. Try again.", { cause });

const MOST = 200;

const instant = z.date().transform((at) => at.toISOString());
const Row = AlertSource.extend({
  firstSeen: instant,
  lastSeen: instant,
  asn: z.coerce.number().nullable(),
  of: z.number().int(),
});

/**
 * Where an alert's names were asked for from: of a campaign its sources, of any other alert its one. Only what the
 * detections hold counts. An alert that was merged gives those of the one it is part of. Throws `not-found`.
 */
export async function readSources(actor: Actor, id: string): Promise<AlertSources> {
  authorise(actor, "read");
  const alertId = (await movedTo(id)) ?? id;
  return readWithin(store().pool, { ms: LONGEST, onLate: late }, async (connection) => {
    await alertById(connection, alertId);
    const rows = await sourcesOf(connection, alertId);
    const items = rows.map(({ of: _, ...source }) => source);
    return { items, of: rows[0]?.of ?? 0, networks: networksOf(items) };
  });
}

async function sourcesOf(connection: Connection, alertId: string) {
  const { rows } = await connection.query(Prisma.sql`
    with held as materialized (${heldBy([alertId])}
    ), told as (
      select h.tenant_id, h.origin_id, i.account_id, max(array_position(${answers}, u.answer)) as rank,
             sum(h.attempts)::int as attempts, min(h.first) as first, max(h.last) as last
      from held h join identity i on i.id = h.identity_id join outcome u on u.id = h.outcome_id
      group by h.tenant_id, h.origin_id, i.account_id
    ), source as (
      select tenant_id, origin_id, count(*)::int as names,
             (count(*) filter (where rank >= array_position(${answers}, 'exists-unusable')))::int as confirmed,
             sum(attempts)::int as attempts, max(rank) as rank, min(first) as first, max(last) as last
      from told group by tenant_id, origin_id
    ), listed as materialized (
      select *, count(*) over ()::int as of from source
      order by rank desc, confirmed desc, names desc, first, origin_id limit ${MOST}
    ), kinds as materialized (
      ${originKinds(
        Prisma.sql`select tenant_id, origin_id, first as "from", last + interval '1 second' as "to" from listed`,
      )}
    )
    select case o.kind when 'none' then ${NO_ORIGIN} else o.value end as origin, l.names, l.confirmed, l.attempts,
           (${answers})[l.rank] as answer, l.first as "firstSeen", l.last as "lastSeen", l.of,
           coalesce(k.country, '') as country, k.asn::bigint as asn, k.area::text as area, k.kind
    from listed l join origin o on o.id = l.origin_id
    left join kinds k on k.tenant_id = l.tenant_id and k.origin_id = l.origin_id
    order by l.rank desc, l.confirmed desc, l.names desc, l.first, origin`);
  return z.array(Row).parse(rows);
}

/** The networks around the sources, those with most sources first. */
function networksOf(items: readonly AlertSource[]): AlertSources["networks"] {
  const sources = new Map<string, number>();
  for (const { area } of items) if (area) sources.set(area, (sources.get(area) ?? 0) + 1);
  return [...sources]
    .map(([area, n]) => ({ area, sources: n }))
    .sort((a, b) => b.sources - a.sources || (a.area < b.area ? -1 : 1));
}
