import type { Connection } from "@/lib/db";
import { kindsOfOrigins } from "@/lib/enrich/origin-kinds";
import { currentDirectory, type KnownPerson, knownPeople } from "@/lib/enrich/run-known-people";
import { lifecyclesOf } from "@/lib/enrich/run-lifecycle";
import { type Answered, MICROS, type Micros } from "./answered";
import { type Episode, stretchOf } from "./episode";
import type { SpanRule } from "./rule";
import { directoryNames } from "./run-directory-names";
import { inSurroundings, type Surroundings } from "./surroundings";

/** Of more sources than these the kinds are not asked for: each costs a look at its own rows. */
const MOST_SOURCES = 2000;

/** Windows whose kinds are asked for in one statement. */
const MOST_TOGETHER = 10_000;

/** An episode as somebody found it in a tenant. */
export type Found<E extends Pick<Episode, "counted"> = Episode> = { tenantId: number; episode: E };

/**
 * Episodes of a rule that weighs what is around them, weighed, in their order; asked for those that were found, and for
 * nothing else. Each question is asked once a tenant, however many episodes there are.
 */
export async function weighedEpisodes(
  connection: Connection,
  rule: SpanRule,
  found: readonly Found[],
): Promise<Episode[]> {
  if (!rule.weighsEnrichment) return found.map(({ episode }) => episode);
  const around = await surroundingsOfAll(connection, found);
  return found.map((one, which) => inSurroundings(one.episode, around[which] ?? NOT_READ()));
}

const NOT_READ = () => {
  throw new Error("Nothing was read around an episode.");
};

/** What is known around answers, which are at least one and in order of time. */
export async function surroundingsOf(
  connection: Connection,
  tenantId: number,
  episode: Pick<Episode, "counted">,
): Promise<Surroundings> {
  const [around] = await surroundingsOfAll(connection, [{ tenantId, episode }]);
  return around ?? NOT_READ();
}

async function surroundingsOfAll(
  connection: Connection,
  found: readonly Found<Pick<Episode, "counted">>[],
): Promise<Surroundings[]> {
  const kinds = await kindsOf(connection, found);
  const known = new Map<Found<Pick<Episode, "counted">>, Omit<Surroundings, "kinds">>();
  for (const tenantId of new Set(found.map((one) => one.tenantId))) {
    const own = found.filter((one) => one.tenantId === tenantId);
    const around = await accountsAround(connection, tenantId, own);
    for (const [which, one] of own.entries()) known.set(one, around[which] ?? NOT_READ());
  }
  return found.map((one, which) => ({
    ...(known.get(one) ?? NOT_READ()),
    kinds: kinds[which] ?? NOT_READ(),
  }));
}

/** Who the accounts of each episode are, and whether they came or went. */
async function accountsAround(
  connection: Connection,
  tenantId: number,
  found: readonly Found<Pick<Episode, "counted">>[],
): Promise<Omit<Surroundings, "kinds">[]> {
  const asks = found.map(({ episode }) => {
    const { from, to } = stretchOf(episode);
    const accountIds = [...new Set(episode.counted.map(({ name }) => name.accountId))];
    return { accountIds, range: { from: dateOf(from), to: dateOf(to + MICROS.second) } };
  });
  const current = await currentDirectory(connection, tenantId);
  const lifecycles = await lifecyclesOf(connection, tenantId, asks);
  const all = [...new Set(asks.flatMap(({ accountIds }) => accountIds))];
  const people = current && (await knownPeople(connection, tenantId, all));
  const directory = current && (await directoryNames(connection, tenantId));
  return asks.map(({ accountIds }, which) => ({
    people: people && thoseOf(people, accountIds),
    knowsPrivileged: current?.states.includes("privileged") ?? false,
    directory,
    lifecycleOverlap: lifecycles[which]?.share ?? null,
  }));
}

function thoseOf(people: ReadonlyMap<string, KnownPerson>, ids: readonly string[]): Map<string, KnownPerson> {
  const own = new Map<string, KnownPerson>();
  for (const id of ids) {
    const person = people.get(id);
    if (person) own.set(id, person);
  }
  return own;
}

const dateOf = (at: Micros) => new Date(Math.floor(at / 1000));

/** By episode and origin's id what its sources are, at its own time. */
async function kindsOf(
  connection: Connection,
  found: readonly Found<Pick<Episode, "counted">>[],
): Promise<Surroundings["kinds"][]> {
  const windowsOf = found.map(({ tenantId, episode }) =>
    [...endsOf(episode.counted)].map(([originId, { from, to }]) => ({
      ...{ tenantId, originId, from: dateOf(from), to: dateOf(to + MICROS.second) },
    })),
  );
  const unique = [...new Map(windowsOf.flat().map((one) => [windowKey(one), one])).values()];
  const kinds = new Map<string, KindOf>();
  for (let at = 0; at < unique.length; at += MOST_TOGETHER) {
    const read = await kindsOfOrigins(connection, unique.slice(at, at + MOST_TOGETHER));
    for (const one of read) kinds.set(windowKey(one), one.kind);
  }
  return windowsOf.map(
    (windows) =>
      new Map(
        windows.flatMap((one) => {
          const kind = kinds.get(windowKey(one));
          return kind === undefined ? [] : [[one.originId, kind]];
        }),
      ),
  );
}

type KindOf = Awaited<ReturnType<typeof kindsOfOrigins>>[number]["kind"];
type Window = { tenantId: number; originId: string; from: Date; to: Date };
const windowKey = ({ tenantId, originId, from, to }: Window) =>
  `${tenantId} ${originId} ${from.getTime()} ${to.getTime()}`;

/** When each source first and last answered; of the first sources only. */
function endsOf(counted: readonly Answered[]): Map<string, { from: Micros; to: Micros }> {
  const ends = new Map<string, { from: Micros; to: Micros }>();
  for (const { from, at } of counted) {
    const known = ends.get(from.id);
    if (known) known.to = at;
    else if (ends.size < MOST_SOURCES) ends.set(from.id, { from: at, to: at });
  }
  return ends;
}
