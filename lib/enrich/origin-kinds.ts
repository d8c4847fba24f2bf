import { z } from "zod";
import { type Connection, Prisma } from "@/lib/db";
import { NetworkKind } from "./schema";

/**
 * What the sources of some windows are, for rules. `scope` is a relation (tenant_id, origin_id, "from", "to"); the
 * result has these four, `address`, `net` (the entity: /32, /64), `area` (/24, /48), `country`, `asn` (of the window's
 * own rows where the log says one, else of the databases of places), `network_id`, `kind` (null: in no list) and
 * `label`. Lists are read as they stood at the window's first instant, so that no clock decides.
 */
export const originKinds = (scope: Prisma.Sql): Prisma.Sql => Prisma.sql`
  select s.tenant_id, s.origin_id, s."from", s."to", at.address, src_net_of(at.address) as net,
         src_area_of(at.address) as area, coalesce(nullif(logged.country, ''), located.country, '') as country,
         coalesce(logged.asn, located.asn) as asn, n.id as network_id, n.kind, n.label
  from (${scope}) s
  join origin o on o.id = s.origin_id
  cross join lateral (
    select case when o.kind = 'address' then address_of(o.value) end as address
  ) at
  left join lateral (
    ${lastPlace(Prisma.sql`p.asn <> '' and exists (select from place where asn <> '')`)}
  ) numbered on true
  left join lateral (
    ${lastPlace(Prisma.sql`p.asn = '' and p.country <> '' and numbered.asn is null`)}
  ) named on true
  cross join lateral (
    select coalesce(numbered.country, named.country) as country, as_number_of(numbered.asn) as asn
  ) logged
  left join origin_located located on located.origin_id = s.origin_id
  left join network n on n.id = network_of(at.address, coalesce(logged.asn, located.asn), s."from")`;

/**
 * The last such place that the log names within a window. Two of these beside one another stop at the first row that
 * fits; asked as one, every row of a busy source is sorted. Expects a row `s`.
 */
function lastPlace(isOne: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select p.country, p.asn
    from event e join place p on p.id = e.place_id
    where ${isOne} and e.tenant_id = s.tenant_id and e.origin_id = s.origin_id and e.at >= s."from" and e.at < s."to"
    order by e.at desc, p.asn, p.country limit 1`;
}

export type OriginWindow = { tenantId: number; originId: string; from: Date; to: Date };

const Row = z.object({
  tenantId: z.number().int(),
  originId: z.string(),
  from: z.date(),
  to: z.date(),
  net: z.string().nullable(),
  area: z.string().nullable(),
  country: z.string(),
  asn: z.coerce.number().nullable(),
  kind: NetworkKind.nullable(),
  label: z.string().nullable(),
});
export type OriginKind = z.infer<typeof Row>;

/** The same for windows that a rule holds in hand, by tenant, origin and time. */
export async function kindsOfOrigins(
  connection: Connection,
  windows: readonly OriginWindow[],
): Promise<OriginKind[]> {
  const scope = Prisma.sql`
    select tenant_id, origin_id, "from", "to"
    from unnest(${windows.map((row) => row.tenantId)}::smallint[], ${windows.map((row) => row.originId)}::bigint[],
                ${windows.map((row) => row.from)}::timestamptz[], ${windows.map((row) => row.to)}::timestamptz[])
      as row (tenant_id, origin_id, "from", "to")`;
  const { rows } = await connection.query(Prisma.sql`
    select tenant_id as "tenantId", origin_id::text as "originId", "from", "to", net::text, area::text, country, asn, kind, label
    from (${originKinds(scope)}) k order by tenant_id, origin_id, "from", "to"`);
  return z.array(Row).parse(rows);
}
