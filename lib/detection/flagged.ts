import { type Answered, countedOf, isConfirmed, MICROS, type Micros, type SignIn, within } from "./answered";
import type { Episode, Stretch } from "./episode";
import type { Later, Place } from "./later";
import { isMachine } from "./on-prem";
import type { People } from "./people";
import { CYCLING } from "./rounds";
import type { Severity } from "./schema";
import { EXPLAINED } from "./surroundings";

/** Whom an alert is about that a detection belongs to. */
export type EntityKind = "origin" | "network" | "campaign" | "account" | "rule";
/** An origin is named by its id, all others by their value. */
export type About = { kind: EntityKind; value: string; originId: string | null };

/** The rules whose episodes flag whoever they are about. Those of hours are kept for comparison and flag nobody. */
export const FLAGGING: readonly string[] = ["RC-04", "RC-05", "RC-06", "RC-07", "RC-11", "RC-13", "RC-14"];

/** An episode that flags somebody. */
export type Flagged = Stretch & {
  ruleId: string;
  verdict: string;
  severity: Severity;
  about: About;
  /** Of a campaign: the origins that it came from. */
  originIds?: readonly string[];
};

/** Episodes of one flagged source that are one alert, and the time in which its answers count for them. */
export type FlaggedChain = Stretch & {
  /** When the first of the episodes begins. */
  begins: Micros;
  episodes: readonly Flagged[];
  about: About;
};

/** What one evaluation sees of a flagged source or campaign. */
export type FlaggedSight = {
  chains: readonly FlaggedChain[];
  /** In order of time, those within the chains. */
  answers: readonly Answered[];
  /** Sign-ins from it within the chains and an hour after each. */
  signIns: readonly SignIn[];
  people: People;
  /** Accounts with rights that are worth more; nobody while there is no directory. */
  privileged: ReadonlySet<string>;
  /** Where the source itself is, by the chain's place in `chains`; for rules that follow accounts, as `later` is. */
  places: readonly (readonly Place[])[];
  /** In order of time, what became of the accounts that it knows of; see `knownIn`. */
  later: readonly Later[];
};

export type FlaggedEpisode = Episode & { about: About };

/** How long before and after its episodes the answers of a flagged source count, and the silence that parts alerts. */
const AROUND = MICROS.day;
/** The longest time one alert spans. */
const SPAN = 7 * MICROS.day;

/**
 * Chains episodes as alerts chain them. The time around a chain is its own unless it is an earlier chain's, so that no
 * answer counts twice.
 */
export function chainsOf(flagged: readonly Flagged[]): FlaggedChain[] {
  const groups: Flagged[][] = [];
  let [begins, ends] = [0, Number.NEGATIVE_INFINITY];
  for (const episode of flagged.filter(isThreat).sort(inOrder)) {
    const current = episode.from - ends < AROUND && episode.to - begins < SPAN ? groups.at(-1) : undefined;
    if (current) current.push(episode);
    else {
      groups.push([episode]);
      begins = episode.from;
    }
    ends = current ? Math.max(ends, episode.to) : episode.to;
  }
  const chains: FlaggedChain[] = [];
  for (const [index, episodes] of groups.entries()) {
    const first = beginOf(episodes);
    const next = groups[index + 1];
    const before = chains.at(-1)?.to ?? Number.NEGATIVE_INFINITY;
    const last = Math.max(...episodes.map(({ to }) => to)) + AROUND;
    chains.push({
      ...{ episodes, begins: first, about: aboutOf(episodes) },
      from: Math.max(first - AROUND, before + 1),
      to: next ? Math.min(last, Math.max(beginOf(next), before + 2) - 1) : last,
    });
  }
  return chains;
}

const beginOf = (episodes: readonly Flagged[]) => Math.min(...episodes.map(({ from }) => from));
const inOrder = (a: Flagged, b: Flagged) =>
  a.from - b.from || a.to - b.to || (a.ruleId < b.ruleId ? -1 : a.ruleId > b.ruleId ? 1 : 0);

/**
 * A program that goes round the same people learns nothing that it did not know, and what a harmless source confirms
 * besides is no exposure.
 */
const isThreat = ({ verdict, severity }: Flagged) =>
  (verdict !== CYCLING && !verdict.endsWith(EXPLAINED)) || severity === "high" || severity === "critical";

/** The widest of them: a network holds its addresses. */
function aboutOf(episodes: readonly Flagged[]): About {
  const about = episodes.find((one) => one.about.kind !== "origin")?.about ?? episodes[0]?.about;
  if (!about) throw new Error("A chain holds at least one episode.");
  return about;
}

/**
 * The answers of a chain that gave an account away. What an account's own sign-in from there followed at once is a typo
 * or a prompt, unless `keepsTypos`; computers are no people; and whoever signed in from there in the month before is no
 * news to it.
 */
export function confirmedIn(
  chain: FlaggedChain,
  { answers, signIns, people }: Pick<FlaggedSight, "answers" | "signIns" | "people">,
  keepsTypos = false,
): Answered[] {
  const inside = within(answers, chain.from, chain.to).filter(isConfirmed);
  return countedOf(inside, keepsTypos ? [] : signIns).filter(
    (answered) => !isMachine(answered) && !people.isUsual(answered.name.accountId, chain.begins),
  );
}
