import type { Connection } from "@/lib/db";
import { HOUR } from "@/lib/time";
import type { Answered, Micros } from "./answered";
import type { Episode, Maybe, Stretch } from "./episode";
import { groupKeyOf } from "./group-key";
import type { SpanRule } from "./rule";
import { isBusier, readAnswers, readPeople, readSignIns, withInner } from "./run-answers";
import type { Effective } from "./run-effective";
import { type Entity, outcomesRead } from "./run-entities";
import { type Changed, readStored, type Stored, storeEpisodes } from "./run-episodes";

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
    rule.entity === "source" ? groupKeyOf(group) : null,
  );
  const range = rangeOf(rule, entity, stored);
  const episodes = await findEpisodes(connection, rule, { entity, stored, range, thresholds });
  const inRange = stored.filter(
    ({ from, to }) => from >= range.since && (range.until === null || to <= range.until),
  );
  return storeEpisodes(connection, { rule, revision, entity, group, episodes, stored: inRange });
}

/** From where on episodes are found anew, and up to where: null is to the end. */
export type Range = { since: Micros; until: Micros | null };

/**
 * An episode that lies around an end of the range lies in it whole, so nothing that is found depends on where the range
 * ends. What comes after a change may hang on it as long as the rule remembers: for a source all of it is found anew
 * (mostly there is nothing), for a tenant as far as the rule reaches.
 */
export function rangeOf({ reach }: SpanRule, { from, to, value }: Entity, stored: readonly Stored[]): Range {
  let since = (from.getTime() - reach.back) * MICRO;
  for (const episode of [...stored].reverse()) {
    if (episode.from < since && episode.to >= since) since = episode.from;
  }
  if (value !== "") return { since, until: null };
  let until = (to.getTime() + HOUR_END + reach.back) * MICRO;
  for (const episode of stored) if (episode.from <= until && episode.to > until) until = episode.to;
  return { since, until };
}

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
  const memory = rule.reach.memory * MICRO;
  const read = await readAnswers(
    connection,
    { entity, from: range.since - memory, to: range.until },
    outcomesRead([rule]),
  );
  const inRange = read.answers.filter(({ at }) => at >= range.since);
  const maybe = rule.stretches(inRange, thresholds);
  const found = await worthLooking(connection, entity, maybe);
  const stretches = found.map(({ from, to }) => ({ from: Math.max(from, range.since), to }));
  if (stretches.length === 0) return [];
  const { answers, isFolded } = await withInner(connection, entity.tenantId, read.answers, stretches);
  const episodes = rule.find(
    {
      answers,
      since: range.since,
      before: stored.filter(({ from }) => from < range.since),
      stretches,
      signIns: await readSignIns(connection, entity, stretches, inStretches(answers, stretches)),
      people: await readPeople(connection, entity, stretches),
    },
    thresholds,
  );
  return episodes.map((episode) => noted(episode, read.isCut, isFolded));
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
