import type { Connection } from "@/lib/db";
import { storedText as text } from "@/lib/stored-text";
import { type Column, copyRows, type Value } from "./copy";
import type {
  ClientName,
  DetailName,
  IdentityName,
  NameTable,
  OriginName,
  OutcomeName,
  PlaceName,
} from "./names";
import type { Pack } from "./pack";

type Dimension<C> = {
  row: (content: C) => Value[];
  columns: Column[];
  stage: string;
  copy: string;
  merge: string;
  /**
   * Names a row whose content differs from the stored row of the same id. `offset 0` keeps Postgres from reading
   * the whole dimension for a few thousand ids.
   */
  clash: string;
};

const ORIGIN: Dimension<OriginName> = {
  row: ({ kind, value }) => [kind, text(value)],
  columns: ["int8", "text", "text"],
  stage: "create temp table if not exists incoming_origin (like origin) on commit delete rows",
  copy: "copy incoming_origin (id, kind, value) from stdin (format binary)",
  merge: `insert into origin (id, kind, value) select id, kind, value from incoming_origin order by id
          on conflict (id) do nothing`,
  clash: `select i.id::text from incoming_origin i, lateral (select * from origin where id = i.id offset 0) o
          where (i.kind, i.value) is distinct from (o.kind, o.value) limit 1`,
};

const IDENTITY: Dimension<IdentityName> = {
  row: ({ name, account, accountId }) => [text(name), text(account), accountId],
  columns: ["int8", "text", "text", "int8"],
  stage: "create temp table if not exists incoming_identity (like identity) on commit delete rows",
  copy: "copy incoming_identity (id, name, account, account_id) from stdin (format binary)",
  merge: "insert into identity select * from incoming_identity order by id on conflict (id) do nothing",
  clash: `select i.id::text from incoming_identity i, lateral (select * from identity where id = i.id offset 0) d
          where (i.name, i.account, i.account_id) is distinct from (d.name, d.account, d.account_id) limit 1`,
};

const CLIENT: Dimension<ClientName> = {
  row: ({ app, appId, clientApp, userAgent, protocol }) =>
    [app, appId, clientApp, userAgent, protocol].map(text),
  columns: ["int8", "text", "text", "text", "text", "text"],
  stage: "create temp table if not exists incoming_client (like client) on commit delete rows",
  copy: "copy incoming_client (id, app, app_id, client_app, user_agent, protocol) from stdin (format binary)",
  merge: "insert into client select * from incoming_client order by id on conflict (id) do nothing",
  clash: `select i.id::text from incoming_client i, lateral (select * from client where id = i.id offset 0) c
          where (i.app, i.app_id, i.client_app, i.user_agent, i.protocol)
            is distinct from (c.app, c.app_id, c.client_app, c.user_agent, c.protocol) limit 1`,
};

/** The answer is no part of the content: it may change with the code table. */
const OUTCOME: Dimension<OutcomeName> = {
  row: ({ vector, code, qualifier, operation, activity, description, reading }) => [
    vector,
    ...[code, qualifier, operation, activity, description].map(text),
    reading.answer,
    reading.mfaMissing,
    reading.class,
  ],
  columns: ["int8", "text", "text", "text", "text", "text", "text", "text", "bool", "text"],
  stage: "create temp table if not exists incoming_outcome (like outcome) on commit delete rows",
  copy: `copy incoming_outcome (id, vector, code, qualifier, operation, activity, description, answer, mfa_missing, class)
         from stdin (format binary)`,
  merge: "insert into outcome select * from incoming_outcome order by id on conflict (id) do nothing",
  clash: `select i.id::text from incoming_outcome i, lateral (select * from outcome where id = i.id offset 0) o
          where (i.vector, i.code, i.qualifier, i.operation, i.activity, i.description)
            is distinct from (o.vector, o.code, o.qualifier, o.operation, o.activity, o.description) limit 1`,
};

const PLACE: Dimension<PlaceName> = {
  row: ({ country, region, city, asn }) => [country, region, city, asn].map(text),
  columns: ["int8", "text", "text", "text", "text"],
  stage: "create temp table if not exists incoming_place (like place) on commit delete rows",
  copy: "copy incoming_place (id, country, region, city, asn) from stdin (format binary)",
  merge: "insert into place select * from incoming_place order by id on conflict (id) do nothing",
  clash: `select i.id::text from incoming_place i, lateral (select * from place where id = i.id offset 0) p
          where (i.country, i.region, i.city, i.asn) is distinct from (p.country, p.region, p.city, p.asn) limit 1`,
};

const DETAIL: Dimension<DetailName> = {
  row: ({ interactive, facts }) => [interactive, facts],
  columns: ["int8", "bool", "text"],
  stage: "create temp table if not exists incoming_detail (like detail) on commit delete rows",
  copy: "copy incoming_detail (id, interactive, facts) from stdin (format binary)",
  merge: "insert into detail select * from incoming_detail order by id on conflict (id) do nothing",
  clash: `select i.id::text from incoming_detail i, lateral (select * from detail where id = i.id offset 0) d
          where (i.interactive, i.facts) is distinct from (d.interactive, d.facts) limit 1`,
};

/**
 * Stores the names that these rows need and that the loader does not know to be stored. The same id for other
 * content can only be a broken or foreign dimension key: it throws, and the batch is not stored.
 * @returns what to call once the transaction is committed: from then on these names are known to be stored.
 */
export async function runDimensions(connection: Connection, pack: Pack, rows: number[]): Promise<() => void> {
  const { origins, identities, clients, outcomes, places, details } = pack.names;
  const done = [
    await store(connection, ORIGIN, origins, pack.origin, rows),
    await store(connection, IDENTITY, identities, pack.identity, rows),
    await store(connection, CLIENT, clients, pack.client, rows),
    await store(connection, OUTCOME, outcomes, pack.outcome, rows),
    await store(connection, PLACE, places, pack.place, rows),
    await store(connection, DETAIL, details, pack.detail, rows),
  ];
  return () => {
    for (const remember of done) remember();
  };
}

async function store<C>(
  connection: Connection,
  dimension: Dimension<C>,
  table: NameTable<C>,
  column: Int32Array,
  rows: number[],
): Promise<() => void> {
  const fresh = new Set<number>();
  const { contents } = table;
  for (const row of rows) {
    const entry = column[row] as number;
    if (contents[entry] !== null) fresh.add(entry);
  }
  if (fresh.size === 0) return () => undefined;
  const values: Value[][] = [];
  for (const entry of fresh)
    values.push([table.ids[entry] as bigint, ...dimension.row(contents[entry] as C)]);
  await connection.query(dimension.stage);
  await copyRows(connection, dimension.copy, dimension.columns, values);
  const { rowCount } = await connection.query(dimension.merge);
  // Names that all were new can differ from nothing.
  if (rowCount !== fresh.size) await checkContents(connection, dimension);
  return () => {
    for (const entry of fresh) contents[entry] = null;
  };
}

async function checkContents(
  connection: Connection,
  { clash, copy }: Pick<Dimension<never>, "clash" | "copy">,
): Promise<void> {
  const { rows } = await connection.query<{ id: string }>(clash);
  const id = rows[0]?.id;
  if (id) throw new Error(`Two names share the dimension id ${id} (${copy.split(" ")[1]}).`);
}
