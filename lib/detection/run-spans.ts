import type { Connection } from "@/lib/db";
import { HOUR } from "@/lib/time";
import { type Answered, MICROS, type Micros } from "./answered";
import { type Episode, type Maybe, type Stretch, stretchOf } from "./episode";
import { groupKeyOf } from "./group-key";
import type { SpanRule } from "./rule";
import { isBusier, noteEarlier, readAnswers, readPeople, readSignIns, timeOf } from "./run-answers";
import { clientsOfInterest, readAround, readSignInsAfter } from "./run-around";
import type { Effective } from "./run-effective";
import { type Entity, outcomesRead } from "./run-entities";
import { type Changed, readStored, type Stored, storeEpisodes } from "./run-episodes";
import { withInner } from "./run-inner";
import { weighedEpisodes } from "./run-surroundings";
import { WEEKS } from "./surge";

/** An hour's last moment. */
const HOUR_END = HOUR - 1;
const MICRO = 1000;

/** Evaluates one rule for one entity around the hours that changed, and stores what follows. */
export async function evaluateEntity(
  connection: Connection,
  rule: SpanRule,
  entity: Entity,
  { thresholds, revision }: Effective,
): Promise<Changed[]> {
  const group: Record<string, string> = rule.entity === "source" ? { source: entity.value } : {};
  const stored = await readStored(
    connection,
    rule,
    entity.tenantId,
    rule.entity === "source" ? [groupKeyOf(group)] : null,
  );
  const range = rangeOf(rule, entity, stored);
  const episodes = await findEpisodes(connection, rule, { entity, stored, range, thresholds });
  const inRange = stored.filter(
    ({ from, to }) => from >= range.since && (range.until === null || to <= range.until),
  );
  const changed = await storeEpisodes(connection, {
    rule,
    revision,
    entity,
    group,
    episodes,
    stored: inRange,
  });
  const isCompared = rule.across?.hoursBefore !== undefined && changed.length > 0;
  if (isCompared) await touchCampaigns(connection, entity, range, [...episodes.map(stretchOf), ...inRange]);
  return changed;
}

/** How long after a campaign an hour is still compared with the hours in it: four weeks, and the hour itself. */
const COMPARED_FOR = (WEEKS * 7 * 24 + 1) * MICROS.hour;

/**
 * Later hours are compared with those outside of campaigns: where one came or went, they are looked at again, unless all
 * of them were in sight just now.
 */
async function touchCampaigns(
  connection: Connection,
  { tenantId }: Entity,
  { until }: Range,
  campaigns: readonly Stretch[],
) {
  const beyond = campaigns.filter(({ to }) => until !== null && to + COMPARED_FOR > until);
  if (beyond.length === 0) return;
  const moments = beyond.flatMap(({ from, to }) => [timeOf(from), timeOf(to)]);
  await connection.query(
    `insert into touched_tenant
     select distinct $1::smallint, date_trunc('hour', at, 'UTC') from unnest($2::timestamptz[]) as k (at)
     on conflict do nothing`,
    [tenantId, moments],
  );
}

/** From where on episodes are found anew, and up to where: null is to the end. */
export type Range = { since: Micros; until: Micros | null };

/**
 * An episode that lies around an end of the range lies in it whole, so nothing that is found depends on where the range
 * ends. What comes after a change may hang on it as long as the rule remembers: for a source all of it is found anew
 * (mostly there is nothing), for a tenant as far as the rule reaches.
 */
export function rangeOf(
  { reach }: SpanRule,
  { from, to, value, isAnew }: Entity,
  stored: readonly Stored[],
): Range {
  let since = (from.getTime() - reach.back) * MICRO;
  for (const episode of [...stored].reverse()) {
    if (episode.from < since && episode.to >= since) since = episode.from;
  }
  if (value !== "") return { since, until: null };
  const forward = isAnew ? 0 : (reach.forward ?? 0);
  let until = halfDayAfter((to.getTime() + HOUR_END + reach.back + forward) * MICRO);
  for (const episode of stored)
    if (episode.from <= until && episode.to > until) until = halfDayAfter(episode.to);
  return { since, until };
}

/** The end of the half day after the moment's own: every span of hours that holds the moment is whole by then. */
const halfDayAfter = (at: Micros): Micros => Math.ceil((at + 1) / HALF_DAY) * HALF_DAY + HALF_DAY - MICRO;
const HALF_DAY = 12 * MICROS.hour;

type Finding = {
  entity: Entity;
  stored: readonly Stored[];
  range: Range;
  thresholds: Record<string, number>;
};

async function findEpisodes(
  connection: Connection,
  rule: SpanRule,
  { entity, stored, range, thresholds }: Finding,
): Promise<Episode[]> {
  const period = { entity, from: range.since - rule.reach.memory * MICRO, to: range.until };
  const clientIds = await clientsOfInterest(connection, rule, period);
  if (clientIds?.length === 0) return [];
  const read = await readAnswers(connection, { ...period, clientIds }, outcomesRead([rule]));
  // Across a tenant windows that reach into the memory are weighed like all others.
  const inRange = rule.across ? read.answers : read.answers.filter(({ at }) => at >= range.since);
  const maybe = rule.stretches(inRange, thresholds);
  const found = await worthLooking(connection, entity, maybe);
  const stretches = rule.across
    ? found
    : found.map(({ from, to }) => ({ from: Math.max(from, range.since), to }));
  if (stretches.length === 0) return [];
  // Ledger rows say enough for a crowd, and mean the same wherever the range ends.
  const { answers, isFolded } = rule.across
    ? { answers: read.answers, isFolded: false }
    : await withInner(connection, entity.tenantId, read.answers, stretches);
  const looked = inStretches(answers, stretches);
  const signIns = rule.across?.readsSignIns
    ? await readSignInsAfter(connection, entity.tenantId, looked)
    : await readSignIns(connection, entity, stretches, looked);
  const people = await readPeople(connection, entity, stretches);
  await noteEarlier(connection, entity, stretches, { signIns, people });
  const episodes = rule.find(
    {
      answers,
      since: range.since,
      until: range.until,
      before: stored.filter(({ from }) => from < range.since),
      stretches,
      signIns,
      people,
      around: await readAround(connection, rule, entity.tenantId, looked, thresholds),
    },
    thresholds,
  );
  const { tenantId } = entity;
  const weighed = await weighedEpisodes(
    connection,
    rule,
    episodes.map((episode) => ({ tenantId, episode })),
  );
  return weighed.map((episode) => noted(episode, read.isCut, isFolded));
}

export const inStretches = (answers: readonly Answered[], stretches: readonly Stretch[]) =>
  answers.filter(({ at }) => stretches.some(({ from, to }) => at >= from && at <= to));

/** Leaves out stretches on sources where too many people sign in for what happened there to be a detection. */
async function worthLooking(
  connection: Connection,
  entity: Entity,
  maybe: readonly Maybe[],
): Promise<Stretch[]> {
  const stretches: Stretch[] = [];
  for (const { from, to, mostUsers } of maybe) {
    const isFree = mostUsers === Number.POSITIVE_INFINITY;
    if (isFree || !(await isBusier(connection, entity, { from, to }, mostUsers)))
      stretches.push({ from, to });
  }
  return stretches;
}

/** What could not be read in full is said on the detection. */
export function noted(episode: Episode, isCut: boolean, isFolded: boolean): Episode {
  const notes = [
    ...(isCut ? ["Only the first 1,000,000 ledger rows of this source were weighed."] : []),
    ...(isFolded
      ? ["Repeated attempts are too many to be read one by one: their times within an hour are rough."]
      : []),
  ];
  return { ...episode, severityWhy: [...episode.severityWhy, ...notes] };
}
