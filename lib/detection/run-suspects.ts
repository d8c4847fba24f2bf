import { type Connection, Prisma } from "@/lib/db";
import { DAY, HOUR } from "@/lib/time";
import { chainsOf, FLAGGING, type Flagged, type FlaggedChain } from "./flagged";
import { groupKeyOf } from "./group-key";
import { type Entity, membersOf } from "./run-entities";
import type { Windows } from "./tally";

/** What the name of a campaign begins with, among the names of suspects; all others are sources. */
export const CAMPAIGN = "campaign ";
export const isCampaign = (suspect: string) => suspect.startsWith(CAMPAIGN);

/** Answers this near to a campaign are its own, the hour that they are marked by included. */
const NEAR = DAY + HOUR;

/** The sources of these windows that are watched, each with all of its origins. */
export async function watchedOf(
  connection: Connection,
  { tenantIds, originIds, hours }: Windows,
): Promise<Entity[]> {
  return withMembers(
    connection,
    Prisma.sql`
      select s.tenant_id, w.source, array_agg(s.origin_id) as touched, min(s.hour) as lo, max(s.hour) as hi
      from unnest(${tenantIds}::smallint[], ${originIds}::bigint[], ${hours}::timestamptz[])
        as s (tenant_id, origin_id, hour)
      join origin o on o.id = s.origin_id and o.kind <> 'none'
      join watched w on w.tenant_id = s.tenant_id and w.source = source_of(o.value)
      group by 1, 2`,
  );
}

/** Sources by their names, each with all of its origins. */
export async function sourcesNamed(
  connection: Connection,
  suspects: readonly { tenantId: number; suspect: string }[],
): Promise<Entity[]> {
  const [tenantIds, values] = [
    suspects.map(({ tenantId }) => tenantId),
    suspects.map(({ suspect }) => suspect),
  ];
  return withMembers(
    connection,
    Prisma.sql`
      select s.tenant_id, s.source, array(select id from origin o where o.kind <> 'none' and o.value = s.source) as touched,
             'epoch'::timestamptz as lo, 'epoch'::timestamptz as hi
      from unnest(${tenantIds}::smallint[], ${values}::text[]) as s (tenant_id, source)`,
  );
}

const withMembers = async (connection: Connection, sources: Prisma.Sql): Promise<Entity[]> => {
  const { rows } = await connection.query<Entity>(Prisma.sql`
    select s.tenant_id::int as "tenantId", s.source as value,
           array_agg(distinct m.origin_id::text order by m.origin_id::text) as "originIds",
           s.lo as "from", s.hi as "to", 0 as rows
    from (${sources}) s cross join lateral (${membersOf}) m
    group by s.tenant_id, s.source, s.lo, s.hi
    order by s.tenant_id, s.source`);
  return rows;
};

type FlaggedRow = Omit<Flagged, "from" | "to" | "about"> &
  Flagged["about"] & {
    from: string;
    to: string;
  };

/** The episodes that flag each of these groups, as the rules before left them in this transaction. */
export async function readFlagged(
  connection: Connection,
  groups: readonly { tenantId: number; group: Record<string, string> }[],
): Promise<Flagged[][]> {
  const { rows } = await connection.query<FlaggedRow & { which: number }>(Prisma.sql`
    select k.which, d.rule_id as "ruleId", d.verdict, d.severity, d.entity_kind as kind, d.entity_value as value,
           d.origin_id::text as "originId", micros_of(d.window_from)::text as "from", micros_of(d.window_to)::text as "to"
    from unnest(${groups.map((_, which) => which)}::int[], ${groups.map(({ tenantId }) => tenantId)}::smallint[],
                ${groups.map(({ group }) => groupKeyOf(group))}::text[]) as k (which, tenant_id, group_key)
    cross join unnest(${[...FLAGGING]}::text[]) as rule (id)
    join detection d on d.tenant_id = k.tenant_id and d.rule_id = rule.id and d.group_key = k.group_key
    order by k.which, d.window_from, d.rule_id`);
  const flagged = groups.map(() => [] as Flagged[]);
  for (const { which, ...row } of rows) flagged[which]?.push(flaggedOf(row));
  return flagged;
}

const flaggedOf = ({ from, to, kind, value, originId, ...row }: FlaggedRow): Flagged => ({
  ...row,
  ...{ from: Number(from), to: Number(to) - 1, about: { kind, value, originId } },
});

/** The chains of a campaign, each with the origins that took part in it. */
export async function campaignParts(
  connection: Connection,
  tenantId: number,
  suspect: string,
): Promise<{ entity: Entity; chains: FlaggedChain[] }[]> {
  const { rows } = await connection.query<FlaggedRow>(Prisma.sql`
    select rule_id as "ruleId", verdict, severity, entity_kind as kind, entity_value as value,
           origin_id::text as "originId", micros_of(window_from)::text as "from", micros_of(window_to)::text as "to",
           array(select distinct r.origin_id::text from detection_row r where r.detection_id = d.id order by 1) as "originIds"
    from detection d
    where tenant_id = ${tenantId} and rule_id = any(${[...FLAGGING]}::text[]) and entity_kind = 'campaign'
      and entity_value = ${suspect.slice(CAMPAIGN.length)}
    order by window_from, rule_id`);
  const times = { from: new Date(0), to: new Date(0), rows: 0 };
  return chainsOf(rows.map(flaggedOf)).map((chain) => {
    const originIds = [...new Set(chain.episodes.flatMap((episode) => episode.originIds ?? []))];
    return { entity: { tenantId, value: suspect, originIds, ...times }, chains: [chain] };
  });
}

type Flag = { suspect: string; digest: string; from: Date; to: Date };

/** Whom these rules of tenants flag, with a digest of the episodes that say so, and their time. */
async function tenantFlags(
  connection: Connection,
  tenantId: number,
  ruleIds: readonly string[],
): Promise<Map<string, Flag>> {
  const { rows } = await connection.query<Flag>(Prisma.sql`
    select suspect, md5(string_agg(id || ' ' || digest, ' ' order by id)) as digest, min(window_from) as "from",
           max(window_to) as "to"
    from (
      select case entity_kind when 'campaign' then ${CAMPAIGN}::text || entity_value else "group" ->> 'source' end as suspect,
             d.id, d.digest, d.window_from, d.window_to
      from detection d where tenant_id = ${tenantId} and rule_id = any(${[...ruleIds]}::text[])
    ) d
    where suspect is not null
    group by suspect
    order by suspect`);
  return new Map(rows.map((flag) => [flag.suspect, flag]));
}

/**
 * Lets rules of tenants find what they find, and says which suspects to look at then: those whom they flag otherwise than
 * before, and campaigns around which an hour changed. Late sign-ins of the sources among them are looked at from now on.
 */
export async function suspectsAfter(
  connection: Connection,
  { tenantId, from, to }: Pick<Entity, "tenantId" | "from" | "to">,
  ruleIds: readonly string[],
  find: () => Promise<void>,
): Promise<{ tenantId: number; suspect: string }[]> {
  const flagging = ruleIds.filter((id) => FLAGGING.includes(id));
  if (flagging.length === 0) {
    await find();
    return [];
  }
  const before = await tenantFlags(connection, tenantId, flagging);
  await find();
  const after = await tenantFlags(connection, tenantId, flagging);
  await connection.query(
    "insert into watched select $1, source from unnest($2::text[]) as source order by 2 on conflict do nothing",
    [tenantId, [...after.keys()].filter((suspect) => !isCampaign(suspect))],
  );
  const isNear = (flag: Flag) =>
    isCampaign(flag.suspect) &&
    flag.from.getTime() <= to.getTime() + NEAR &&
    flag.to.getTime() >= from.getTime() - NEAR;
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((suspect) => {
    const flag = after.get(suspect);
    return before.get(suspect)?.digest !== flag?.digest || (flag !== undefined && isNear(flag));
  });
  return names.map((suspect) => ({ tenantId, suspect }));
}
