import type { Connection } from "@/lib/db";
import { storedText as text } from "@/lib/stored-text";
import { type Column, copyRows, type Value } from "./copy";
import { accountOf, type Fact, originOf } from "./star";

type Dimension = {
  id: (fact: Fact) => bigint;
  row: (fact: Fact) => Value[];
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

const ORIGIN: Dimension = {
  id: (fact) => fact.originId,
  row: ({ event, originId }) => [originId, originOf(event)[0], text(originOf(event)[1])],
  columns: ["int8", "text", "text"],
  stage: "create temp table if not exists incoming_origin (like origin) on commit delete rows",
  copy: "copy incoming_origin (id, kind, value) from stdin (format binary)",
  merge: "insert into origin select * from incoming_origin order by id on conflict (id) do nothing",
  clash: `select i.id::text from incoming_origin i, lateral (select * from origin where id = i.id offset 0) o
          where (i.kind, i.value) is distinct from (o.kind, o.value) limit 1`,
};

const IDENTITY: Dimension = {
  id: (fact) => fact.identityId,
  row: ({ event, identityId, accountId }) => [
    identityId,
    text(event.name),
    text(accountOf(event.name)),
    accountId,
  ],
  columns: ["int8", "text", "text", "int8"],
  stage: "create temp table if not exists incoming_identity (like identity) on commit delete rows",
  copy: "copy incoming_identity (id, name, account, account_id) from stdin (format binary)",
  merge: "insert into identity select * from incoming_identity order by id on conflict (id) do nothing",
  clash: `select i.id::text from incoming_identity i, lateral (select * from identity where id = i.id offset 0) d
          where (i.name, i.account, i.account_id) is distinct from (d.name, d.account, d.account_id) limit 1`,
};

const CLIENT: Dimension = {
  id: (fact) => fact.clientId,
  row: ({ event, clientId }) => [
    clientId,
    text(event.app),
    text(event.appId),
    text(event.clientApp),
    text(event.userAgent),
    text(event.protocol),
  ],
  columns: ["int8", "text", "text", "text", "text", "text"],
  stage: "create temp table if not exists incoming_client (like client) on commit delete rows",
  copy: "copy incoming_client (id, app, app_id, client_app, user_agent, protocol) from stdin (format binary)",
  merge: "insert into client select * from incoming_client order by id on conflict (id) do nothing",
  clash: `select i.id::text from incoming_client i, lateral (select * from client where id = i.id offset 0) c
          where (i.app, i.app_id, i.client_app, i.user_agent, i.protocol)
            is distinct from (c.app, c.app_id, c.client_app, c.user_agent, c.protocol) limit 1`,
};

/** The answer is no part of the content: it may change with the code table. */
const OUTCOME: Dimension = {
  id: (fact) => fact.outcomeId,
  row: ({ event, outcomeId, reading }) => [
    outcomeId,
    event.vector,
    text(event.code),
    text(event.qualifier),
    text(event.operation),
    text(event.activity),
    text(event.description),
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

const PLACE: Dimension = {
  id: (fact) => fact.placeId,
  row: ({ event, placeId }) => [
    placeId,
    text(event.country),
    text(event.region),
    text(event.city),
    text(event.asn),
  ],
  columns: ["int8", "text", "text", "text", "text"],
  stage: "create temp table if not exists incoming_place (like place) on commit delete rows",
  copy: "copy incoming_place (id, country, region, city, asn) from stdin (format binary)",
  merge: "insert into place select * from incoming_place order by id on conflict (id) do nothing",
  clash: `select i.id::text from incoming_place i, lateral (select * from place where id = i.id offset 0) p
          where (i.country, i.region, i.city, i.asn) is distinct from (p.country, p.region, p.city, p.asn) limit 1`,
};

const DETAIL: Dimension = {
  id: (fact) => fact.detailId,
  row: ({ event, detailId, facts }) => [detailId, event.interactive, facts],
  columns: ["int8", "bool", "text"],
  stage: "create temp table if not exists incoming_detail (like detail) on commit delete rows",
  copy: "copy incoming_detail (id, interactive, facts) from stdin (format binary)",
  merge: "insert into detail select * from incoming_detail order by id on conflict (id) do nothing",
  clash: `select i.id::text from incoming_detail i, lateral (select * from detail where id = i.id offset 0) d
          where (i.interactive, i.facts) is distinct from (d.interactive, d.facts) limit 1`,
};

/**
 * Stores the names that these facts need. The same id for other content can only be a broken or foreign
 * dimension key: it throws, and the batch is not stored.
 */
export async function runDimensions(connection: Connection, facts: Fact[]): Promise<void> {
  for (const dimension of [ORIGIN, IDENTITY, CLIENT, OUTCOME, PLACE, DETAIL]) {
    const rows = new Map<bigint, Value[]>();
    for (const fact of facts) {
      const id = dimension.id(fact);
      if (!rows.has(id)) rows.set(id, dimension.row(fact));
    }
    if (rows.size === 0) return;
    await connection.query(dimension.stage);
    await copyRows(connection, dimension.copy, dimension.columns, [...rows.values()]);
    await connection.query(dimension.merge);
    const clash = await connection.query<{ id: string }>(dimension.clash);
    const id = clash.rows[0]?.id;
    if (id) throw new Error(`Two names share the dimension id ${id} (${dimension.copy.split(" ")[1]}).`);
  }
}
