import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { cursorOf, keyOf } from "@/lib/cursor";
import { type Connection, type Pool, Prisma, store } from "@/lib/db";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { knownPeople } from "@/lib/enrich/run-known-people";
import { AppError } from "@/lib/errors";
import { type AlertHours, hoursOf, namesAround, namesOf, tallyAround } from "./asked";
import { historyOf } from "./coverage";
import { ensureTally } from "./run-tally";
import { ticksOn } from "./run-tick";
import {
  Alert,
  AlertFacets,
  type AlertHistory,
  type AlertList,
  AlertName,
  type AlertNameList,
  type AlertNameQuery,
  type AlertQuery,
  type AlertSort,
  type Moved,
  PastRuling,
} from "./schema";

const Moment = z.date().transform((at) => at.toISOString());
const Row = Alert.extend({ firstSeen: Moment, lastSeen: Moment, sortKey: z.string().optional() });

const columns = Prisma.sql`
  a.id::text, t.name as tenant, t.is_sample as "isSample", a.title,
  jsonb_build_object('kind', a.entity_kind, 'value', a.entity_value) as entity, o.value as origin, a.severity,
  a.severity_why as "severityWhy", a.status, a.since_closed as "sinceClosed", a.classification,
  a.classification_reason as "classificationReason", a.category, a.comment, coalesce(u.email, a.owner_id) as owner,
  a.first_seen as "firstSeen", a.last_seen as "lastSeen", a.rules, a.names, a.attempts,
  jsonb_build_object('exists', a.exists_count, 'passwordKnown', a.password_known, 'signedIn', a.signed_in) as confirmed,
  a.learned, s.id::text as "suppressedBy",
  array(select d.id::text from detection d where d.alert_id = a.id order by d.window_from, d.id) as detections,
  a.version`;

const tables = Prisma.sql`
  alert a join tenant t on t.id = a.tenant_id left join origin o on o.id = a.origin_id
  left join "user" u on u.id = a.owner_id
  left join suppression s on s.id = a.suppressed_by and s.expires_at > now()`;

const SORT: Record<AlertSort, Prisma.Sql> = {
  "last-seen": Prisma.sql`a.last_seen`,
  "first-seen": Prisma.sql`a.first_seen`,
  severity: Prisma.sql`severity_rank(a.severity)`,
  names: Prisma.sql`a.names`,
  attempts: Prisma.sql`a.attempts`,
};
const TYPE: Record<AlertSort, Prisma.Sql> = {
  "last-seen": Prisma.sql`timestamptz`,
  "first-seen": Prisma.sql`timestamptz`,
  severity: Prisma.sql`int`,
  names: Prisma.sql`int`,
  attempts: Prisma.sql`int`,
};

function alertOf(row: unknown): Alert {
  const { sortKey: _, ...alert } = Row.parse(row);
  return alert;
}

/** An alert's id is a number of at most 18 digits; anything else names none. */
function idOf(id: string): string {
  if (!/^\d{1,18}$/.test(id)) throw new AppError("not-found", `There is no alert ${id}.`);
  return id;
}

/** A suppression that has not expired labels the alert; the same condition as in `tables`. */
const IS_SUPPRESSED = Prisma.sql`exists (
  select from suppression s where s.id = a.suppressed_by and s.expires_at > now())`;

function filterOf(query: AlertQuery): Prisma.Sql {
  const { status, severity, classification, rule, origin, from, to, suppressed } = query;
  return Prisma.sql`
    a.merged_into is null
    ${status ? Prisma.sql`and a.status = any(${status})` : Prisma.empty}
    ${severity ? Prisma.sql`and a.severity = any(${severity})` : Prisma.empty}
    ${classification ? Prisma.sql`and a.classification = any(${classification})` : Prisma.empty}
    ${rule ? Prisma.sql`and a.rules @> array[${rule}]` : Prisma.empty}
    ${origin === NO_ORIGIN || origin === "" ? Prisma.sql`and a.origin_id is null` : Prisma.empty}
    ${origin && origin !== NO_ORIGIN ? Prisma.sql`and a.origin_id in (select id from origin where value = ${origin})` : Prisma.empty}
    ${from ? Prisma.sql`and a.last_seen >= ${from}` : Prisma.empty}
    ${to ? Prisma.sql`and a.first_seen < ${to}` : Prisma.empty}
    ${suppressed ? Prisma.sql`and ${IS_SUPPRESSED} = ${suppressed === "true"}` : Prisma.empty}`;
}

/**
 * Alerts, the latest activity first unless asked otherwise. Those merged into another are left out. Which ones
 * is decided on the alerts alone, in the order of an index; what they say is read for the page only.
 */
export async function listAlerts(actor: Actor, query: AlertQuery): Promise<AlertList> {
  authorise(actor, "read");
  const { sort = "last-seen", order = "desc", limit = 100, cursor } = query;
  const after = cursor ? keyOf(cursor, 3) : null;
  if (after && after[0] !== sort) {
    throw new AppError("bad-input", "The cursor belongs to another sort order.");
  }
  const beyond = order === "desc" ? Prisma.sql`<` : Prisma.sql`>`;
  const direction = order === "desc" ? Prisma.sql`desc` : Prisma.sql`asc`;
  const key = SORT[sort];
  const { rows } = await store().pool.query(Prisma.sql`
    with page as materialized (
      select a.id
      from alert a
      where ${filterOf(query)}
        ${after ? Prisma.sql`and (${key}, a.id) ${beyond} (${after[1]}::${TYPE[sort]}, ${after[2]}::bigint)` : Prisma.empty}
      order by ${key} ${direction}, a.id ${direction}
      limit ${limit + 1}
    )
    select ${columns}, (${key})::text as "sortKey"
    from ${tables} join page on page.id = a.id
    order by ${key} ${direction}, a.id ${direction}`);
  const parsed = z.array(Row).parse(rows);
  const last = parsed.length > limit ? parsed[limit - 1] : undefined;
  return {
    items: parsed.slice(0, limit).map(({ sortKey: _, ...alert }) => alert),
    nextCursor: last ? cursorOf([sort, last.sortKey ?? "", last.id]) : null,
  };
}

/** The alert as it goes out, by its id, inside a transaction too. Throws `not-found`. */
export async function alertById(connection: Connection | Pool, id: string): Promise<Alert> {
  const { rows } = await connection.query(
    Prisma.sql`select ${columns} from ${tables} where a.id = ${idOf(id)}`,
  );
  if (!rows[0]) throw new AppError("not-found", `There is no alert ${id}.`);
  return alertOf(rows[0]);
}

/** Where an alert went, null while it stands for itself. Throws `not-found`. */
export async function movedTo(id: string): Promise<string | null> {
  const { rows } = await store().pool.query<{ to: string | null }>(
    "select merged_into::text as to from alert where id = $1",
    [idOf(id)],
  );
  if (!rows[0]) throw new AppError("not-found", `There is no alert ${id}.`);
  return rows[0].to;
}

/** One alert, or where it went when late rows merged it into an older one. Throws `not-found`. */
export async function readAlert(actor: Actor, id: string): Promise<Alert | Moved> {
  authorise(actor, "read");
  const to = await movedTo(id);
  return to ? { movedTo: to } : alertById(store().pool, id);
}

const PastRow = PastRuling.extend({ at: Moment });

/** Every ruling and every tick on the alert, the latest first; those of alerts that merged with it or that it split from too. */
export async function readAlertHistory(actor: Actor, id: string): Promise<AlertHistory> {
  authorise(actor, "read");
  const alertId = (await movedTo(id)) ?? id;
  const { rows } = await store().pool.query(Prisma.sql`
    select k.id::text, k.ruled_at as at, k.ruled_by_name as "ruledBy", k.status, k.classification,
           k.classification_reason as "classificationReason", k.category, k.comment,
           coalesce(u.email, k.owner_id) as owner, k.alert_id::text as "alertId"
    from (${historyOf(alertId)}) k left join "user" u on u.id = k.owner_id
    order by k.id desc`);
  const ticks = await ticksOn(store().pool, alertId);
  return { items: z.array(PastRow).parse(rows), ticks, nextCursor: null };
}

/** None where an alert lost its last detection. */
async function readHours(alertId: string): Promise<AlertHours> {
  const { rows } = await store().pool.query<AlertHours>(hoursOf(alertId));
  return rows[0] ?? { tenantId: 0, originIds: [], hours: [] };
}

const once = (most: number) => z.array(z.string()).transform((list) => [...new Set(list)].slice(0, most));
const NameRow = AlertName.omit({ isPrivileged: true, isEnabled: true }).extend({
  names: once(10),
  codes: once(100),
  firstSeen: Moment,
  firstLearned: Moment,
  lastSeen: Moment,
  rank: z.number().int(),
  accountId: z.string(),
});

/**
 * The accounts that the alert's detections asked for, each with its best answer, the strongest first. With
 * `scope: "origin"` also what the same origin asked for in those hours outside of them, and every account's
 * best answer over all of it.
 */
export async function readAlertNames(
  actor: Actor,
  id: string,
  query: AlertNameQuery = {},
): Promise<AlertNameList> {
  authorise(actor, "read");
  const alertId = (await movedTo(id)) ?? id;
  const { scope = "alert", answer, limit = 100, cursor } = query;
  const page = { answer, after: cursor ? keyOf(cursor, 2) : null, limit };
  const { pool } = store();
  await ensureTally(pool, alertId);
  const { rows } = await pool.query(
    scope === "origin" ? namesAround(alertId, await readHours(alertId), page) : namesOf(alertId, page),
  );
  const parsed = z.array(NameRow).parse(rows);
  const last = parsed.length > limit ? parsed[limit - 1] : undefined;
  const items = await withMarks(pool, alertId, parsed.slice(0, limit));
  return {
    items,
    nextCursor: last ? cursorOf([String(-last.rank), last.accountId]) : null,
  };
}

/** What the directory says of the accounts of a page of names. */
async function withMarks(pool: Pool, alertId: string, page: z.infer<typeof NameRow>[]): Promise<AlertName[]> {
  const { rows } = await pool.query<{ tenantId: number }>(
    `select tenant_id::int as "tenantId" from alert where id = $1`,
    [alertId],
  );
  const ids = page.map(({ accountId }) => accountId);
  const people = await knownPeople(pool, rows[0]?.tenantId ?? 0, ids);
  return page.map(({ rank: _, accountId, ...name }) => {
    const { isPrivileged = null, isEnabled = null } = people?.get(accountId) ?? {};
    return { ...name, isPrivileged, isEnabled };
  });
}

/** The applications, clients, agents and codes of the alert's rows. */
export async function readAlertFacets(actor: Actor, id: string): Promise<AlertFacets> {
  authorise(actor, "read");
  const alertId = (await movedTo(id)) ?? id;
  const { pool } = store();
  await ensureTally(pool, alertId);
  const around = await pool.query<{ tally: object }>(tallyAround(await readHours(alertId)));
  const { rows } = await pool.query<{ facets: object | null }>("select facets from alert where id = $1", [
    alertId,
  ]);
  const none = { apps: [], clients: [], agents: [], codes: [] };
  return AlertFacets.parse({ ...none, ...rows[0]?.facets, around: around.rows[0]?.tally });
}
