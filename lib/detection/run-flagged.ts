import type { Connection } from "@/lib/db";
import { type Answered, isConfirmed } from "./answered";
import { chainsOf, type FlaggedChain, type FlaggedSight } from "./flagged";
import { groupKeyOf } from "./group-key";
import { type Known, knownIn } from "./later";
import { People } from "./people";
import type { FlaggedRule, Rule } from "./rule";
import { readPeople } from "./run-answers";
import type { Effective } from "./run-effective";
import type { Entity } from "./run-entities";
import {
  type Bringing,
  bringAllTo,
  type Changed,
  plannedOf,
  readStoredOf,
  type Stored,
} from "./run-episodes";
import { follow } from "./run-followed";
import { readLater, readPlaces } from "./run-later";
import { privilegedOf } from "./run-privileged";
import { peopleOf, signInsOf } from "./run-source-answers";
import { answersWithin } from "./run-stretches";
import { CAMPAIGN, campaignParts, isCampaign, readFlagged, sourcesNamed } from "./run-suspects";
import { joined } from "./sliding";

type EffectiveOf = (rule: Rule) => Effective;

/** Suspects that are looked at together: asking for each by itself costs more than what is answered. */
const MOST_SUSPECTS = 100;

/** Some origins and the chains of episodes that flag them. */
type Part = { entity: Entity; chains: readonly FlaggedChain[] };

/** Whoever was flagged: how it is called, the group of its detections, and its parts (one, or those of a campaign). */
type Suspect = { tenantId: number; name: string; group: Record<string, string>; parts: readonly Part[] };
type Named = { tenantId: number; suspect: string };

/** Evaluates them for suspects by name: sources and campaigns. */
export async function evaluateSuspects(
  connection: Connection,
  rules: readonly FlaggedRule[],
  effectiveOf: EffectiveOf,
  suspects: readonly Named[],
): Promise<Changed[]> {
  if (suspects.length === 0) return [];
  const sources = suspects.filter(({ suspect }) => !isCampaign(suspect));
  const entities = await sourcesNamed(connection, sources);
  const changed = await evaluateFlagged(connection, rules, effectiveOf, entities);
  for (const { tenantId, suspect } of suspects.filter((one) => !sources.includes(one))) {
    const parts = await campaignParts(connection, tenantId, suspect);
    const group = { campaign: suspect.slice(CAMPAIGN.length) };
    const campaign = { tenantId, name: suspect, group, parts };
    changed.push(...(await evaluateTogether(connection, rules, effectiveOf, [campaign])));
  }
  return changed;
}

/** Evaluates the rules that come after the others for these sources, which were all looked at closer once. */
export async function evaluateFlagged(
  connection: Connection,
  rules: readonly FlaggedRule[],
  effectiveOf: EffectiveOf,
  sources: readonly Entity[],
): Promise<Changed[]> {
  const changed: Changed[] = [];
  if (rules.length === 0) return changed;
  for (let at = 0; at < sources.length; at += MOST_SUSPECTS) {
    const batch = sources.slice(at, at + MOST_SUSPECTS).map((entity) => ({
      ...{ entity, tenantId: entity.tenantId, name: entity.value, group: { source: entity.value } },
    }));
    const flagged = await readFlagged(connection, batch);
    const suspects = batch.map(({ entity, ...suspect }, which) => {
      const chains = chainsOf(flagged[which] ?? []);
      return { ...suspect, parts: chains.length === 0 ? [] : [{ entity, chains }] };
    });
    changed.push(...(await evaluateTogether(connection, rules, effectiveOf, suspects)));
  }
  return changed;
}

/** Evaluates them for these suspects over all that is held of each, and stores what follows. */
async function evaluateTogether(
  connection: Connection,
  rules: readonly FlaggedRule[],
  effectiveOf: EffectiveOf,
  asked: readonly Suspect[],
): Promise<Changed[]> {
  const held = new Map<FlaggedRule, Stored[][]>();
  for (const rule of rules) held.set(rule, await storedOf(connection, rule, asked));
  const isKnown = ({ parts }: Suspect, which: number) =>
    parts.length > 0 || [...held.values()].some((stored) => (stored[which]?.length ?? 0) > 0);
  const known = asked
    .map((suspect, which) => ({ suspect, which }))
    .filter((one) => isKnown(one.suspect, one.which));
  if (rules.length === 0 || known.length === 0) return [];
  const parts = known.flatMap(({ suspect }) => suspect.parts.map((part) => ({ ...part, suspect })));
  const seen = await seeAll(connection, rules, parts);
  const seenOf = (suspect: Suspect) => seen.filter((_, index) => parts[index]?.suspect === suspect);
  if (rules.some(({ follows }) => follows)) {
    const following = known.map(({ suspect }) => ({
      ...{ tenantId: suspect.tenantId, suspect: suspect.name },
      known: seenOf(suspect).flatMap(({ followed }) => followed),
    }));
    await follow(connection, following);
  }
  const bringing: Bringing[] = [];
  for (const [rule, stored] of held) {
    for (const { suspect, which } of known) {
      const planned = plannedFor(rule, effectiveOf(rule), suspect, seenOf(suspect));
      bringing.push({ tenantId: suspect.tenantId, planned, stored: stored[which] ?? [] });
    }
  }
  return bringAllTo(connection, bringing);
}

/** What is stored of a rule, by suspect. */
async function storedOf(
  connection: Connection,
  rule: FlaggedRule,
  suspects: readonly Suspect[],
): Promise<Stored[][]> {
  const groups = suspects.flatMap(({ tenantId, group }, which) => {
    const ways = rule.ways.length === 0 ? [group] : rule.ways.map((way) => ({ ...group, way }));
    return ways.map((own) => ({ which, tenantId, groupKey: groupKeyOf(own) }));
  });
  const stored = await readStoredOf(connection, rule, groups);
  const found = suspects.map(() => [] as Stored[]);
  for (const [index, { which }] of groups.entries()) found[which]?.push(...(stored[index] ?? []));
  for (const own of found) own.sort((a, b) => a.from - b.from || Number(a.id) - Number(b.id));
  return found;
}

function plannedFor(
  rule: FlaggedRule,
  { revision, thresholds }: Effective,
  { tenantId, name, group }: Suspect,
  seen: readonly Seen[],
): Bringing["planned"] {
  const episodes = seen.flatMap(({ sight, notes }) =>
    rule.find(shownTo(rule, sight), thresholds).map((episode) => ({
      ...episode,
      severityWhy: [...episode.severityWhy, ...notes],
    })),
  );
  return episodes.map((episode) => plannedOf(rule, revision, { tenantId, value: name }, group, episode));
}

type Seen = { sight: FlaggedSight; followed: readonly Known[]; notes: string[] };

/** What all of these rules see of each part, read once. */
async function seeAll(
  connection: Connection,
  rules: readonly FlaggedRule[],
  parts: readonly Part[],
): Promise<Seen[]> {
  if (parts.length === 0) return [];
  const looks = parts.map(({ entity, chains }) => ({ entity, stretches: joined(chains) }));
  const within = await answersWithin(connection, rules, looks);
  const asked = looks.map((look, index) => ({ ...look, asked: within[index]?.answers ?? [] }));
  const signIns = await signInsOf(connection, asked);
  const people = await peopleOfParts(connection, asked);
  const privileged = await privilegedBy(connection, asked);
  const sights = parts.map(({ entity, chains }, index): FlaggedSight => {
    const answers = asked[index]?.asked ?? [];
    // Who else signs in from a campaign's many addresses is not kept track of: there only the accounts themselves count.
    const own = isCampaign(entity.value) ? accountsIn(answers) : null;
    return {
      ...{ chains, answers, later: [], places: [] },
      signIns: (signIns[index] ?? []).filter(({ accountId }) => own === null || own.has(accountId)),
      people: people[index] ?? new People([]),
      privileged: privileged.get(entity.tenantId) ?? new Set(),
    };
  });
  const notes = (index: number) => within[index]?.notes ?? [];
  if (!rules.some(({ follows }) => follows)) {
    return sights.map((sight, index) => ({ sight, followed: [], notes: notes(index) }));
  }
  return withLater(connection, parts, sights, notes);
}

/** The same with what became of the accounts that each of them came to know of. */
async function withLater(
  connection: Connection,
  parts: readonly Part[],
  sights: readonly FlaggedSight[],
  notes: (index: number) => string[],
): Promise<Seen[]> {
  const knowing = parts.map(({ entity, chains }, index) => ({
    entity,
    known: chains.flatMap((chain) => knownIn(chain, sights[index] ?? NOTHING)),
  }));
  const later = await readLater(connection, knowing);
  const met = parts.filter((_, index) => (later[index]?.length ?? 0) > 0);
  const places = await readPlaces(connection, met);
  const placesOf = new Map(met.map((part, index) => [part, places[index] ?? []]));
  return parts.map((part, index) => {
    const sight = sights[index] ?? NOTHING;
    const { known } = knowing[index] ?? { known: [] };
    const followed = isCampaign(part.entity.value)
      ? part.chains.flatMap((chain) => knownIn(chain, { ...sight, ...NOBODY }))
      : known;
    const own = { later: later[index] ?? [], places: placesOf.get(part) ?? [] };
    return { sight: { ...sight, ...own }, followed, notes: notes(index) };
  });
}

/** With these every account that was confirmed is known, whatever its own sign-ins say. */
const NOBODY = { signIns: [], people: new People([]) };
const NOTHING: FlaggedSight = {
  ...{ chains: [], answers: [], later: [], places: [], privileged: new Set() },
  ...NOBODY,
};

type Asked = Parameters<typeof signInsOf>[1][number];

/** Of a campaign only the accounts that it confirmed are asked for: its origins may be thousands. */
async function peopleOfParts(connection: Connection, asked: readonly Asked[]): Promise<People[]> {
  const sources = asked.filter(({ entity }) => !isCampaign(entity.value));
  const read = sources.length === 0 ? [] : await peopleOf(connection, sources);
  const people = new Map(sources.map((one, index) => [one, read[index]]));
  for (const one of asked.filter(({ entity }) => isCampaign(entity.value))) {
    const accounts = [...accountsIn(one.asked)];
    people.set(one, await readPeople(connection, one.entity, one.stretches, accounts));
  }
  return asked.map((one) => people.get(one) ?? new People([]));
}

/** By tenant those of the accounts who are privileged. */
async function privilegedBy(
  connection: Connection,
  asked: readonly Asked[],
): Promise<Map<number, ReadonlySet<string>>> {
  const privileged = new Map<number, ReadonlySet<string>>();
  for (const tenantId of new Set(asked.map(({ entity }) => entity.tenantId))) {
    const answers = asked.flatMap((one) => (one.entity.tenantId === tenantId ? one.asked : []));
    privileged.set(tenantId, await privilegedOf(connection, tenantId, answers));
  }
  return privileged;
}

const accountsIn = (answers: readonly Answered[]) =>
  new Set(answers.filter(isConfirmed).map(({ name }) => name.accountId));

/** What one of them sees: the answers that it reads. */
const shownTo = ({ reads }: FlaggedRule, sight: FlaggedSight): FlaggedSight => ({
  ...sight,
  answers: sight.answers.filter(
    ({ said }) => reads.answers.includes(said.answer) && reads.vectors.includes(said.vector),
  ),
});
