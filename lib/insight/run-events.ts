import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { cursorOf, keyOf } from "@/lib/cursor";
import { type Connection, Prisma, readWithin, store } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { SOURCE_NUMBER } from "@/lib/event/star";
import { searchOf, shownCode } from "./event-filter";
import { type EventKey, eventIdOf, eventKeyOf } from "./event-id";
import { EventDetail, type EventFilter, type EventList, type EventQuery, EventRow } from "./event-schema";
import { type After, afterOf, pickedBy } from "./event-search";

/** A search that has not found its page by then is not going to please anybody. */
const SEARCH_MS = 10_000;

const tooWide = (ms: number) => (cause: unknown) =>
  new AppError(
    "bad-input",
    `This search took longer than ${ms / 1000} seconds. Narrow it: a shorter time range, or an origin or an account.`,
    { cause },
  );

/** Who waits for a search, and how long. */
export type Patience = { ms?: number; signal?: AbortSignal | undefined };

/** Runs reads of events under a limit of time, so that a wide search cannot hold the database for long. */
export const searching = <T>(
  read: (connection: Connection) => Promise<T>,
  { ms = SEARCH_MS, signal }: Patience = {},
): Promise<T> => readWithin(store().pool, { ms, onLate: tooWide(ms), signal }, read);

const SOURCES = new Map(Object.entries(SOURCE_NUMBER).map(([name, number]) => [number, name]));

const Found = EventRow.omit({ id: true, source: true }).extend({
  tenantId: z.number().int(),
  sourceNumber: z.number().int(),
  micros: z.string(),
  originId: z.string(),
  key: z.string(),
});

/** Everything that a page shows of `picked`, in its order. Rows of a sample may lack place and detail. */
const named = (picked: Prisma.Sql, more: Prisma.Sql = Prisma.empty) => Prisma.sql`
  with picked as materialized (${picked})
  select p.tenant_id as "tenantId", p.source as "sourceNumber", (extract(epoch from p.at) * 1000000)::bigint::text as micros,
         p.origin_id::text as "originId", p.key::text as key,
         to_char(p.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, p.ingest_time as "isIngestTime",
         t.name as tenant, t.is_sample as "isSample", o.vector, o.answer, o.mfa_missing as "mfaMissing",
         ${shownCode} as code, o.qualifier, o.class, o.operation, o.activity, o.description,
         nullif(g.value, '') as origin, i.name, i.account, c.app, c.app_id as "appId", c.client_app as "clientApp",
         c.user_agent as "userAgent", c.protocol, coalesce(l.country, '') as country, coalesce(l.region, '') as region,
         coalesce(l.city, '') as city, coalesce(l.asn, '') as asn, d.interactive, p.correlation::text as "correlationId",
         p.import_id::text as "importId" ${more}
  from picked p join tenant t on t.id = p.tenant_id join origin g on g.id = p.origin_id
  join identity i on i.id = p.identity_id join client c on c.id = p.client_id join outcome o on o.id = p.outcome_id
  left join place l on l.id = p.place_id left join detail d on d.id = p.detail_id
  order by p.at desc, p.key desc, p.tenant_id desc, p.source desc, p.origin_id desc`;

type Row = EventRow & { after: After };

function rowOf(raw: unknown): Row {
  const { tenantId, sourceNumber, micros, originId, key, ...row } = Found.parse(raw);
  const id = eventIdOf({
    ...{ tenant: tenantId, source: sourceNumber, key },
    ...{ micros: BigInt(micros), origin: BigInt(originId) },
  });
  const source = EventRow.shape.source.parse(SOURCES.get(sourceNumber));
  const after = { at: row.at, key, tenant: tenantId, source: sourceNumber, origin: originId };
  return { id, source, ...row, after };
}

/** One page of rows, each with the key that the next page begins after. */
export async function eventPage(
  filter: EventFilter,
  after: After | null,
  limit: number,
  patience: Patience = {},
): Promise<Row[]> {
  return searching(async (connection) => {
    const search = await searchOf(connection, filter);
    if (!search) return [];
    const { rows } = await connection.query(named(pickedBy(search, after, limit)));
    return rows.map(rowOf);
  }, patience);
}

/**
 * Events of all tenants, the newest first; equal times are told apart by the row's own key. Throws `bad-input` when
 * the search takes longer than ten seconds, with the advice to narrow it.
 */
export async function searchEvents(
  actor: Actor,
  query: EventQuery,
  signal?: AbortSignal,
): Promise<EventList> {
  authorise(actor, "read");
  const { limit = 100, cursor, ...filter } = query;
  const rows = await eventPage(filter, cursor ? afterOf(keyOf(cursor, 5)) : null, limit + 1, { signal });
  const items = rows.slice(0, limit).map(({ after: _, ...row }) => row);
  const last = rows.length > limit ? rows[limit - 1]?.after : undefined;
  return {
    items,
    nextCursor: last
      ? cursorOf([last.at, last.key, String(last.tenant), String(last.source), last.origin])
      : null,
  };
}

/**
 * The row that an id names. A fuller copy of the same log row may have taken its place since, with another time or
 * address: the log's own id finds it within the day in which copies are looked for.
 */
const pickedById = ({ tenant, source, micros, origin, key }: EventKey) => {
  const at = Prisma.sql`timestamptz 'epoch' + ${String(micros)}::bigint * interval '1 microsecond'`;
  return Prisma.sql`
    select * from event
    where tenant_id = ${tenant} and source = ${source} and key = ${key}::uuid
      and at >= ${at} - interval '1 day' and at <= ${at} + interval '1 day'
    order by (at = ${at} and origin_id = ${String(origin)}::bigint) desc, at desc limit 1`;
};

const Facts = z.string().transform((text): unknown => JSON.parse(text));

/** One event with its facts, the place of its record, and the alerts of its origin that hold its time. */
export async function readEvent(actor: Actor, id: string): Promise<EventDetail> {
  authorise(actor, "read");
  const key = eventKeyOf(id);
  const more = Prisma.sql`,
    coalesce(d.facts, '{}') as facts,
    (select jsonb_build_object('importId', p.import_id::text, 'filename', m.filename, 'sha256', m.sha256,
                               'format', m.format, 'offset', p.raw_offset, 'length', p.raw_length)
     from (select 1) one left join import m on m.id = p.import_id) as record,
    (select coalesce(jsonb_agg(jsonb_build_object('id', a.id::text, 'title', a.title, 'severity', a.severity)
                               order by a.id), '[]')
     from alert a where a.id in (
       select n.alert_id from detection n where n.tenant_id = p.tenant_id and n.origin_id = p.origin_id
         and n.window_from <= p.at and n.window_to > p.at
       union
       select n.alert_id from detection n
       where n.tenant_id = p.tenant_id and n.entity_kind <> 'origin' and n.window_from <= p.at and n.window_to > p.at
         and exists (select from detection_row r where r.detection_id = n.id and r.origin_id = p.origin_id))) as alerts`;
  return searching(async (connection) => {
    const { rows } = await connection.query(named(pickedById(key), more));
    const found = rows[0];
    if (!found) throw new AppError("not-found", "There is no such event.");
    const { after: _, ...row } = rowOf(found);
    return EventDetail.parse({
      ...row,
      facts: Facts.parse(found.facts),
      record: found.record,
      alerts: found.alerts,
    });
  });
}
