import type { Connection } from "@/lib/db";
import type { Answered } from "./answered";
import { isCrowded } from "./crowded";
import { type Episode, type Maybe, NOTHING_AROUND, type Stretch } from "./episode";
import { groupKeyOf } from "./group-key";
import type { SpanRule } from "./rule";
import { noteEarlier } from "./run-answers";
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
import { type Unfolded, withInners } from "./run-inner";
import { answersOfSources, busierOf, peopleOf, readLedger, signInsOf, typosOf } from "./run-source-answers";
import { evaluateEntity, inStretches, noted, type Range, rangeOf } from "./run-spans";
import { type Found, weighedEpisodes } from "./run-surroundings";

type EffectiveOf = (rule: SpanRule) => Effective;

/** Sources that are looked at together, and the ledger rows that they may have around the changes. */
const MOST_SOURCES = 200;
const MOST_ROWS = 100_000;

/**
 * Evaluates these rules for many sources, each around the hours that changed, and stores what follows. Most sources are
 * small, and asking Postgres costs more than what it answers: so each question is asked once for all of them.
 */
export async function evaluateSources(
  connection: Connection,
  rules: readonly SpanRule[],
  sources: readonly Entity[],
  effectiveOf: EffectiveOf,
): Promise<Changed[]> {
  const changed: Changed[] = [];
  if (rules.length === 0) return changed;
  for (const batch of batchesOf(sources)) {
    changed.push(...(await evaluateBatch(connection, rules, batch, effectiveOf)));
  }
  return changed;
}

function batchesOf(sources: readonly Entity[]): Entity[][] {
  const batches: Entity[][] = [];
  let rows = 0;
  for (const source of sources) {
    const current = batches.at(-1);
    rows += source.rows;
    if (current && current.length < MOST_SOURCES && rows <= MOST_ROWS) current.push(source);
    else {
      batches.push([source]);
      rows = source.rows;
    }
  }
  return batches;
}

/** A source before one rule: what is stored of it, and what of it is found anew. */
type Case = { entity: Entity; group: Record<string, string>; stored: readonly Stored[]; range: Range };

async function evaluateBatch(
  connection: Connection,
  rules: readonly SpanRule[],
  sources: readonly Entity[],
  effectiveOf: EffectiveOf,
): Promise<Changed[]> {
  const cases = new Map<SpanRule, Case[]>();
  for (const rule of rules) cases.set(rule, await casesOf(connection, rule, sources));
  const since = sources.map((_, which) =>
    Math.min(...rules.map((rule) => (cases.get(rule)?.[which]?.range.since ?? 0) - rule.reach.memory * 1000)),
  );
  const rows = await readLedger(connection, rules, sources, since);
  if (rows === null) return evaluateOneByOne(connection, rules, sources, effectiveOf);
  const worth = rows.map((own) =>
    rules.some((rule) => isCrowded(own, rule.crowds(effectiveOf(rule).thresholds))) ? own : [],
  );
  const answers = await answersOfSources(connection, worth);
  const changed: Changed[] = [];
  for (const rule of rules) {
    const own = cases.get(rule) ?? [];
    changed.push(...(await evaluateCases(connection, rule, effectiveOf(rule), { cases: own, answers })));
  }
  return changed;
}

/** More than is to be held at a time: then each source for itself, which says where it was cut. */
async function evaluateOneByOne(
  connection: Connection,
  rules: readonly SpanRule[],
  sources: readonly Entity[],
  effectiveOf: EffectiveOf,
): Promise<Changed[]> {
  const changed: Changed[] = [];
  for (const source of sources) {
    for (const rule of rules) {
      changed.push(...(await evaluateEntity(connection, rule, source, effectiveOf(rule))));
    }
  }
  return changed;
}

async function casesOf(connection: Connection, rule: SpanRule, sources: readonly Entity[]): Promise<Case[]> {
  const groups = sources.map(({ value }) => ({ source: value }));
  const stored = await readStoredOf(
    connection,
    rule,
    sources.map(({ tenantId }, which) => ({ tenantId, groupKey: groupKeyOf(groups[which] ?? {}) })),
  );
  return sources.map((entity, which) => {
    const own = stored[which] ?? [];
    return { entity, group: groups[which] ?? {}, stored: own, range: rangeOf(rule, entity, own) };
  });
}

type Batch = { cases: readonly Case[]; answers: readonly Answered[][] };

async function evaluateCases(
  connection: Connection,
  rule: SpanRule,
  { thresholds, revision }: Effective,
  batch: Batch,
): Promise<Changed[]> {
  const episodes = await findInCases(connection, rule, thresholds, batch);
  const bringing: Bringing[] = batch.cases.map(({ entity, group, stored, range }, which) => ({
    tenantId: entity.tenantId,
    planned: (episodes[which] ?? []).map((episode) => plannedOf(rule, revision, entity, group, episode)),
    stored: stored.filter(({ from }) => from >= range.since),
  }));
  return bringAllTo(connection, bringing);
}

/** The episodes of each case. */
async function findInCases(
  connection: Connection,
  rule: SpanRule,
  thresholds: Record<string, number>,
  { cases, answers }: Batch,
): Promise<Episode[][]> {
  const isRead = ({ said }: Answered) =>
    rule.reads.answers.includes(said.answer) && rule.reads.vectors.includes(said.vector);
  const read = answers.map((own) => own.filter(isRead));
  const maybe = cases.map(({ range }, which) =>
    rule.stretches(
      (read[which] ?? []).filter(({ at }) => at >= range.since),
      thresholds,
    ),
  );
  const stretches = await worthLooking(connection, cases, maybe);
  const looked = cases
    .map((one, which) => ({ ...one, which, stretches: stretches[which] ?? [], answers: read[which] ?? [] }))
    .filter((one) => one.stretches.length > 0);
  const found: Episode[][] = cases.map(() => []);
  if (looked.length === 0) return found;
  const unfolded = await withInners(
    connection,
    looked.map(({ entity, ...one }) => ({ tenantId: entity.tenantId, ...one })),
  );
  const people = await peopleOf(connection, looked);
  const signIns = await readSignInsFor(connection, rule, looked, unfolded);
  const episodes: (Found & { which: number; isFolded: boolean })[] = [];
  for (const [index, { which, entity, stored, range, stretches: own }] of looked.entries()) {
    const { answers: all, isFolded } = of(unfolded, index);
    const known = { signIns: of(signIns, index), people: of(people, index) };
    await noteEarlier(connection, entity, own, known);
    const sight = {
      ...{ answers: all, since: range.since, until: range.until, stretches: own },
      before: stored.filter(({ from }) => from < range.since),
      ...{ ...known, around: NOTHING_AROUND },
    };
    for (const episode of rule.find(sight, thresholds)) {
      episodes.push({ tenantId: entity.tenantId, episode, which, isFolded });
    }
  }
  // Asked about together: each episode by itself costs more than what it learns.
  const weighed = await weighedEpisodes(connection, rule, episodes);
  for (const [index, episode] of weighed.entries()) {
    const { which, isFolded } = of(episodes, index);
    found[which]?.push(noted(episode, false, isFolded));
  }
  return found;
}

function readSignInsFor(
  connection: Connection,
  rule: SpanRule,
  looked: readonly { entity: Entity; stretches: readonly Stretch[] }[],
  unfolded: readonly Unfolded[],
) {
  const looks = looked.map(({ entity, stretches }, index) => {
    const asked = inStretches(of(unfolded, index).answers, stretches);
    return { entity, stretches, asked };
  });
  return rule.signIns === "typos" ? typosOf(connection, looks) : signInsOf(connection, looks);
}

function of<T>(list: readonly T[], index: number): T {
  const one = list[index];
  if (one === undefined) throw new Error(`Nothing was read for source ${index} of ${list.length}.`);
  return one;
}

/** Leaves out stretches on sources where too many people sign in for what happened there to be a detection. */
async function worthLooking(
  connection: Connection,
  cases: readonly Case[],
  maybe: readonly Maybe[][],
): Promise<Stretch[][]> {
  const asked = maybe.flatMap((own, which) =>
    own
      .filter(({ mostUsers }) => mostUsers !== Number.POSITIVE_INFINITY)
      .map((stretch) => ({ entity: of(cases, which).entity, stretch })),
  );
  const busier = await busierOf(connection, asked);
  return maybe.map((own, which) =>
    own
      .filter((stretch) => !busier.has(stretch))
      .map(({ from, to }) => ({ from: Math.max(from, of(cases, which).range.since), to })),
  );
}
