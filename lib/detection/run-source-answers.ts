import { type Connection, Prisma } from "@/lib/db";
import { type Answered, MICROS, type Micros, type SignIn, TYPO_WITHIN } from "./answered";
import type { Asked } from "./crowded";
import type { Maybe, Stretch } from "./episode";
import { People, type Presence } from "./people";
import type { SpanRule } from "./rule";
import { answersOf, boundsOf, type LedgerRow, MOST_OTHERS, timeOf, wordsOf } from "./run-answers";
import { type Entity, outcomesRead } from "./run-entities";
import { joined } from "./sliding";

/** Ledger rows of many sources that are held at a time, at most. */
const MOST_TOGETHER = 300_000;

/** Sources by their place in the list, as a relation's columns: which, tenant_id, origins. */
const placesOf = (entities: readonly Entity[]) => Prisma.sql`
  ${entities.map((_, which) => which)}::int[], ${entities.map(({ tenantId }) => tenantId)}::smallint[],
  ${entities.map(({ originIds }) => `{${originIds.join(",")}}`)}::text[]`;

/** A ledger row with what a crowd goes by. */
export type SourceRow = Asked & { row: LedgerRow };

/**
 * The ledger rows that any of these rules reads of each source, from its moment on and in order of time; null when they
 * are too many to be held together.
 */
export async function readLedger(
  connection: Connection,
  rules: readonly SpanRule[],
  sources: readonly Entity[],
  since: readonly Micros[],
): Promise<SourceRow[][] | null> {
  const { text, values } = Prisma.sql`
    select k.which, p.origin_id::text, p.client_id::text, p.outcome_id::text, p.identity_id::text,
           micros_of(p.hour)::text, p.attempts, micros_of(p.first)::text, micros_of(p.last)::text
    from unnest(${placesOf(sources)}, ${since.map((at) => timeOf(at - MICROS.hour))}::timestamptz[])
      as k (which, tenant_id, origins, since)
    cross join lateral (
      select * from probe p
      where p.tenant_id = k.tenant_id and p.origin_id = any(k.origins::bigint[]) and p.hour >= k.since
        and p.outcome_id = any(${outcomesRead(rules)})
      offset 0
    ) p
    limit ${MOST_TOGETHER + 1}`;
  const { rows } = await connection.query<[number, ...LedgerRow]>({ text, values, rowMode: "array" });
  if (rows.length > MOST_TOGETHER) return null;
  const found = sources.map(() => [] as SourceRow[]);
  for (const [which, ...row] of rows) found[which]?.push({ row, hour: Number(row[4]), nameId: row[3] });
  for (const own of found) own.sort((a, b) => a.hour - b.hour);
  return found;
}

/** What these rows say, by source; each word is looked up once for all of them. */
export async function answersOfSources(
  connection: Connection,
  rows: readonly SourceRow[][],
): Promise<Answered[][]> {
  const words = await wordsOf(
    connection,
    rows.flatMap((own) => own.map(({ row }) => row)),
  );
  return rows.map((own) =>
    answersOf(
      own.map(({ row }) => row),
      words,
    ),
  );
}

/** Those of these stretches on whose source more people signed in, on every thirty days around it, than it allows. */
export async function busierOf(
  connection: Connection,
  asked: readonly { entity: Entity; stretch: Maybe }[],
): Promise<Set<Maybe>> {
  if (asked.length === 0) return new Set();
  const days = (of: (stretch: Maybe) => number) => asked.map(({ stretch }) => of(stretch));
  const { text, values } = Prisma.sql`
    select k.which
    from unnest(${placesOf(asked.map(({ entity }) => entity))}, ${days(({ mostUsers }) => mostUsers)}::int[],
                ${days(({ to }) => Math.floor(to / MICROS.day) - 30)}::int[],
                ${days(({ from }) => Math.floor(from / MICROS.day))}::int[])
      as k (which, tenant_id, origins, most, first, until)
    where (
      select count(*) from (
        select distinct p.account_id from presence p
        where p.tenant_id = k.tenant_id and p.origin_id = any(k.origins::bigint[]) and p.successes > 0
          and p.day >= date '1970-01-01' + k.first and p.day < date '1970-01-01' + k.until
        limit k.most + 1
      ) known
    ) > k.most`;
  const { rows } = await connection.query<[number]>({ text, values, rowMode: "array" });
  return new Set(rows.flatMap(([which]) => asked[which]?.stretch ?? []));
}

type Look = { entity: Entity; stretches: readonly Stretch[] };
type AskedLook = Look & { asked: readonly Answered[] };

/** Who signed in from each entity on the days that matter to moments of its stretches. */
export async function peopleOf(connection: Connection, looks: readonly Look[]): Promise<People[]> {
  const bounds = looks.map(({ stretches }) => boundsOf(stretches));
  const { text, values } = Prisma.sql`
    select k.which, p.account_id::text, p.day - date '1970-01-01', micros_of(p.first)::text
    from unnest(${placesOf(looks.map(({ entity }) => entity))},
                ${bounds.map(([first]) => Math.floor(first / MICROS.day) - 30)}::int[],
                ${bounds.map(([, last]) => Math.floor(last / MICROS.day) + 1)}::int[])
      as k (which, tenant_id, origins, first, last)
    cross join lateral (
      select p.account_id, p.day, min(p.first) as first from presence p
      where p.tenant_id = k.tenant_id and p.origin_id = any(k.origins::bigint[]) and p.successes > 0
        and p.day >= date '1970-01-01' + k.first and p.day <= date '1970-01-01' + k.last
      group by p.account_id, p.day
    ) p`;
  const { rows } = await connection.query<[number, string, number, string]>({
    ...{ text, values, rowMode: "array" },
  });
  const found = looks.map(() => [] as Presence[]);
  for (const [which, accountId, day, first] of rows)
    found[which]?.push({ accountId, day, first: Number(first) });
  return found.map((presences) => new People(presences));
}

/**
 * Sign-ins from each entity within its stretches and an hour after each: all of the accounts that were asked for, and
 * of others the first.
 */
export async function signInsOf(connection: Connection, looks: readonly AskedLook[]): Promise<SignIn[][]> {
  const spans = looks.flatMap(({ entity, stretches }, look) =>
    stretches.map(({ from, to }) => ({ look, entity, from, to })),
  );
  const asked = looks.flatMap(({ asked: answers }, look) =>
    [...new Set(answers.map(({ name }) => name.accountId))].map((accountId) => ({ look, accountId })),
  );
  const { text, values } = Prisma.sql`
    with asked as materialized (
      select * from unnest(${asked.map(({ look }) => look)}::int[], ${asked.map(({ accountId }) => accountId)}::bigint[])
        as asked (look, account_id)
    ), found as (
      select k.look, e.account_id, e.at, (k.look, e.account_id) in (select look, account_id from asked) as is_asked
      from unnest(${placesOf(spans.map(({ entity }) => entity))}, ${spans.map(({ look }) => look)}::int[],
                  ${spans.map(({ from }) => timeOf(from))}::timestamptz[],
                  ${spans.map(({ to }) => timeOf(to + MICROS.hour))}::timestamptz[])
        as k (which, tenant_id, origins, look, lo, hi)
      cross join lateral (
        select i.account_id, e.at
        from event e join identity i on i.id = e.identity_id
        where e.tenant_id = k.tenant_id and e.origin_id = any(k.origins::bigint[]) and e.at >= k.lo and e.at <= k.hi
          and e.outcome_id = any(array(select id from outcome where answer = 'signed-in'))
        offset 0
      ) e
    ), numbered as (
      select look, account_id, at, is_asked,
             row_number() over (partition by look, is_asked order by at, account_id) as n
      from found
    )
    select look, account_id::text, micros_of(at)::text from numbered where is_asked or n <= ${MOST_OTHERS}`;
  const { rows } = await connection.query<[number, string, string]>({ text, values, rowMode: "array" });
  const found = looks.map(() => [] as SignIn[]);
  for (const [look, accountId, at] of rows) found[look]?.push({ accountId, at: Number(at) });
  return found;
}

/**
 * Of the accounts that were asked for, the sign-ins that make an attempt a typo. They are looked for right after each
 * attempt: an office signs in tens of thousands of times a month, and hardly ever within ten minutes of a refusal.
 */
export async function typosOf(connection: Connection, looks: readonly AskedLook[]): Promise<SignIn[][]> {
  const spans = looks.flatMap(({ entity, asked }, look) =>
    joined(asked.map(({ at }) => ({ from: at, to: at + TYPO_WITHIN }))).map((span) => ({
      ...{ look, entity },
      ...span,
    })),
  );
  const accounts = new Set(looks.flatMap(({ asked }) => asked.map(({ name }) => name.accountId)));
  const { text, values } = Prisma.sql`
    with asked as materialized (
      select id, account_id from identity where account_id = any(${[...accounts]}::bigint[])
    )
    select k.look, asked.account_id::text, micros_of(e.at)::text
    from unnest(${placesOf(spans.map(({ entity }) => entity))}, ${spans.map(({ look }) => look)}::int[],
                ${spans.map(({ from }) => timeOf(from))}::timestamptz[],
                ${spans.map(({ to }) => timeOf(to))}::timestamptz[])
      as k (which, tenant_id, origins, look, lo, hi)
    cross join lateral (
      select e.identity_id, e.at from event e
      where e.tenant_id = k.tenant_id and e.origin_id = any(k.origins::bigint[]) and e.at >= k.lo and e.at <= k.hi
        and e.outcome_id = any(array(select id from outcome where answer = 'signed-in'))
      offset 0
    ) e
    join asked on asked.id = e.identity_id`;
  const { rows } = await connection.query<[number, string, string]>({ text, values, rowMode: "array" });
  const found = looks.map(() => [] as SignIn[]);
  for (const [look, accountId, at] of rows) found[look]?.push({ accountId, at: Number(at) });
  return found;
}
