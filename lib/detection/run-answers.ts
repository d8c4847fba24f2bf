import { type Connection, Prisma } from "@/lib/db";
import { instantText } from "@/lib/event/instant";
import type { Answer, Vector } from "@/lib/event/schema";
import type { Answered, Client, From, Micros, Name, Said, SignIn } from "./answered";
import { inOrder, MICROS } from "./answered";
import type { Stretch } from "./episode";
import { People } from "./people";
import type { Entity } from "./run-entities";

/**
 * Ledger rows that one entity is judged by, at most; a million answers take about 150 MB. What comes later in time is
 * left out, and every detection that is found then says so.
 */
export const MOST_ROWS = 1_000_000;
/** Sign-ins of accounts that nobody asked for are read up to this many: one is enough to say that somebody got in. */
export const MOST_OTHERS = 10_000;

export type Reading = {
  entity: Entity;
  from: Micros;
  to: Micros | null;
  /** Only answers with these clients. */
  clientIds?: readonly string[] | null;
};
export type Read = { answers: Answered[]; isCut: boolean };

/** A row of the ledger: origin, client, outcome, identity, hour, attempts, first, last; times in microseconds. */
export type LedgerRow = [string, string, string, string, string, number, string, string];

export const timeOf = (at: Micros) => instantText(BigInt(Math.round(at)));

/**
 * The answers of an entity in order of time, from the ledger: a row of one or two attempts has the times of both, and
 * of more its first and last, which is all that a window of an hour or longer can tell apart. `outcomes` are the ids
 * that are read.
 */
export async function readAnswers(
  connection: Connection,
  { entity, from, to, clientIds = null }: Reading,
  outcomes: Prisma.Sql,
): Promise<Read> {
  const ofOrigins =
    entity.value === "" ? Prisma.empty : Prisma.sql`and p.origin_id = any(${entity.originIds}::bigint[])`;
  const until = to === null ? Prisma.empty : Prisma.sql`and p.hour <= ${timeOf(to)}::timestamptz`;
  const withClients =
    clientIds === null ? Prisma.empty : Prisma.sql`and p.client_id = any(${[...clientIds]}::bigint[])`;
  const { text, values } = Prisma.sql`
    select p.origin_id::text, p.client_id::text, p.outcome_id::text, p.identity_id::text,
           micros_of(p.hour)::text, p.attempts, micros_of(p.first)::text, micros_of(p.last)::text
    from probe p
    where p.tenant_id = ${entity.tenantId} ${ofOrigins}
      and p.hour >= ${timeOf(from - MICROS.hour)}::timestamptz ${until}
      and p.outcome_id = any(${outcomes}) ${withClients}
    order by p.hour, p.first
    limit ${MOST_ROWS + 1}`;
  const { rows } = await connection.query<LedgerRow>({ text, values, rowMode: "array" });
  const isCut = rows.length > MOST_ROWS;
  if (isCut) rows.pop();
  return { answers: await answersIn(connection, rows), isCut };
}

/** What ledger rows say, in order of time. */
export async function answersIn(connection: Connection, rows: readonly LedgerRow[]): Promise<Answered[]> {
  return answersOf(rows, await wordsOf(connection, rows));
}

export type Words = {
  froms: Map<string, From>;
  clients: Map<string, Client>;
  said: Map<string, Said>;
  names: Map<string, Name>;
};

/** What these rows say, in order of time. */
export function answersOf(rows: readonly LedgerRow[], words: Words): Answered[] {
  const answers: Answered[] = [];
  for (const row of rows) addAnswersOf(answers, row, words);
  return answers.sort(inOrder);
}

function addAnswersOf(
  answers: Answered[],
  [origin, client, outcome, identity, hour, attempts, first, last]: LedgerRow,
  words: Words,
): void {
  const parts = {
    hour: Number(hour) / 1000,
    from: need(words.froms, origin),
    client: need(words.clients, client),
    said: need(words.said, outcome),
    name: need(words.names, identity),
  };
  answers.push({ at: Number(first), tries: Math.max(1, attempts - 1), ...parts });
  if (attempts > 1) answers.push({ at: Number(last), tries: 1, ...parts });
}

function need<T>(words: Map<string, T>, id: string): T {
  const found = words.get(id);
  if (!found) throw new Error(`The ledger names ${id}, which no dimension holds.`);
  return found;
}

export async function wordsOf(connection: Connection, rows: readonly LedgerRow[]): Promise<Words> {
  const ids = (index: 0 | 1 | 2 | 3) => {
    const found = new Set<string>();
    for (const row of rows) found.add(row[index]);
    return [...found];
  };
  const read = async <T extends { id: string }>(statement: string, of: string[]) => {
    const found = await connection.query<T>(`${statement} where id = any($1::bigint[])`, [of]);
    const words = new Map<string, T>();
    for (const row of found.rows) words.set(row.id, row);
    return words;
  };
  return {
    froms: await read<From>("select id::text, value from origin", ids(0)),
    clients: await read<Client>(
      `select id::text, app, app_id as "appId", client_app as "clientApp", user_agent as "userAgent", protocol from client`,
      ids(1),
    ),
    said: await read<Said & { answer: Answer; vector: Vector }>(
      `select id::text, vector, code, qualifier, operation, activity, description, answer, mfa_missing as "mfaMissing",
              class from outcome`,
      ids(2),
    ),
    names: await read<Name>(
      `select id::text, name, account, account_id::text as "accountId" from identity`,
      ids(3),
    ),
  };
}

/** What makes a ledger row itself, within a tenant. */
export const rowKeyOf = ({ from, hour, client, said, name }: Answered) =>
  `${from.id} ${hour} ${client.id} ${said.id} ${name.id}`;

/** Who signed in from the entity on the days that matter to moments of these stretches; of some accounts, if named. */
export async function readPeople(
  connection: Connection,
  entity: Entity,
  stretches: readonly Stretch[],
  of?: readonly string[],
): Promise<People> {
  if (entity.value === "" || stretches.length === 0) return new People([]);
  const [first, last] = boundsOf(stretches);
  const { text, values } = Prisma.sql`
    select account_id::text, (day - date '1970-01-01'), micros_of(min(first))::text
    from presence
    where tenant_id = ${entity.tenantId} and origin_id = any(${entity.originIds}::bigint[]) and successes > 0
      ${of === undefined ? Prisma.empty : Prisma.sql`and account_id = any(${[...of]}::bigint[])`}
      and day >= date '1970-01-01' + ${Math.floor(first / MICROS.day) - 30}::int
      and day <= date '1970-01-01' + ${Math.floor(last / MICROS.day) + 1}::int
    group by account_id, day`;
  const { rows } = await connection.query<[string, number, string]>({ text, values, rowMode: "array" });
  return new People(rows.map(([accountId, day, at]) => ({ accountId, day, first: Number(at) })));
}

export const boundsOf = (stretches: readonly Stretch[]): [Micros, Micros] => [
  Math.min(...stretches.map(({ from }) => from)),
  Math.max(...stretches.map(({ to }) => to)),
];

/** How many people, up to `most` and one more, signed in from the entity on every thirty days around the stretch. */
export async function isBusier(
  connection: Connection,
  entity: Entity,
  { from, to }: Stretch,
  most: number,
): Promise<boolean> {
  const { rows } = await connection.query<{ people: number }>(Prisma.sql`
    select count(*)::int as people from (
      select distinct account_id from presence
      where tenant_id = ${entity.tenantId} and origin_id = any(${entity.originIds}::bigint[]) and successes > 0
        and day >= date '1970-01-01' + ${Math.floor(to / MICROS.day) - 30}::int
        and day < date '1970-01-01' + ${Math.floor(from / MICROS.day)}::int
      limit ${most + 1}
    ) known`);
  return (rows[0]?.people ?? 0) > most;
}

/** Sign-ins from the entity within these stretches and an hour after each. */
export async function readSignIns(
  connection: Connection,
  entity: Entity,
  stretches: readonly Stretch[],
  answers: readonly Answered[],
): Promise<SignIn[]> {
  if (entity.value === "" || stretches.length === 0) return [];
  const asked = [...new Set(answers.map(({ name }) => name.accountId))];
  const signIns = (of: Prisma.Sql, limit: Prisma.Sql) => Prisma.sql`
    (select i.account_id::text, micros_of(e.at)::text
     from unnest(${stretches.map(({ from }) => timeOf(from))}::timestamptz[],
                 ${stretches.map(({ to }) => timeOf(to + MICROS.hour))}::timestamptz[]) as k (lo, hi)
     join event e on e.tenant_id = ${entity.tenantId} and e.origin_id = any(${entity.originIds}::bigint[])
       and e.at >= k.lo and e.at <= k.hi
     join outcome u on u.id = e.outcome_id and u.answer = 'signed-in'
     join identity i on i.id = e.identity_id
     where ${of}
     ${limit})`;
  const { text, values } = Prisma.sql`
    ${signIns(Prisma.sql`i.account_id = any(${asked}::bigint[])`, Prisma.empty)}
    union all
    ${signIns(Prisma.sql`i.account_id <> all(${asked}::bigint[])`, Prisma.sql`order by e.at, i.account_id limit ${MOST_OTHERS}`)}`;
  const { rows } = await connection.query<[string, string]>({ text, values, rowMode: "array" });
  return rows.map(([accountId, at]) => ({ accountId, at: Number(at) }));
}

/**
 * Notes of accounts that would be new to the place whether they signed in earlier on the day on which a stretch begins:
 * presence has the days alone. Asked only for those that were heard of by then.
 */
export async function noteEarlier(
  connection: Connection,
  entity: Entity,
  stretches: readonly Stretch[],
  { signIns, people }: { signIns: readonly SignIn[]; people: People },
): Promise<void> {
  const asked = stretches.flatMap(({ from, to }) => {
    const inside = signIns.filter(({ at }) => at >= from && at <= to + MICROS.hour);
    return [...new Set(inside.map(({ accountId }) => accountId))]
      .filter((id) => !people.isUsual(id, from) && people.wasHeardOf(id, from))
      .map((id) => ({ id, day: Math.floor(from / MICROS.day) * MICROS.day, from }));
  });
  if (asked.length === 0) return;
  const { text, values } = Prisma.sql`
    select i.account_id::text, micros_of(min(e.at))::text
    from unnest(${asked.map(({ id }) => id)}::bigint[], ${asked.map(({ day }) => timeOf(day))}::timestamptz[],
                ${asked.map(({ from }) => timeOf(from))}::timestamptz[]) as k (account_id, lo, hi)
    join event e on e.tenant_id = ${entity.tenantId} and e.origin_id = any(${entity.originIds}::bigint[])
      and e.at >= k.lo and e.at < k.hi
    join outcome u on u.id = e.outcome_id and u.answer = 'signed-in'
    join identity i on i.id = e.identity_id and i.account_id = k.account_id
    group by i.account_id`;
  const { rows } = await connection.query<[string, string]>({ text, values, rowMode: "array" });
  for (const [accountId, at] of rows) people.note(accountId, Number(at));
}
