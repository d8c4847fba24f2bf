import { type Answered, isAbsent } from "@/lib/detection/answered";
import { listKind } from "@/lib/detection/list-kind";
import { defectOf, repairShare, repairsOf, sharedDefect } from "@/lib/detection/name-defects";
import { nameGrammar } from "@/lib/detection/name-grammar";
import { inferPattern } from "@/lib/detection/name-patterns";
import { type AskedAccount, sharesOf } from "@/lib/detection/name-shares";
import { orderPlot } from "@/lib/detection/order-plot";
import { orderScores, strongestOrder } from "@/lib/detection/order-score";
import { roundsOf } from "@/lib/detection/rounds";
import { spacingOf, type Try } from "@/lib/detection/spacing";
import { firstAsked, isPrincipal, type Surroundings, typoShareOf } from "@/lib/detection/surroundings";
import type { CurrentDirectory } from "@/lib/enrich/run-known-people";
import type { Lifecycle } from "@/lib/enrich/run-lifecycle";
import type { NetworkKind } from "@/lib/enrich/schema";
import { answerRank } from "@/lib/event/schema";
import { shownText } from "@/lib/stored-text";
import type { Choice } from "./choice-schema";

/** More points than these show nothing more on a page. */
const MOST_POINTS = 500;
const MOST_ROUNDS = 20;

type Around = {
  surroundings: Surroundings;
  current: CurrentDirectory | null;
  lifecycle: Lifecycle | null;
  users30d: number | null;
};

/** What the counted answers of an alert, in order of time, say of how their names were chosen. Pure. */
export function measuredOf(
  counted: readonly Answered[],
  around: Around,
): Omit<Choice, "pictures" | "suggested" | "signals" | "notes"> {
  const { surroundings, lifecycle, users30d } = around;
  const first = firstAsked(counted);
  const accounts = first.map(({ name }) => shownText(name.account));
  const shares = sharesOf(askedAccounts(counted).values());
  const tries = counted.map(({ at, name }): Try => ({ at: at / 1000, account: name.account }));
  return {
    ...{ names: shares.names, tries: shares.tries, absentShare: shares.nxShare },
    ...{ onceShare: shares.onceShare, hitRate: shares.hitRate },
    order: orderOf(accounts, surroundings),
    pattern: patternOf(accounts, shares.nxShare),
    defect: defectIn(
      first.filter(isPrincipal).map(({ name }) => shownText(name.name)),
      surroundings,
    ),
    directory: directoryOf(counted, first, around),
    lifecycle,
    rounds: roundsIn(tries),
    spacing: spacingOf(tries) ?? { gapCv: null, ratePerMinute: 0, peakPerMinute: 0, elapsedSeconds: 0 },
    source: { kind: kindOf(counted, surroundings), users30d },
  };
}

function askedAccounts(counted: readonly Answered[]): Map<string, AskedAccount> {
  const accounts = new Map<string, AskedAccount>();
  for (const { name, said, tries } of counted) {
    const held = accounts.get(name.account);
    if (!held) accounts.set(name.account, { tries, answer: said.answer });
    else {
      held.tries += tries;
      if (answerRank(said.answer) > answerRank(held.answer)) held.answer = said.answer;
    }
  }
  return accounts;
}

function orderOf(accounts: readonly string[], { people }: Surroundings): Choice["order"] {
  const displayNames =
    people &&
    new Map([...people.values()].map((one) => [shownText(one.account), shownText(one.displayName)]));
  const scores = orderScores(accounts, { displayNames });
  const strongest = strongestOrder(scores);
  return {
    scores,
    strongest: strongest === null || strongest.z === null ? null : strongest.kind,
    plot: orderPlot(accounts, MOST_POINTS),
  };
}

function patternOf(accounts: readonly string[], nxShare: number): Choice["pattern"] {
  const pattern = inferPattern(accounts);
  const grammar = nameGrammar(accounts);
  const { stem = "", names = 0, from = 0, to = 0 } = grammar.series ?? {};
  return {
    ...{ name: pattern.pattern, share: pattern.share, listKind: listKind(pattern, grammar, nxShare) },
    machineShare: grammar.machineShare,
    series: grammar.series ? { stem, names, from, to } : null,
  };
}

function defectIn(typed: readonly string[], { directory }: Surroundings): Choice["defect"] {
  const suffixes = directory?.suffixes ?? null;
  const { share, found, knowsSuffixes } = sharedDefect(typed, suffixes);
  const broken = typed.find((name) => {
    const defect = defectOf(name, suffixes);
    return defect?.defect === found?.defect && defect?.detail === found?.detail;
  });
  const repaired = directory && broken !== undefined ? repairsOf(broken, directory.suffixes) : [];
  return {
    ...{ share, defect: found?.defect ?? null, detail: found?.detail ?? "", knowsSuffixes },
    example:
      found && broken !== undefined
        ? { typed: broken, repaired: repaired.find((name) => directory?.has(name)) ?? null }
        : null,
    repairShare: directory && repairShare(typed, directory.suffixes, (name) => directory.has(name)),
  };
}

function directoryOf(
  counted: readonly Answered[],
  first: readonly Answered[],
  { surroundings: { people, directory, knowsPrivileged }, current }: Around,
): Choice["directory"] {
  if (!people || !directory || !current) return null;
  const better = new Set(counted.filter((one) => !isAbsent(one)).map(({ name }) => name.account));
  const absent = first.flatMap(({ name }) => (better.has(name.account) ? [] : [shownText(name.account)]));
  const known = [...people.values()];
  const slip = absent.find((account) => directory.nearest(account) !== null);
  return {
    uploadedAt: current.uploadedAt.toISOString(),
    ...{ known: people.size, dirOverlap: first.length === 0 ? 0 : people.size / first.length },
    typoShare: typoShareOf(absent, directory),
    typo: slip === undefined ? null : { asked: slip, meant: directory.nearest(slip)?.account ?? "" },
    disabled: current.states.includes("enabled")
      ? known.filter(({ isEnabled }) => isEnabled === false).length
      : null,
    privileged: knowsPrivileged ? known.filter(({ isPrivileged }) => isPrivileged === true).length : null,
  };
}

function roundsIn(tries: readonly Try[]): Choice["rounds"] {
  const { rounds, sameSet, interval, intervalCv } = roundsOf(tries);
  const iso = (at: number) => new Date(at).toISOString();
  return {
    ...{ count: rounds.length, sameSet, intervalCv },
    intervalSeconds: interval === null ? null : interval / 1000,
    first: rounds
      .slice(0, MOST_ROUNDS)
      .map((round) => ({ ...round, from: iso(round.from), to: iso(round.to) })),
  };
}

/** The kind of all its sources; null where they differ, or where no list has them. */
function kindOf(counted: readonly Answered[], { kinds }: Surroundings): NetworkKind | null {
  const found = new Set(counted.map(({ from }) => kinds.get(from.id) ?? null));
  const [kind = null] = found;
  return found.size === 1 ? kind : null;
}
