import type { Connection } from "@/lib/db";
import { type Answered, isConfirmed, type Micros } from "./answered";
import type { Stretch } from "./episode";
import { chainsOf, type FlaggedChain, type FlaggedSight } from "./flagged";
import { groupKeyOf } from "./group-key";
import { type Known, knownIn } from "./later";
import { People } from "./people";
import type { FlaggedRule, Rule } from "./rule";
import { readAnswers, readPeople, readSignIns, rowKeyOf } from "./run-answers";
import type { Effective } from "./run-effective";
import { type Entity, outcomesRead } from "./run-entities";
import { type Changed, readStored, type Stored, storeEpisodes } from "./run-episodes";
import { follow } from "./run-followed";
import { withInner } from "./run-inner";
import { readLater, readPlaces } from "./run-later";
import { privilegedOf } from "./run-privileged";
import { CAMPAIGN, campaignParts, isCampaign, readFlagged, sourcesNamed, watchedOf } from "./run-suspects";
import { joined } from "./sliding";
import type { Windows } from "./tally";

type EffectiveOf = (rule: Rule) => Effective;

/** Some origins and the chains of episodes that flag them. */
type Part = { entity: Entity; chains: readonly FlaggedChain[] };

/** Whoever was flagged: how it is called, the group of its detections, and its parts (one, or those of a campaign). */
type Suspect = { tenantId: number; name: string; group: Record<string, string>; parts: readonly Part[] };
type Named = { tenantId: number; suspect: string };

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

/** Evaluates them for suspects by name: sources and campaigns. */
export async function evaluateSuspects(
  connection: Connection,
  rules: readonly FlaggedRule[],
  effectiveOf: EffectiveOf,
  suspects: readonly Named[],
): Promise<Changed[]> {
  const sources = suspects.filter(({ suspect }) => !isCampaign(suspect));
  const changed = await evaluateSources(
    connection,
    rules,
    effectiveOf,
    await sourcesNamed(connection, sources),
  );
  for (const { tenantId, suspect } of suspects.filter((one) => !sources.includes(one))) {
    const parts = await campaignParts(connection, tenantId, suspect);
    const group = { campaign: suspect.slice(CAMPAIGN.length) };
    changed.push(
      ...(await evaluateSuspect(connection, rules, effectiveOf, { tenantId, name: suspect, group, parts })),
    );
  }
  return changed;
}

async function evaluateSources(
  connection: Connection,
  rules: readonly FlaggedRule[],
  effectiveOf: EffectiveOf,
  sources: readonly Entity[],
): Promise<Changed[]> {
  const changed: Changed[] = [];
  for (const entity of sources) {
    const { tenantId, value: name } = entity;
    const group = { source: name };
    const chains = chainsOf(await readFlagged(connection, tenantId, group));
    const suspect = { tenantId, name, group, parts: chains.length === 0 ? [] : [{ entity, chains }] };
    changed.push(...(await evaluateSuspect(connection, rules, effectiveOf, suspect)));
  }
  return changed;
}

/** Evaluates them for one suspect over all that is held of it, and stores what follows. */
async function evaluateSuspect(
  connection: Connection,
  rules: readonly FlaggedRule[],
  effectiveOf: EffectiveOf,
  { tenantId, name, group, parts }: Suspect,
): Promise<Changed[]> {
  if (rules.length === 0) return [];
  const held = new Map<FlaggedRule, Stored[]>();
  for (const rule of rules) {
    const groups = rule.ways.length === 0 ? [group] : rule.ways.map((way) => ({ ...group, way }));
    held.set(rule, await readStored(connection, rule, tenantId, groups.map(groupKeyOf)));
  }
  const isKnown = parts.length > 0 || [...held.values()].some((stored) => stored.length > 0);
  if (!isKnown) return [];
  const seen: Seen[] = [];
  for (const part of parts) seen.push(await see(connection, rules, part));
  if (rules.some(({ follows }) => follows)) {
    await follow(
      connection,
      tenantId,
      name,
      seen.flatMap(({ followed }) => followed),
    );
  }
  const changed: Changed[] = [];
  for (const [rule, stored] of held) {
    const { revision, thresholds } = effectiveOf(rule);
    const episodes = seen.flatMap(({ sight, notes }) =>
      rule.find(shownTo(rule, sight), thresholds).map((episode) => ({
        ...episode,
        severityWhy: [...episode.severityWhy, ...notes],
      })),
    );
    const entity = { tenantId, value: name };
    const storing = { rule, revision, entity, group, episodes, stored };
    changed.push(...(await storeEpisodes(connection, storing)));
  }
  return changed;
}

type Seen = { sight: FlaggedSight; followed: readonly Known[]; notes: string[] };

/** What all of these rules see of a part, read once. */
async function see(
  connection: Connection,
  rules: readonly FlaggedRule[],
  { entity, chains }: Part,
): Promise<Seen> {
  const stretches = joined(chains);
  const { answers, notes } = await readWithin(connection, rules, entity, stretches);
  // Who else signs in from a campaign's many addresses is not kept track of: there only the accounts themselves count.
  const own = isCampaign(entity.value) ? accountsIn(answers) : undefined;
  const signIns = await readSignIns(connection, entity, stretches, answers);
  const sight = {
    ...{ chains, answers, later: [], places: [] },
    signIns: own ? signIns.filter(({ accountId }) => own.includes(accountId)) : signIns,
    people: await readPeople(connection, entity, stretches, own),
    privileged: await privilegedOf(connection, entity.tenantId, answers),
  };
  if (!rules.some(({ follows }) => follows)) return { sight, followed: [], notes };
  const known = chains.flatMap((chain) => knownIn(chain, sight));
  const later = await readLater(connection, entity, known);
  const places = later.length === 0 ? [] : await readPlaces(connection, entity, chains);
  const followed = own ? chains.flatMap((chain) => knownIn(chain, { ...sight, ...NOBODY })) : known;
  return { sight: { ...sight, later, places }, followed, notes };
}

/** With these every account that was confirmed is known, whatever its own sign-ins say. */
const NOBODY = { signIns: [], people: new People([]) };

const accountsIn = (answers: readonly Answered[]) => [
  ...new Set(answers.filter(isConfirmed).map(({ name }) => name.accountId)),
];

/** What one of them sees: the answers that it reads. */
const shownTo = ({ reads }: FlaggedRule, sight: FlaggedSight): FlaggedSight => ({
  ...sight,
  answers: sight.answers.filter(
    ({ said }) => reads.answers.includes(said.answer) && reads.vectors.includes(said.vector),
  ),
});

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
