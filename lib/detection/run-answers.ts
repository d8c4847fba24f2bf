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
/** Attempts that are read one by one where the ledger has three or more of a row; beyond it they stay folded. */
const MOST_INNER = 200_000;
/** Sign-ins of accounts that nobody asked for are read up to this many: one is enough to say that somebody got in. */
const MOST_OTHERS = 10_000;

export type Reading = {
  entity: Entity;
  from: Micros;
  to: Micros | null;
  /** Only answers with these clients. */
  clientIds?: readonly string[] | null;
};
export type Read = { answers: Answered[]; isCut: boolean };

type Row = [string, string, string, string, string, number, string, string];

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
  const { rows } = await connection.query<Row>({ text, values, rowMode: "array" });
  const isCut = rows.length > MOST_ROWS;
  if (isCut) rows.pop();
  const words = await wordsOf(connection, rows);
  const answers = rows.flatMap((row) => answersOf(row, words));
  return { answers: answers.sort(inOrder), isCut };
}

type Words = {
  froms: Map<string, From>;
  clients: Map<string, Client>;
  said: Map<string, Said>;
  names: Map<string, Name>;
};

function answersOf(
  [origin, client, outcome, identity, hour, attempts, first, last]: Row,
  words: Words,
): Answered[] {
  const parts = {
    hour: Number(hour) / 1000,
    from: need(words.froms, origin),
    client: need(words.clients, client),
    said: need(words.said, outcome),
    name: need(words.names, identity),
  };
  const answers: Answered[] = [{ at: Number(first), tries: Math.max(1, attempts - 1), ...parts }];
  if (attempts > 1) answers.push({ at: Number(last), tries: 1, ...parts });
  return answers;
}

function need<T>(words: Map<string, T>, id: string): T {
  const found = words.get(id);
  if (!found) throw new Error(`The ledger names ${id}, which no dimension holds.`);
  return found;
}

async function wordsOf(connection: Connection, rows: readonly Row[]): Promise<Words> {
  const ids = (index: 0 | 1 | 2 | 3) => [...new Set(rows.map((row) => row[index]))];
  const read = async <T extends { id: string }>(statement: string, of: string[]) => {
    const found = await connection.query<T>(`${statement} where id = any($1::bigint[])`, [of]);
    return new Map(found.rows.map((row) => [row.id, row]));
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

const isIn = (at: Micros, stretches: readonly Stretch[]) =>
  stretches.some(({ from, to }) => at >= from && at <= to);

type Inner = [number, string];

/**
 * The same answers with the inner attempts of ledger rows that lie in these stretches read one by one. Where there are
 * too many the row stays folded: all attempts but the last are then at the time of the first.
 */
export async function withInner(
  connection: Connection,
  tenantId: number,
  answers: readonly Answered[],
  stretches: readonly Stretch[],
): Promise<{ answers: readonly Answered[]; isFolded: boolean }> {
  const folded = answers.filter(
    ({ at, tries, hour }) => tries > 1 && (isIn(at, stretches) || isIn((hour + 3_599_999) * 1000, stretches)),
  );
  if (folded.length === 0) return { answers, isFolded: false };
  if (folded.reduce((sum, { tries }) => sum + tries, 0) > MOST_INNER) return { answers, isFolded: true };
  const { text, values } = Prisma.sql`
    select k.i, micros_of(e.at)::text
    from unnest(${folded.map((_, i) => i)}::int[], ${folded.map(({ from }) => from.id)}::bigint[],
                ${folded.map(({ client }) => client.id)}::bigint[], ${folded.map(({ said }) => said.id)}::bigint[],
                ${folded.map(({ name }) => name.id)}::bigint[], ${folded.map(({ at }) => timeOf(at))}::timestamptz[],
                ${folded.map(({ hour }) => new Date(hour))}::timestamptz[])
      as k (i, origin_id, client_id, outcome_id, identity_id, first, hour)
    join event e on e.tenant_id = ${tenantId} and e.origin_id = k.origin_id and e.at >= k.first
      and e.at < k.hour + interval '1 hour' and e.client_id = k.client_id and e.outcome_id = k.outcome_id
      and e.identity_id = k.identity_id`;
  const { rows } = await connection.query<Inner>({ text, values, rowMode: "array" });
  const gone = new Set<Answered>(folded);
  const keys = new Set(folded.map(rowKeyOf));
  const inner = rows.flatMap(([index, at]) => {
    const row = folded[index];
    return row ? [{ ...row, at: Number(at), tries: 1 }] : [];
  });
  const kept = answers.filter((answered) => !gone.has(answered) && !keys.has(rowKeyOf(answered)));
  return { answers: [...kept, ...inner].sort(inOrder), isFolded: false };
}

/** What makes a ledger row itself, within a tenant. */
export const rowKeyOf = ({ from, hour, client, said, name }: Answered) =>
  `${from.id} ${hour} ${client.id} ${said.id} ${name.id}`;

/** Who signed in from the entity on the days that matter to moments of these stretches. */
export async function readPeople(
  connection: Connection,
  entity: Entity,
  stretches: readonly Stretch[],
): Promise<People> {
  if (entity.value === "" || stretches.length === 0) return new People([]);
  const [first, last] = boundsOf(stretches);
  const { text, values } = Prisma.sql`
    select account_id::text, (day - date '1970-01-01'), micros_of(min(first))::text
    from presence
    where tenant_id = ${entity.tenantId} and origin_id = any(${entity.originIds}::bigint[]) and successes > 0
      and day >= date '1970-01-01' + ${Math.floor(first / MICROS.day) - 30}::int
      and day <= date '1970-01-01' + ${Math.floor(last / MICROS.day) + 1}::int
    group by account_id, day`;
  const { rows } = await connection.query<[string, number, string]>({ text, values, rowMode: "array" });
  return new People(rows.map(([accountId, day, at]) => ({ accountId, day, first: Number(at) })));
}

const boundsOf = (stretches: readonly Stretch[]): [Micros, Micros] => [
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
