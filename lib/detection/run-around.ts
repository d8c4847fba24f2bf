import { type Connection, Prisma } from "@/lib/db";
import { type Answered, type Client, MICROS, type Micros, type SignIn, TYPO_WITHIN } from "./answered";
import { type Around, NOTHING_AROUND, originDay, originMoment, sourceDay } from "./episode";
import type { SpanRule } from "./rule";
import { type Reading, timeOf } from "./run-answers";
import { networkBounds, outcomesRead } from "./run-entities";
import { dayOf, HABIT_DAYS, Usage, type Used } from "./usage";

const DAYS_SINCE = Prisma.sql`date '1970-01-01'`;

async function listsOf<T extends unknown[]>(
  connection: Connection,
  { text, values }: Prisma.Sql,
): Promise<T[]> {
  const { rows } = await connection.query<T>({ text, values, rowMode: "array" });
  return rows;
}

type Days = { from: number; to: number };

/**
 * The clients whose answers a rule wants to see of a tenant; null for all. Most applications had sign-ins on the very
 * day, so the month before is looked up for few.
 */
export async function clientsOfInterest(
  connection: Connection,
  rule: SpanRule,
  { entity, from, to }: Reading,
): Promise<string[] | null> {
  const { across } = rule;
  const { isOfInterest } = across ?? {};
  if (!isOfInterest || to === null) return null;
  const active = await activeClients(connection, rule, { entity, from, to });
  const days = { from: dayOf(from) - 1, to: dayOf(to) };
  const { tenantId } = entity;
  const pick = async (clients: readonly Active[], of: Days) => {
    const apps = clients.map(({ client }) => client.appId);
    const usage = await readUsage(connection, tenantId, { apps, agents: [] }, of, days);
    return clients.filter(({ client, days }) => isOfInterest(client, usage, days));
  };
  const left = await pick(active, days);
  const odd = await pick(left, { from: days.from - HABIT_DAYS, to: days.to });
  return odd.map(({ client }) => client.id);
}

type Active = { client: Client; days: number[] };

async function activeClients(
  connection: Connection,
  rule: SpanRule,
  { entity, from, to }: { entity: Reading["entity"]; from: Micros; to: Micros },
): Promise<Active[]> {
  const { rows } = await connection.query<Client & { days: number[] }>(Prisma.sql`
    with active as materialized (
      select distinct client_id, (hour at time zone 'UTC')::date - ${DAYS_SINCE} as day
      from probe
      where tenant_id = ${entity.tenantId} and hour >= ${timeOf(from - MICROS.hour)}::timestamptz
        and hour <= ${timeOf(to)}::timestamptz and outcome_id = any(${outcomesRead([rule])})
    )
    select c.id::text, c.app, c.app_id as "appId", c.client_app as "clientApp", c.user_agent as "userAgent",
           c.protocol, array_agg(a.day order by a.day) as days
    from active a join client c on c.id = a.client_id
    group by c.id
    order by c.id`);
  return rows.map(({ days, ...client }) => ({ client, days }));
}

/** What the tenant is used to; `days` bound what is read of applications and agents, `around` what is asked about. */
async function readUsage(
  connection: Connection,
  tenantId: number,
  { apps, agents }: { apps: readonly string[]; agents: readonly string[] },
  days: Days,
  around: Days,
): Promise<Usage> {
  const rows = await listsOf<[number, number]>(
    connection,
    Prisma.sql`
      select (day - ${DAYS_SINCE}), sum(events)::float8 from rollup
      where tenant_id = ${tenantId} and source = 1 and day >= ${DAYS_SINCE} + ${around.from - HABIT_DAYS}::int
        and day <= ${DAYS_SINCE} + ${around.to}::int
      group by day`,
  );
  const used = (trait: Trait, values: readonly string[]) =>
    readUsed(connection, tenantId, trait, [...new Set(values)], days);
  return new Usage(
    new Map(rows),
    await used(
      "app",
      apps.map((app) => app.toLowerCase()),
    ),
    await used("agent", agents),
  );
}

type Trait = "app" | "agent" | "protocol";

async function readUsed(
  connection: Connection,
  tenantId: number,
  trait: Trait,
  values: readonly string[],
  { from, to }: Days,
): Promise<Map<string, Used[]>> {
  const found = new Map<string, Used[]>();
  if (values.length === 0) return found;
  const rows = await listsOf<[string, number, number, number]>(
    connection,
    Prisma.sql`
      select k.value, d.day - ${DAYS_SINCE}, d.events::float8, d.sign_ins::float8
      from unnest(${[...values]}::text[]) as k (value)
      join client_day d on d.tenant_id = ${tenantId} and d.trait = ${trait} and d.key = trait_key(k.value)
        and d.day >= ${DAYS_SINCE} + ${from}::int and d.day <= ${DAYS_SINCE} + ${to}::int`,
  );
  for (const [value, day, events, signIns] of rows) {
    const days = found.get(value);
    if (days) days.push({ day, events, signIns });
    else found.set(value, [{ day, events, signIns }]);
  }
  return found;
}

/** Sign-ins of the same account from the same origin within the time in which they make an attempt a typo. */
export async function readSignInsAfter(
  connection: Connection,
  tenantId: number,
  answers: readonly Answered[],
): Promise<SignIn[]> {
  if (answers.length === 0) return [];
  const rows = await listsOf<[string, string, string]>(
    connection,
    Prisma.sql`
      select distinct e.origin_id::text, i.account_id::text, micros_of(e.at)::text
      from unnest(${answers.map(({ from }) => from.id)}::bigint[],
                  ${answers.map(({ name }) => name.accountId)}::bigint[],
                  ${answers.map(({ at }) => timeOf(at))}::timestamptz[],
                  ${answers.map(({ at }) => timeOf(at + TYPO_WITHIN))}::timestamptz[]) as k (origin_id, account_id, at, until)
      join event e on e.tenant_id = ${tenantId} and e.origin_id = k.origin_id and e.at >= k.at and e.at <= k.until
      join outcome u on u.id = e.outcome_id and u.answer = 'signed-in'
      join identity i on i.id = e.identity_id and i.account_id = k.account_id`,
  );
  return rows.map(([originId, accountId, at]) => ({ originId, accountId, at: Number(at) }));
}

/** What a rule of tenants asked to know around the answers that it looks at closer. */
export async function readAround(
  connection: Connection,
  { across }: SpanRule,
  tenantId: number,
  answers: readonly Answered[],
  thresholds: Record<string, number>,
): Promise<Around> {
  const [first, last] = [answers[0], answers.at(-1)];
  if (!across || !first || !last) return NOTHING_AROUND;
  const days = { from: dayOf(first.at) - 1, to: dayOf(last.at) };
  const all = { from: days.from - HABIT_DAYS, to: days.to };
  const working = await readWorking(connection, tenantId, across.readsPlaces ? originsOf(answers) : [], days);
  const left = across.strangers?.(answers, working) ?? answers;
  return {
    usage: await readUsage(connection, tenantId, across.habits(left, thresholds), all, days),
    working,
    ropcDays: await readRopcDays(connection, tenantId, across.ropcSources?.(left, thresholds) ?? [], all),
    systems: await readSystems(connection, tenantId, across.readsPlaces ? left : []),
    absentIn: await readAbsent(connection, tenantId, across.hoursBefore?.(left, thresholds) ?? []),
  };
}

const originsOf = (answers: readonly Answered[]) => [...new Set(answers.map(({ from }) => from.id))];

/** Only days on which anybody in the tenant used ROPC are looked at, and a row of each is enough. */
async function readRopcDays(
  connection: Connection,
  tenantId: number,
  sources: readonly string[],
  { from, to }: Days,
): Promise<Set<string>> {
  if (sources.length === 0) return new Set();
  const rows = await listsOf<[string, number]>(
    connection,
    Prisma.sql`
      with used as materialized (
        select d.day from client_day d
        where d.tenant_id = ${tenantId} and d.trait = 'protocol' and d.key = trait_key('ropc')
          and d.day >= ${DAYS_SINCE} + ${from}::int and d.day <= ${DAYS_SINCE} + ${to}::int
      ), member as materialized (
        select s.source, o.id from unnest(${[...sources]}::text[]) as s (source)
        join origin o on o.value = s.source and not ${networkBounds.isNetwork}
        union all
        select s.source, o.id from unnest(${[...sources]}::text[]) as s (source)
        join origin o on o.kind = 'address'
          and address_of(o.value) >= ${networkBounds.low}
          and address_of(o.value) <= ${networkBounds.high}
      )
      select distinct m.source, u.day - ${DAYS_SINCE}
      from member m cross join used u
      where exists (
        select from event e
        where e.tenant_id = ${tenantId} and e.origin_id = m.id and e.at >= u.day::timestamp at time zone 'UTC'
          and e.at < (u.day + 1)::timestamp at time zone 'UTC' 
          and e.client_id = any(array(select id from client where lower(trim(protocol)) = 'ropc'))
      )`,
  );
  return new Set(rows.map(([source, day]) => sourceDay(source, day)));
}

async function readWorking(
  connection: Connection,
  tenantId: number,
  originIds: readonly string[],
  { from, to }: Days,
): Promise<Set<string>> {
  if (originIds.length === 0) return new Set();
  const rows = await listsOf<[string, number]>(
    connection,
    Prisma.sql`
      select origin_id::text, day - ${DAYS_SINCE} from (
        select distinct origin_id, day from presence
        where tenant_id = ${tenantId} and origin_id = any(${[...originIds]}::bigint[]) and successes > 0
          and day >= ${DAYS_SINCE} + ${from - 1}::int and day <= ${DAYS_SINCE} + ${to + 1}::int
      ) worked`,
  );
  return new Set(rows.map(([originId, day]) => originDay(originId, day)));
}

/**
 * The one place that knows autonomous systems: what the log wrote beside each answer. Where it names none there is no
 * group of that system. One look-up by key an answer, and each by itself: as a join the planner reads all events held
 * of those months instead, 70 µs an answer.
 */
async function readSystems(
  connection: Connection,
  tenantId: number,
  answers: readonly Answered[],
): Promise<Map<string, string>> {
  const known = answers.filter(({ from }) => from.value !== "");
  if (known.length === 0) return new Map();
  // Constant bounds, so that only their months are looked at.
  const [first, last] = [known[0]?.at ?? 0, known.at(-1)?.at ?? 0];
  const rows = await listsOf<[string, string, string]>(
    connection,
    Prisma.sql`
      select k.origin_id::text, micros_of(k.at)::text, named.asn
      from unnest(${known.map(({ from }) => from.id)}::bigint[], ${known.map(({ at }) => timeOf(at))}::timestamptz[])
        as k (origin_id, at)
      cross join lateral (
        select max(p.asn) as asn
        from event e join place p on p.id = e.place_id and p.asn <> ''
        where e.tenant_id = ${tenantId} and e.origin_id = k.origin_id and e.at = k.at
          and e.at >= ${timeOf(first)}::timestamptz and e.at <= ${timeOf(last)}::timestamptz
      ) named
      where named.asn is not null`,
  );
  return new Map(rows.map(([originId, at, system]) => [originMoment(originId, Number(at)), system]));
}

/** Distinct absent accounts by hour; hours without any are 0 where the tenant has rows on that day, else missing. */
async function readAbsent(
  connection: Connection,
  tenantId: number,
  hours: readonly number[],
): Promise<Map<number, number>> {
  if (hours.length === 0) return new Map();
  const rows = await listsOf<[number, number]>(
    connection,
    Prisma.sql`
      select k.hour, (
        select count(distinct i.account_id)::int
        from probe p join identity i on i.id = p.identity_id and i.account <> ''
        where p.tenant_id = ${tenantId} and p.hour = to_timestamp(k.hour * 3600.0)
          and p.outcome_id = any(array(
            select id from outcome where answer = 'absent' and vector in ('entra-signin', 'entra-noninteractive')))
      )
      from unnest(${[...new Set(hours)]}::int[]) as k (hour)
      where exists (
        select from rollup r
        where r.tenant_id = ${tenantId} and r.day = (to_timestamp(k.hour * 3600.0) at time zone 'UTC')::date and r.source = 1
      )`,
  );
  return new Map(rows);
}
