import { isOurs, raisesSeverity } from "@/lib/enrich/kind-weight";
import type { KnownPerson } from "@/lib/enrich/run-known-people";
import { KIND_WORDS, type NetworkKind } from "@/lib/enrich/schema";
import { shownText } from "@/lib/stored-text";
import { type Answered, isAbsent, isConfirmed } from "./answered";
import type { DirectoryNames } from "./directory-names";
import type { Episode } from "./episode";
import { rounded } from "./measures";
import { repairShare as repairedShare, sharedDefect } from "./name-defects";
import { nameGrammar } from "./name-grammar";
import { type OrderKind, type OrderScore, orderScores, strongestOrder } from "./order-score";
import { type Bound, plural, type Reason, type Weight, weigh } from "./severity";

/** What is known around an episode beside its rows: what its sources are, and who the accounts are. */
export type Surroundings = {
  /** By origin's id: the kind that a list gives it, null for none. */
  kinds: ReadonlyMap<string, NetworkKind | null>;
  /** By account's id, those whom the directory has; null where nobody uploaded one. */
  people: ReadonlyMap<string, KnownPerson> | null;
  /** Whether that directory says at all who is privileged. */
  knowsPrivileged: boolean;
  directory: DirectoryNames | null;
  /** Accounts that came or went within 48 hours, by all; null where no audit log covers the time. */
  lifecycleOverlap: number | null;
};

export const NO_SURROUNDINGS: Surroundings = {
  ...{ kinds: new Map(), people: null, knowsPrivileged: false, directory: null, lifecycleOverlap: null },
};

/** What a verdict ends with where somebody's own program explains the whole: it flags nobody. */
export const EXPLAINED = " (explained)";

/** More absent names than these are not compared with a directory one by one; evenly chosen ones stand for all. */
const MOST_COMPARED = 10_000;

/** Limits of the house: shares are 0 to 1. */
const PRIVILEGED = { share: 0.1, names: 2 };
const GUESSED = 0.4;
const LIFECYCLE = 0.7;
const TYPOS = { share: 0.7, users: 10 };
const DEFECT = 0.8;
const SERIES = 0.8;
const HOSTED = 0.5;
/** At most this share tried once: the list was gone through again. */
const AGAIN = 0.2;
/** A defect that repairing does not mend is nobody's integration. */
const REPAIRED = 0.5;

const ORDER_MEASURE: Record<OrderKind, string> = {
  alphabetical: "tauAlphabetical",
  surname: "tauSurname",
  "address-list": "tauAddressList",
  "common-names": "tauCommonNames",
};
export const ORDER_WORDS: Record<OrderKind, string> = {
  alphabetical: "alphabetical",
  surname: "surname",
  "address-list": "address list",
  "common-names": "common name",
};

/** The episode with what its surroundings add to the measures, and weighed by them where its rule says how it weighs. */
export function inSurroundings(episode: Episode, surroundings: Surroundings): Episode {
  const found = lookedAt(episode.counted, surroundings);
  const measures = { ...episode.measures, ...found.measures };
  if (!episode.weight) return { ...episode, measures };
  const reasons = reasonsOf({ ...found, measures }, episode.counted, surroundings);
  const { weight } = episode;
  const weighed = {
    ...weight,
    raises: [...(weight.raises ?? []), ...reasons.raises],
    lowers: [...(weight.lowers ?? []), ...reasons.lowers],
    atMost: [...(weight.atMost ?? []), ...reasons.atMost],
    atLeast: [...(weight.atLeast ?? []), ...reasons.atLeast, ...privilegedAtLeast(weight, measures)],
  };
  const judged = weigh(weighed);
  const isExplained = reasons.atMost.length > 0 && ["informational", "low"].includes(judged.severity);
  const verdict = isExplained ? `${episode.verdict}${EXPLAINED}` : episode.verdict;
  return { ...episode, measures, verdict, ...judged };
}

type Looked = { measures: Record<string, number>; order: OrderScore | null; defect: string; series: string };

function lookedAt(counted: readonly Answered[], surroundings: Surroundings): Looked {
  const first = firstAsked(counted);
  const accounts = first.map(({ name }) => shownText(name.account));
  const { directory, people, lifecycleOverlap } = surroundings;
  const scores = orderScores(accounts, { displayNames: displayNamesOf(people) });
  const order = strongestOrder(scores);
  const typed = first.map(({ name }) => shownText(name.name));
  const shared = sharedDefect(typed, directory?.suffixes ?? null);
  const grammar = nameGrammar(accounts);
  const repaired = directory && repairedShare(typed, directory.suffixes, (name) => directory.has(name));
  return {
    ...{ order, defect: shared.found?.defect ?? "", series: grammar.series?.stem ?? "" },
    measures: {
      ...orderMeasures(scores, order),
      defectShare: rounded(shared.share),
      ...(repaired === null ? {} : { repairShare: rounded(repaired) }),
      seriesShare: rounded(grammar.seriesShare),
      ...(lifecycleOverlap === null ? {} : { lifecycleOverlap: rounded(lifecycleOverlap) }),
      ...directoryMeasures(counted, first, surroundings),
      ...sourceMeasures(counted, surroundings),
    },
  };
}

/** The first counted answer of each account, in order of time. */
export function firstAsked(counted: readonly Answered[]): Answered[] {
  const first = new Map<string, Answered>();
  for (const answered of counted)
    if (!first.has(answered.name.account)) first.set(answered.name.account, answered);
  return [...first.values()];
}

const displayNamesOf = (people: Surroundings["people"]) =>
  people && new Map([...people.values()].map((one) => [shownText(one.account), shownText(one.displayName)]));

function orderMeasures(scores: readonly OrderScore[], order: OrderScore | null): Record<string, number> {
  if (!order || order.z === null) return {};
  const each = scores.flatMap(({ kind, z }) => (z === null ? [] : [[ORDER_MEASURE[kind], rounded(z)]]));
  return { tauZ: rounded(order.z), ...Object.fromEntries(each) };
}

function directoryMeasures(
  counted: readonly Answered[],
  first: readonly Answered[],
  { directory, people, knowsPrivileged }: Surroundings,
): Record<string, number> {
  if (!people || !directory) return {};
  const known = first.filter(({ name }) => people.has(name.accountId));
  const privileged = known.filter(({ name }) => people.get(name.accountId)?.isPrivileged).length;
  const typos = typoShareOf(absentOf(counted, first), directory);
  return {
    dirOverlap: rounded(known.length / first.length),
    ...(typos === null ? {} : { typoShare: rounded(typos) }),
    ...(knowsPrivileged ? { privileged } : {}),
    ...(knowsPrivileged && known.length > 0 ? { privShare: rounded(privileged / known.length) } : {}),
  };
}

/** Accounts that got no better answer than that they do not exist. */
function absentOf(counted: readonly Answered[], first: readonly Answered[]): string[] {
  const better = new Set(counted.filter((answered) => !isAbsent(answered)).map(({ name }) => name.account));
  return first.flatMap(({ name }) => (better.has(name.account) ? [] : [shownText(name.account)]));
}

/** Of absent names those within two edits of somebody; null where none is absent. */
export function typoShareOf(absent: readonly string[], directory: DirectoryNames): number | null {
  if (absent.length === 0) return null;
  const step = Math.ceil(absent.length / MOST_COMPARED);
  const compared = absent.filter((_, index) => index % step === 0);
  return compared.filter((account) => directory.nearest(account) !== null).length / compared.length;
}

/** How many of the sources are listed as hosting or Tor, by all. */
function sourceMeasures(counted: readonly Answered[], { kinds }: Surroundings): Record<string, number> {
  const sources = new Set(counted.map(({ from }) => from.id));
  const hosted = [...sources].filter((id) => raisesSeverity(kinds.get(id) ?? null)).length;
  return { sources: sources.size, ...(hosted > 0 ? { hostedShare: rounded(hosted / sources.size) } : {}) };
}

type Reasons = { raises: Reason[]; lowers: Reason[]; atMost: Bound[]; atLeast: Bound[] };
const percent = (share: number) => `${Math.round(share * 100)} %`;

function reasonsOf(looked: Looked, counted: readonly Answered[], surroundings: Surroundings): Reasons {
  const { measures, order, defect } = looked;
  const { nxShare = 0, privShare = 0, privileged = 0, hostedShare = 0 } = measures;
  const { lifecycleOverlap = 0, typoShare = 0, defectShare = 0, succUsers30d = 0 } = measures;
  const raises: Reason[] = [];
  if (hostedShare >= HOSTED) raises.push(`source (${hostWords(counted, surroundings)})`);
  if (privShare >= PRIVILEGED.share && privileged >= PRIVILEGED.names)
    raises.push(`privileged names (${privileged}, ${percent(privShare)} of those known)`);
  if (order?.isEvidence && nxShare >= GUESSED)
    raises.push(`asked in ${ORDER_WORDS[order.kind]} order (z ${order.z?.toFixed(1)})`);
  const lowers: Reason[] = [];
  if (lifecycleOverlap >= LIFECYCLE)
    lowers.push(`${percent(lifecycleOverlap)} of the names were added or deleted within 48 hours`);
  if (typoShare >= TYPOS.share && succUsers30d >= TYPOS.users)
    lowers.push(
      `${percent(typoShare)} of the absent names are typing errors, from where ${succUsers30d} people sign in`,
    );
  if (defectShare >= DEFECT) lowers.push(`${percent(defectShare)} of the names share one defect (${defect})`);
  return {
    raises,
    lowers,
    atMost: boundsOf(looked, counted, surroundings),
    atLeast: atLeastOf(counted, surroundings),
  };
}

function hostWords(counted: readonly Answered[], { kinds }: Surroundings): string {
  const found = new Set(counted.map(({ from }) => kinds.get(from.id) ?? null).filter(raisesSeverity));
  return [...found]
    .map((kind) => (kind ? KIND_WORDS[kind] : ""))
    .sort()
    .join(", ");
}

/** What is somebody's broken or testing program is low whatever its size; never from where anybody may rent. */
function boundsOf(
  { measures, defect, series }: Looked,
  counted: readonly Answered[],
  { kinds }: Surroundings,
) {
  const { defectShare = 0, repairShare = 1, lifecycleOverlap = 0, seriesShare = 0 } = measures;
  const { onceShare = 1, succUsers30d = 0, hostedShare = 0, dirOverlap = 0, newsConfirmed } = measures;
  if (hostedShare > 0) return [];
  const bounds: Bound[] = [];
  const low = (because: Reason) => bounds.push({ severity: "low", because });
  const isKnown =
    succUsers30d >= TYPOS.users || counted.some(({ from }) => isOurs(kinds.get(from.id) ?? null));
  const isAgain = onceShare <= AGAIN;
  // An account that signs in from there every day, a service account with a bad night, is no news to whoever sits there.
  const isNobody = newsConfirmed === undefined ? !counted.some(isConfirmed) : newsConfirmed === 0;
  if (lifecycleOverlap >= LIFECYCLE) low("the names come and go in the directory");
  if (defectShare >= DEFECT && repairShare >= REPAIRED && isNobody && (isKnown || isAgain))
    low(
      `a sign-on that sends broken names (${defect}), ${isKnown ? "from where our people sign in" : "again and again"}`,
    );
  if (seriesShare >= SERIES && dirOverlap === 0 && isNobody && isAgain)
    low(`a series of names that nobody has (${series}), again and again`);
  return bounds;
}

/** A privileged account whose password is known and that no second factor guards. */
function atLeastOf(counted: readonly Answered[], { people }: Surroundings): Bound[] {
  const open = counted.filter(
    ({ said, name }) => said.mfaMissing && people?.get(name.accountId)?.isPrivileged === true,
  );
  const n = new Set(open.map(({ name }) => name.account)).size;
  if (n === 0) return [];
  const because = `${plural(n, "privileged password", "privileged passwords")} known without a second factor`;
  return [{ severity: "critical", because }];
}

function privilegedAtLeast({ onPrivileged }: Weight, { privileged = 0 }: Record<string, number>): Bound[] {
  if (!onPrivileged || privileged === 0) return [];
  return [
    {
      severity: onPrivileged,
      because: `${plural(privileged, "privileged account", "privileged accounts")} asked for`,
    },
  ];
}
