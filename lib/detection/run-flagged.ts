import { type Connection, Prisma } from "@/lib/db";
import type { Answered, Micros } from "./answered";
import type { Stretch } from "./episode";
import { chainsOf, FLAGGING, type Flagged, type FlaggedSight } from "./flagged";
import { groupKeyOf } from "./group-key";
import { knownIn } from "./later";
import type { FlaggedRule, Rule } from "./rule";
import { readAnswers, readPeople, readSignIns, rowKeyOf, withInner } from "./run-answers";
import { type Effective, readEffective } from "./run-effective";
import { type Entity, membersOf, outcomesRead } from "./run-entities";
import { type Changed, readStored, storeEpisodes } from "./run-episodes";
import { follow } from "./run-followed";
import { readLater, readPlaces } from "./run-later";
import { privilegedOf } from "./run-privileged";
import { joined } from "./sliding";
import type { Windows } from "./tally";

type EffectiveOf = (rule: Rule) => Effective;

/** Whoever was flagged: the group of its detections, and the episodes that flag it. */
type Suspect = { entity: Entity; group: Record<string, string>; flagged: readonly Flagged[] };

/** Evaluates the rules that come after the others for those sources of these windows that were ever looked at closer. */
export async function evaluateFlaggedSources(
  connection: Connection,
  rules: readonly FlaggedRule[],
  effectiveOf: EffectiveOf,
  windows: Windows,
): Promise<Changed[]> {
  if (rules.length === 0) return [];
  return evaluateSources(connection, rules, effectiveOf, await watchedOf(connection, windows));
}

/** Evaluates them for suspects of whom an account that they know was seen somewhere. */
export async function evaluateSuspects(
  connection: Connection,
  rules: readonly FlaggedRule[],
  suspects: readonly { tenantId: number; suspect: string }[],
): Promise<Changed[]> {
  const effectiveOf = await readEffective(connection);
  return evaluateSources(connection, rules, effectiveOf, await sourcesNamed(connection, suspects));
}

async function evaluateSources(
  connection: Connection,
  rules: readonly FlaggedRule[],
  effectiveOf: EffectiveOf,
  sources: readonly Entity[],
): Promise<Changed[]> {
  const changed: Changed[] = [];
  for (const entity of sources) {
    const group = { source: entity.value };
    const flagged = await readFlagged(connection, entity.tenantId, group);
    changed.push(...(await evaluateSuspect(connection, rules, effectiveOf, { entity, group, flagged })));
  }
  return changed;
}

/** Evaluates them for one suspect over all that is held of it, and stores what follows. */
async function evaluateSuspect(
  connection: Connection,
  rules: readonly FlaggedRule[],
  effectiveOf: EffectiveOf,
  { entity, group, flagged }: Suspect,
): Promise<Changed[]> {
  const changed: Changed[] = [];
  let seen: Seen | null = null;
  for (const rule of rules) {
    const groups = rule.ways.length === 0 ? [group] : rule.ways.map((way) => ({ ...group, way }));
    const stored = await readStored(connection, rule, entity.tenantId, groups.map(groupKeyOf));
    if (flagged.length === 0 && stored.length === 0) continue;
    seen ??= await see(connection, rules, { entity, flagged });
    const { revision, thresholds } = effectiveOf(rule);
    const episodes = rule.find(await sightOf(connection, rule, entity, seen), thresholds).map((episode) => ({
      ...episode,
      severityWhy: [...episode.severityWhy, ...(seen?.notes ?? [])],
    }));
    const storing = { rule, revision, entity, group, episodes, stored };
    changed.push(...(await storeEpisodes(connection, storing)));
  }
  return changed;
}

type Seen = { sight: FlaggedSight; notes: string[] };

/** What all of these rules see of a suspect, read once. */
async function see(
  connection: Connection,
  rules: readonly FlaggedRule[],
  { entity, flagged }: Pick<Suspect, "entity" | "flagged">,
): Promise<Seen> {
  const chains = chainsOf(flagged);
  const stretches = joined(chains);
  const { answers, notes } = await readWithin(connection, rules, entity, stretches);
  const sight = {
    ...{ chains, answers, later: [], places: [] },
    signIns: await readSignIns(connection, entity, stretches, answers),
    people: await readPeople(connection, entity, stretches),
    privileged: await privilegedOf(connection, entity.tenantId, answers),
  };
  return { sight, notes };
}

/** What one of them sees: the answers that it reads, and if it follows accounts, what became of them. */
async function sightOf(
  connection: Connection,
  { reads, follows }: FlaggedRule,
  entity: Entity,
  { sight }: Seen,
): Promise<FlaggedSight> {
  const answers = sight.answers.filter(
    ({ said }) => reads.answers.includes(said.answer) && reads.vectors.includes(said.vector),
  );
  if (!follows) return { ...sight, answers };
  const known = sight.chains.flatMap((chain) => knownIn(chain, { ...sight, answers }));
  await follow(connection, entity.tenantId, entity.value, known);
  const later = await readLater(connection, entity, known);
  const places = later.length === 0 ? [] : await readPlaces(connection, entity, sight.chains);
  return { ...sight, answers, later, places };
}

async function readWithin(
  connection: Connection,
  rules: readonly FlaggedRule[],
  entity: Entity,
  stretches: readonly Stretch[],
): Promise<{ answers: readonly Answered[]; notes: string[] }> {
  const outcomes = outcomesRead(rules);
  const isWithin = (at: Micros) => stretches.some(({ from, to }) => at >= from && at <= to);
  const rows: Answered[] = [];
  const seen = new Set<string>();
  let isCut = false;
  for (const { from, to } of stretches) {
    const read = await readAnswers(connection, { entity, from, to }, outcomes);
    // Stretches less than an hour apart share the ledger rows of the hour between them.
    const fresh = read.answers.filter((answered) => !seen.has(rowKeyOf(answered)));
    for (const answered of fresh) seen.add(rowKeyOf(answered));
    rows.push(...fresh);
    isCut ||= read.isCut;
  }
  const { answers, isFolded } = await withInner(connection, entity.tenantId, rows, stretches);
  return { answers: answers.filter(({ at }) => isWithin(at)), notes: notesOf(isCut, isFolded) };
}

/** What could not be read in full is said on the detection. */
const notesOf = (isCut: boolean, isFolded: boolean): string[] => [
  ...(isCut ? ["Only the first 1,000,000 ledger rows of this source were weighed."] : []),
  ...(isFolded
    ? ["Repeated attempts are too many to be read one by one: their times within an hour are rough."]
    : []),
];

/** The sources of these windows that are watched, each with all of its origins. */
async function watchedOf(
  connection: Connection,
  { tenantIds, originIds, hours }: Windows,
): Promise<Entity[]> {
  return withMembers(
    connection,
    Prisma.sql`
      select s.tenant_id, w.source, array_agg(s.origin_id) as touched, min(s.hour) as lo, max(s.hour) as hi
      from unnest(${tenantIds}::smallint[], ${originIds}::bigint[], ${hours}::timestamptz[])
        as s (tenant_id, origin_id, hour)
      join origin o on o.id = s.origin_id and o.kind = 'address'
      join watched w on w.tenant_id = s.tenant_id and w.source = source_of(o.value)
      group by 1, 2`,
  );
}

/** Sources by their names, each with all of its origins. */
async function sourcesNamed(
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
      select s.tenant_id, s.source, array(select id from origin o where o.kind = 'address' and o.value = s.source) as touched,
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

/** The episodes that flag a group, as the rules before left them in this transaction. */
async function readFlagged(
  connection: Connection,
  tenantId: number,
  group: Record<string, string>,
): Promise<Flagged[]> {
  const { rows } = await connection.query<FlaggedRow>(Prisma.sql`
    select rule_id as "ruleId", verdict, severity, entity_kind as kind, entity_value as value,
           origin_id::text as "originId", micros_of(window_from)::text as "from", micros_of(window_to)::text as "to"
    from detection
    where tenant_id = ${tenantId} and rule_id = any(${[...FLAGGING]}::text[]) and group_key = ${groupKeyOf(group)}
    order by window_from, rule_id`);
  return rows.map(({ from, to, kind, value, originId, ...row }) => ({
    ...row,
    ...{ from: Number(from), to: Number(to) - 1, about: { kind, value, originId } },
  }));
}
