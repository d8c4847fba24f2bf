import type { Connection } from "@/lib/db";
import { kindsOfOrigins } from "@/lib/enrich/origin-kinds";
import { currentDirectory, knownPeople } from "@/lib/enrich/run-known-people";
import { lifecycleOf } from "@/lib/enrich/run-lifecycle";
import { type Answered, MICROS, type Micros } from "./answered";
import { type Episode, stretchOf } from "./episode";
import type { SpanRule } from "./rule";
import { directoryNames } from "./run-directory-names";
import { inSurroundings, type Surroundings } from "./surroundings";

/** Of more sources than these the kinds are not asked for: each costs a look at its own rows. */
const MOST_SOURCES = 2000;

/** Episodes of a rule that weighs what is around them, weighed; asked for those that were found, and for nothing else. */
export async function weighedEpisodes(
  connection: Connection,
  rule: SpanRule,
  tenantId: number,
  episodes: readonly Episode[],
): Promise<Episode[]> {
  if (!rule.weighsEnrichment) return [...episodes];
  const weighed: Episode[] = [];
  for (const episode of episodes)
    weighed.push(inSurroundings(episode, await surroundingsOf(connection, tenantId, episode)));
  return weighed;
}

/** What is known around answers, which are at least one and in order of time. */
export async function surroundingsOf(
  connection: Connection,
  tenantId: number,
  episode: Pick<Episode, "counted">,
): Promise<Surroundings> {
  const { from, to } = stretchOf(episode);
  const accountIds = [...new Set(episode.counted.map(({ name }) => name.accountId))];
  const range = { from: dateOf(from), to: dateOf(to + MICROS.second) };
  const current = await currentDirectory(connection, tenantId);
  const lifecycle = await lifecycleOf(connection, tenantId, accountIds, range);
  return {
    kinds: await kindsOf(connection, tenantId, episode.counted),
    people: current && (await knownPeople(connection, tenantId, accountIds)),
    knowsPrivileged: current?.states.includes("privileged") ?? false,
    directory: current && (await directoryNames(connection, tenantId)),
    lifecycleOverlap: lifecycle?.share ?? null,
  };
}

const dateOf = (at: Micros) => new Date(Math.floor(at / 1000));

async function kindsOf(
  connection: Connection,
  tenantId: number,
  counted: readonly Answered[],
): Promise<Surroundings["kinds"]> {
  const ends = new Map<string, { from: Micros; to: Micros }>();
  for (const { from, at } of counted) {
    const known = ends.get(from.id);
    if (known) known.to = at;
    else if (ends.size < MOST_SOURCES) ends.set(from.id, { from: at, to: at });
  }
  const windows = [...ends].map(([originId, { from, to }]) => ({
    ...{ tenantId, originId, from: dateOf(from), to: dateOf(to + MICROS.second) },
  }));
  const kinds = await kindsOfOrigins(connection, windows);
  return new Map(kinds.map(({ originId, kind }) => [originId, kind]));
}
