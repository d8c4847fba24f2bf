import type { Connection } from "@/lib/db";
import { log } from "@/lib/log";
import { type FoundPlace, findPlace, type Places } from "./mmdb";
import { openedPlaces } from "./run-places";
import { placesVersion } from "./version";

type Origin = { id: string; value: string };

/** Addresses that the databases were asked in this call. */
export type Located = { asked: number };

/**
 * Writes down what the databases of places say of the origins that detection looks at next, so that rules can join
 * it. Part of the caller's transaction, before it evaluates; without a database it costs one look-up.
 */
export async function locateTouched(connection: Connection, limit: number): Promise<Located> {
  return locate(
    connection,
    `select distinct o.id::text, o.value
     from (select origin_id from touched order by tenant_id, origin_id, hour limit $2) t
     join origin o on o.id = t.origin_id and o.kind = 'address'
     where not exists (select from origin_located l where l.origin_id = o.id and l.version = $1)`,
    limit,
  );
}

/**
 * The same for any origins that the set of databases was not asked for yet, after it changed. What an earlier set
 * said goes first. Call it until it asked for none.
 */
export async function locateOrigins(connection: Connection, limit = 5000): Promise<Located> {
  await connection.query("delete from origin_located where version <> $1", [await placesVersion(connection)]);
  return locate(
    connection,
    `select o.id::text, o.value from origin o
     where o.kind = 'address' and not exists (select from origin_located l where l.origin_id = o.id and l.version = $1)
     limit $2`,
    limit,
  );
}

async function locate(connection: Connection, wanted: string, limit: number): Promise<Located> {
  const databases = await openedPlaces(connection);
  if (databases.length === 0) return { asked: 0 };
  const version = await placesVersion(connection);
  const { rows } = await connection.query<Origin>(wanted, [version, limit]);
  const found = rows.map(({ id, value }) => ({ origin_id: id, ...asked(databases, value) }));
  if (found.length === 0) return { asked: 0 };
  await connection.query(
    `insert into origin_located (origin_id, version, country, region, city, asn, organisation)
     select origin_id, $2::bigint, country, region, city, asn, organisation
     from jsonb_to_recordset($1::jsonb) as row (origin_id bigint, country text, region text, city text, asn bigint,
       organisation text)
     on conflict (origin_id) do update
     set version = excluded.version, country = excluded.country, region = excluded.region, city = excluded.city,
         asn = excluded.asn, organisation = excluded.organisation`,
    [JSON.stringify(found), version],
  );
  return { asked: found.length };
}

const NOWHERE: FoundPlace = {
  ...{ country: "", region: "", city: "", asn: null, organisation: "" },
  ...{ placeBy: null, networkBy: null },
};

/** A database that cannot be read at one address says nothing of it; the log of the server tells. */
function asked(databases: readonly Places[], address: string): FoundPlace {
  try {
    return findPlace(databases, address);
  } catch (error) {
    log.warn({ err: error, address }, "a database of places cannot be read at this address");
    return NOWHERE;
  }
}
