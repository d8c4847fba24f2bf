import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { type Connection, Prisma, snapshot, store } from "@/lib/db";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { type FoundPlace, findPlace } from "@/lib/enrich/mmdb";
import { loggedAsNumber, srcArea, srcNet } from "@/lib/enrich/ranges";
import { openedPlaces } from "@/lib/enrich/run-places";
import { shownText } from "@/lib/stored-text";
import { type Known, lackedBy, rowsOf, type Unfolded } from "./asked";
import { findOrigin } from "./run-known";
import { type SaidPlace, Whereabouts, type WhereQuery } from "./where-schema";

/** Beyond this an origin is everywhere. */
const MOST = 50;

const Text = z.string().transform(shownText);
const Row = z.object({
  country: Text,
  region: Text,
  city: Text,
  asn: Text,
  attempts: z.number().int(),
  first: z.date(),
  last: z.date(),
});
type Row = z.infer<typeof Row>;

/** Only what was answered is an attempt; audit rows are in no fold either. */
const answered = Prisma.sql`outcome_id in (select id from outcome where answer is not null)`;

/** Attempts by place with the first and the last of them; a range is read by (origin, at). */
const seenAt = (where: Prisma.Sql) => Prisma.sql`
  select place_id, count(*) as n, min(at) as first, max(at) as last
  from event where ${where} and ${answered} group by place_id`;

/** The fold keeps no times by place: those of the origin stand in, which are all of its time. */
const foldedAt = (known: Known, unfolded: Unfolded) => Prisma.sql`
  select place_id, sum(n) as n, ${known.first}::timestamptz as first, ${known.last}::timestamptz as last
  from (
    select place_id, sum(events) as n from origin_fold_used where ${rowsOf(known)} group by place_id
    union all
    select place_id, count(*) as n from event where ${lackedBy(known, unfolded)} and ${answered} group by place_id
  ) u group by place_id`;

async function readPlaces(connection: Connection, known: Known, { from, to }: WhereQuery): Promise<Row[]> {
  const { unfolded } = known;
  const isWhole = from === undefined && to === undefined;
  const seen =
    isWhole && unfolded
      ? foldedAt(known, unfolded)
      : seenAt(Prisma.sql`${rowsOf(known)}
          and at >= coalesce(${from ?? null}::timestamptz, '-infinity') and at < coalesce(${to ?? null}::timestamptz, 'infinity')`);
  const { rows } = await connection.query(Prisma.sql`
    select p.country, p.region, p.city, p.asn, e.n::int as attempts, min(e.first) over () as first, max(e.last) over () as last
    from (${seen}) e join place p on p.id = e.place_id
    order by attempts desc, 1, 2, 3, 4`);
  return z.array(Row).parse(rows);
}

const Kind = Whereabouts.shape.kinds.element.extend({
  expiresAt: z
    .date()
    .transform((at) => at.toISOString())
    .nullable(),
});

type Asked = { asn: number | null; at: Date };

/** The lines that hold for the address with each of its networks, at the first and at the last of all those rows. */
async function readKinds(address: string, asked: Asked[]) {
  const rows = await store().db.$queryRaw<unknown[]>`
    select distinct n.id::text as id, n.kind, coalesce(n.range::text, 'AS' || n.asn) as network, n.label, n.owner, n.note,
           n.expires_at as "expiresAt", case when n.range is null then 'asn' else 'range' end as by
    from unnest(${asked.map(({ asn }) => asn)}::bigint[], ${asked.map(({ at }) => at)}::timestamptz[]) as a (asn, at)
    join network n on n.id = network_of(address_of(${address}), a.asn, a.at)
    order by 1`;
  return z.array(Kind).parse(rows);
}

const isSaid = ({ country, region, city, asn }: Row) => Boolean(country || region || city || asn);

function bySaying({ placeBy, networkBy, ...place }: FoundPlace, attempts: number): SaidPlace[] {
  const nothing = { country: "", region: "", city: "", asn: null, organisation: "", attempts };
  const { country, region, city, asn, organisation } = place;
  if (placeBy && placeBy === networkBy) return [{ ...place, attempts, said: placeBy }];
  return [
    ...(placeBy ? [{ ...nothing, country, region, city, said: placeBy }] : []),
    ...(networkBy ? [{ ...nothing, asn, organisation, said: networkBy }] : []),
  ];
}

/**
 * Where an origin is, over all of its attempts or those of a range, and what it is by our lists: each with who says so.
 * Nothing is asked of a network. Throws `not-found` for an origin without rows.
 */
export async function readWhereabouts(actor: Actor, origin: string, query: WhereQuery): Promise<Whereabouts> {
  authorise(actor, "read");
  const [{ known, rows }, databases] = await Promise.all([
    snapshot(store().pool, async (connection) => {
      const known = await findOrigin(connection, origin);
      return { known, rows: await readPlaces(connection, known, query) };
    }),
    openedPlaces(store().pool),
  ]);
  const address = known.kinds.includes("address") ? known.value : "";
  const found = findPlace(databases, address);
  const attempts = rows.reduce((sum, row) => sum + row.attempts, 0);
  const asked = rows.flatMap(({ asn, first, last }) => {
    const number = loggedAsNumber(asn) ?? found.asn;
    return [first, last].map((at) => ({ asn: number, at }));
  });
  return {
    origin: address || (known.kinds.includes("none") ? NO_ORIGIN : known.value),
    net: srcNet(address),
    area: srcArea(address),
    logged: rows
      .filter(isSaid)
      .slice(0, MOST)
      .map(({ first: _, last: __, ...row }) => ({
        ...row,
        asn: loggedAsNumber(row.asn),
        organisation: "",
        said: "the log",
      })),
    databases: bySaying(found, attempts),
    kinds: address ? await readKinds(address, asked) : [],
    databaseNames: databases.map(({ name }) => name),
  };
}
