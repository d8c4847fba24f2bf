import { Prisma } from "@/lib/db";
import { ANSWER_RANKS, rowsOf } from "@/lib/detection/ledger";

const detectionsOf = (alertIds: readonly string[]) =>
  Prisma.sql`select id from detection where alert_id = any(${[...alertIds]}::bigint[])`;

/**
 * The ledger rows of alerts, each once an alert however many of its detections hold it. Episodes of one rule share no
 * attempt, so theirs add up; of two rules the one that counts more of the row counts.
 */
export const heldBy = (alertIds: readonly string[]) => Prisma.sql`
  select alert_id, tenant_id, origin_id, hour, client_id, outcome_id, identity_id, max(attempts) as attempts,
         min(first) as first, max(last) as last
  from (
    select alert_id, rule_id, tenant_id, origin_id, hour, client_id, outcome_id, identity_id,
           sum(attempts)::int as attempts, min(first) as first, max(last) as last
    from (${rowsOf(detectionsOf(alertIds))}) r
    group by alert_id, rule_id, tenant_id, origin_id, hour, client_id, outcome_id, identity_id
  ) by_rule
  group by alert_id, tenant_id, origin_id, hour, client_id, outcome_id, identity_id`;

/** The hours of origins in which an alert has detections or rows of episodes, as columns of equal length. */
export type AlertHours = { tenantId: number; originIds: string[]; hours: Date[] };

/**
 * The hours that an alert's detections touch. Asked for first and by itself: given as values, the planner knows how
 * many ledger rows lie there; as a relation it takes them for one, and loops over 27,000.
 */
export const hoursOf = (alertId: string) => Prisma.sql`
  select a.tenant_id::int as "tenantId", array_agg(h.origin_id::text order by h.origin_id, h.hour) as "originIds",
         array_agg(h.hour order by h.origin_id, h.hour) as hours
  from alert a
  join (
    select d.origin_id, d.window_from as hour from detection d
    where d.alert_id = ${alertId} and d.digest is null and d.origin_id is not null
    union
    select r.origin_id, r.hour from detection d join detection_row r on r.detection_id = d.id
    where d.alert_id = ${alertId}
  ) h on true
  where a.id = ${alertId}
  group by a.tenant_id`;

const pairsOf = ({ originIds, hours }: AlertHours) =>
  Prisma.sql`unnest(${originIds}::bigint[], ${hours}::timestamptz[])`;

/** The ledger's rows `p` of these hours, as a condition. */
const inLedger = (asked: AlertHours) => {
  const origins = [...new Set(asked.originIds)];
  return Prisma.sql`p.tenant_id = ${asked.tenantId}::smallint and p.origin_id = any(${origins}::bigint[])
    and p.hour = any(${asked.hours}::timestamptz[])
    ${origins.length > 1 ? Prisma.sql`and (p.origin_id, p.hour) in (select * from ${pairsOf(asked)})` : Prisma.empty}`;
};

/**
 * The sign-ins of these hours, which the ledger leaves out, read by (origin, at): to ask presence whether there are
 * any costs more.
 */
const signedIn = (asked: AlertHours) => Prisma.sql`
  select e.identity_id, e.outcome_id, count(*)::int as attempts, min(e.at) as first, max(e.at) as last
  from ${pairsOf(asked)} as h (origin_id, hour)
  join event e on e.tenant_id = ${asked.tenantId}::smallint and e.origin_id = h.origin_id
    and e.at >= h.hour and e.at < h.hour + interval '1 hour'
  where e.outcome_id in (select id from outcome where answer = 'signed-in')
  group by e.identity_id, e.outcome_id`;

/** Rows of (identity_id, outcome_id, attempts, first, last) with what they say; `own` are columns to keep, comma included. */
const answeredOf = (rows: Prisma.Sql, own = Prisma.empty) => Prisma.sql`
  select ${own} i.account_id, i.account, i.name, coalesce(nullif(u.code, ''), upper(u.vector)) as code,
         array_position(${ANSWER_RANKS}, u.answer) as rank, u.mfa_missing, a.attempts, a.first, a.last
  from (${rows}) a
  join identity i on i.id = a.identity_id
  join outcome u on u.id = a.outcome_id`;

/**
 * Per account its best answer's rank, codes, attempts and times, from rows as `answeredOf` gives them; `names` and
 * `codes` may repeat, the first asked first. Two passes and no join between them: the planner takes such
 * intermediate results for tiny, and a nested loop over a hundred thousand names would never end.
 */
const accountsOf = (answered: Prisma.Sql, own = Prisma.empty) => Prisma.sql`
  select ${own} account_id, account, max(rank) as rank, (array_agg(name order by first, name collate "C"))[1:100] as names,
         (array_agg(code order by rank desc, attempts desc, code))[1] as code,
         (array_agg(code order by first, code))[1:100] as codes, bool_or(mfa_missing) as mfa_missing,
         sum(attempts)::int as attempts, min(first) as first, max(last) as last,
         (array_agg(first order by rank desc, first))[1] as learned
  from (
    select ${own} account_id, account, name, code, rank, bool_or(mfa_missing) as mfa_missing, sum(attempts) as attempts,
           min(first) as first, max(last) as last
    from (${answered}) answered
    group by ${own} account_id, account, name, code, rank
  ) asked
  group by ${own} account_id, account`;

const ALERT = Prisma.sql`alert_id,`;

/** The accounts that the alerts' own rows asked for, by alert_id; `held` is a relation like heldBy's. */
export const accountsHeld = (held: Prisma.Sql) => accountsOf(answeredOf(held, ALERT), ALERT);

/** `after` is the rank, negative, and the account's id: a name may be longer than an address can carry. */
export type NamePage = { answer?: string[] | undefined; after: string[] | null; limit: number };

/** Strongest answers first, then by name; the beginning of the name is what the index holds. */
const inOrder = Prisma.sql`order by -rank, left(account, 100) collate "C", account collate "C"`;

const isWanted = ({ answer }: NamePage) =>
  answer
    ? Prisma.sql`and rank = any(select array_position(${ANSWER_RANKS}, word) from unnest(${answer}::text[]) word)`
    : Prisma.empty;

const accountOf = (id: string | undefined) =>
  Prisma.sql`(select account from identity where account_id = ${id}::bigint limit 1)`;

const shown = Prisma.sql`
  account_id::text as "accountId", account, names, (${ANSWER_RANKS})[rank] as answer, code, codes, mfa_missing as "mfaMissing", attempts,
  first as "firstSeen", learned as "firstLearned", last as "lastSeen", rank::int as rank`;

/**
 * A page of the accounts of the alert itself, as they were when it was last counted. What is left of the cursor's
 * own rank and what comes after that rank are two walks along the index: asked as one, the planner sorts the rest
 * of the list for every page.
 */
export function namesOf(alertId: string, page: NamePage): Prisma.Sql {
  const walk = (where: Prisma.Sql) => Prisma.sql`
    (select * from alert_name where alert_id = ${alertId} ${where} ${isWanted(page)} ${inOrder} limit ${page.limit + 1})`;
  const [rank, accountId] = page.after ?? [];
  const rows = page.after
    ? Prisma.sql`
        ${walk(Prisma.sql`
          and -rank = ${rank}::int and left(account, 100) collate "C" >= left(${accountOf(accountId)}, 100)
          and account collate "C" > ${accountOf(accountId)}`)}
        union all
        ${walk(Prisma.sql`and -rank > ${rank}::int`)}`
    : walk(Prisma.empty);
  return Prisma.sql`
    select ${shown}, true as "inDetections" from (${rows}) listed ${inOrder} limit ${page.limit + 1}`;
}

const isBeyond = ({ after }: NamePage) =>
  after
    ? Prisma.sql`and (-rank, account collate "C") > (${after[0]}::int, ${accountOf(after[1])})`
    : Prisma.empty;

/**
 * All that the same origins asked in the hours of the alert, ledger and sign-ins: for whom, and how strong the
 * answer was. The fence keeps the planner from taking the names for as few as the outcomes.
 */
const rankedAround = (hours: AlertHours, signIns: Prisma.Sql) => Prisma.sql`
  select a.*, u.rank
  from (
    select i.account_id, i.account, a.*
    from (
      select p.identity_id, p.outcome_id from probe p where ${inLedger(hours)}
      union all
      select identity_id, outcome_id from ${signIns} s
    ) a
    join identity i on i.id = a.identity_id offset 0
  ) a
  join (select id, array_position(${ANSWER_RANKS}, answer) as rank from outcome) u on u.id = a.outcome_id`;

/**
 * A page of all accounts that the origin asked for in the alert's hours. First who is on the page, by rank and
 * name alone, then the rest for those few: reading and sorting the times and codes of all of them costs ten times
 * as much.
 */
export const namesAround = (alertId: string, hours: AlertHours, page: NamePage) => Prisma.sql`
  with signed_in as materialized (${signedIn(hours)}
  ), asked as materialized (${rankedAround(hours, Prisma.sql`signed_in`)}
  ), best as (
    select account_id, min(account) as account, max(rank) as rank from asked group by account_id
  ), page as materialized (
    select account_id, account, rank from best where true ${isWanted(page)} ${isBeyond(page)} ${inOrder} limit ${page.limit + 1}
  ), chosen as materialized (
    select distinct identity_id from asked where account_id in (select account_id from page)
  ), answered as materialized (${answeredOf(Prisma.sql`
    select p.identity_id, p.outcome_id, p.attempts, p.first, p.last
    from probe p where p.identity_id in (select identity_id from chosen) and ${inLedger(hours)}
    union all
    select * from signed_in where identity_id in (select identity_id from chosen)`)}
  )
  select ${shown}, exists (
           select from alert_name n where n.alert_id = ${alertId} and n.account_id = listed.account_id
         ) as "inDetections"
  from (${accountsOf(Prisma.sql`select * from answered`)}) listed
  ${inOrder}`;

/**
 * The tally of AlertFacets.around: everything that the origin asked for in the alert's hours, each account once.
 * A sign-in adds itself to it without touching the alert, so it is counted when it is asked for.
 */
export const tallyAround = (hours: AlertHours) => Prisma.sql`
  with best as (
    select max(a.rank) as rank from (${rankedAround(hours, Prisma.sql`(${signedIn(hours)})`)}) a group by a.account_id
  ), counted as (
    select (${ANSWER_RANKS})[rank] as answer, count(*)::int as accounts from best group by rank
  )
  select coalesce(jsonb_object_agg(answer, accounts), '{}') as tally from counted`;

/** How many of each list of facets are kept. */
const MOST = 100;

/** One of the lists: by alert and `keys`, the most attempts first, `ties` deciding among equals. */
const listedBy = (keys: Prisma.Sql, ties: Prisma.Sql) => Prisma.sql`
  select alert_id, jsonb_agg(to_jsonb(listed) - 'alert_id' - 'place' order by place) as list
  from (
    select *, row_number() over (partition by alert_id order by attempts desc, ${ties}) as place
    from (
      select alert_id, ${keys}, sum(attempts)::int as attempts, count(distinct account_id)::int as names
      from row group by alert_id, ${keys}
    ) counted
  ) listed
  where place <= ${MOST}
  group by alert_id`;

/**
 * The four lists of AlertFacets as one JSON object, by alert_id; `held` is a relation like heldBy's. An alert without
 * rows is not among them.
 */
export const facetsOf = (held: Prisma.Sql) => Prisma.sql`
  with row as materialized (
    select h.alert_id, h.attempts, i.account_id, c.app, c.app_id as "appId", c.client_app as "clientApp",
           c.user_agent as "userAgent", c.protocol, u.vector, coalesce(nullif(u.code, ''), upper(u.vector)) as code,
           u.description, u.answer, u.class
    from (${held}) h
    join identity i on i.id = h.identity_id
    join client c on c.id = h.client_id
    join outcome u on u.id = h.outcome_id
  ), app as (${listedBy(Prisma.sql`app, "appId"`, Prisma.sql`app, "appId"`)}
  ), client as (${listedBy(Prisma.sql`"clientApp", protocol`, Prisma.sql`"clientApp", protocol`)}
  ), agent as (${listedBy(Prisma.sql`"userAgent"`, Prisma.sql`"userAgent"`)}
  ), code as (${listedBy(Prisma.sql`vector, code, description, answer, class`, Prisma.sql`code, description, vector, answer, class`)}
  )
  select app.alert_id,
         jsonb_build_object('apps', app.list, 'clients', client.list, 'agents', agent.list, 'codes', code.list) as facets
  from app join client using (alert_id) join agent using (alert_id) join code using (alert_id)`;

/** The facets of an alert without rows. */
export const NO_FACETS = '{"apps": [], "clients": [], "agents": [], "codes": []}';
