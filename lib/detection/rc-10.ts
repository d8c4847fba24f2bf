import { INVESTIGATE_SUCCESS, RESPOND } from "./advice";
import { MICROS, within } from "./answered";
import type { FlaggedChain, FlaggedEpisode, FlaggedSight } from "./flagged";
import { type Known, knownIn, type Later } from "./later";
import { measuresOf, rounded } from "./measures";
import type { FlaggedRule } from "./rule";
import { plural, type Weight, weigh } from "./severity";
import { linesOf, type Story, WAYS, type Way } from "./story";

type Threshold = "users" | "traits";
type At = Record<Threshold, number>;

/** An account was found out, and then somebody signed in with it. */
export const RC_10: FlaggedRule<Threshold> = {
  kind: "flagged",
  id: "RC-10",
  version: 2,
  name: "Found out, then signed in",
  meaning:
    "An account was confirmed to a flagged source, and within a fortnight somebody signed in with it, or had its password: from that source, from one much like it, or from a rented network that its owner never used. The list was made to be used.",
  tactic: "Initial Access",
  technique: { id: "T1078", name: "Valid Accounts" },
  severity: "high",
  confidence: "medium",
  dataSources: [
    "Entra ID sign-in logs, interactive and non-interactive",
    "Entra ID audit logs, self-service password management",
  ],
  requiredTables: ["SigninLogs", "AADNonInteractiveUserSignInLogs", "AuditLogs"],
  logic:
    "Takes the accounts that a flagged source or campaign came to know of (as RC-08 does; where nobody had signed in from the source when it was flagged, a sign-in soon after a refusal is no typo either). For fourteen days each is followed: a sign-in, or from elsewhere a right password, counts if the account had not signed in from there in the thirty days before it. From the flagged source itself it is critical, unless many people sign in from there. From another source it is high if the two have enough in common: the network around it (/24, /48) or the same rented network's number, an application of the source, an agent of the source; each only where it is new to the account. From any other source that a kept list calls hosting, VPN or Tor it is medium; of a network in no list nothing is said. And if the source met a disabled account, a first sign-in from there of an account it was not seen asking for is high. Each way is a detection of its own.",
  window: "fourteen days from when the account was last confirmed",
  reads: {
    answers: ["absent", "hint", "exists", "exists-unusable", "password-known"],
    vectors: ["entra-signin", "entra-noninteractive", "sspr"],
  },
  follows: true,
  ways: WAYS,
  groupKeys: ["source", "way"],
  thresholds: {
    users: {
      value: 10,
      meaning:
        "people signed in from the source in thirty days that make it a shared one, where a first sign-in is medium",
    },
    traits: { value: 2, meaning: "things in common that make another source kindred" },
  },

  find: (sight, at) =>
    sight.chains.flatMap((chain, index) => {
      const stories = [...storiesOf(chain, index, sight, at), ...disabledOf(chain, sight, at)];
      return WAYS.flatMap((way) => {
        const told = stories.filter((story) => story.way === way);
        return told.length === 0 ? [] : [episodeOf(chain, way, told, sight, at)];
      });
    }),

  weighsEnrichment: true,
  falsePositives: [
    {
      category: "other",
      text: "Its owner travels, or has a new connection. The device is known, the agent is familiar, and the owner says so.",
    },
    {
      category: "other",
      text: "Many people share the flagged address, and one of them signed in from there for the first time.",
    },
    {
      category: "penetration-test",
      text: "A tester with your permission got in. That is the finding; end the session as if it were not.",
    },
  ],
  guide: INVESTIGATE_SUCCESS,
  playbook: RESPOND,
};

/** Of each account the strongest way, and of that the first. */
function storiesOf(chain: FlaggedChain, index: number, sight: FlaggedSight, at: At): Story[] {
  const source = traitsOf(chain, index, sight);
  return knownIn(chain, sight).flatMap((known) => {
    const found = sight.later
      .filter((later) => isFollowed(later, known))
      .flatMap((later) => storyOf(later, known, source, at));
    const [best] = found.sort(
      (a, b) => WAYS.indexOf(a.way) - WAYS.indexOf(b.way) || isSignIn(b) - isSignIn(a) || a.at - b.at,
    );
    return best ? [best] : [];
  });
}

const isSignIn = ({ later }: Story) => (later?.answer === "signed-in" ? 1 : 0);

const isFollowed = (later: Later, { accountId, first, until }: Known) =>
  later.accountId === accountId && later.isNewSource && later.at > first && later.at <= until;

type Traits = { areas: Set<string>; rented: Set<number>; agents: Set<string>; apps: Set<string> };

function traitsOf(chain: FlaggedChain, index: number, { answers, places }: FlaggedSight): Traits {
  const inside = within(answers, chain.from, chain.to);
  const own = places[index] ?? [];
  return {
    areas: new Set(own.flatMap(({ area }) => (area === null ? [] : [area]))),
    rented: new Set(own.flatMap(({ asn, isRented }) => (asn !== null && isRented ? [asn] : []))),
    agents: new Set(inside.map(({ client }) => client.userAgent).filter((agent) => agent !== "")),
    apps: new Set(inside.map(({ client }) => client.appId).filter((app) => app !== "")),
  };
}

/** What a later moment has in common with the source, in words. A trait that the account had before says nothing. */
function sharedOf(later: Later, source: Traits): string[] {
  const { area, asn, isRented } = later.place;
  const isNear = area !== null && later.isNewArea && source.areas.has(area);
  const isHost = asn !== null && isRented && source.rented.has(asn);
  return [
    ...(isNear ? [`the network ${area}`] : isHost ? [`the rented network AS${asn}`] : []),
    ...(later.isNewApp && source.apps.has(later.appId) ? ["the application"] : []),
    ...(later.isNewAgent && source.agents.has(later.userAgent) ? ["the agent"] : []),
  ];
}

function storyOf(later: Later, { account, answers }: Known, source: Traits, { traits }: At): Story[] {
  const story = (way: Way, because: string): Story[] => [
    { way, account, answers, later, at: later.at, because },
  ];
  if (later.isOwn) return later.answer === "signed-in" ? story("same source", "the source itself") : [];
  const shared = sharedOf(later, source);
  if (shared.length >= traits) return story("kindred source", `which shares ${shared.join(" and ")}`);
  return later.place.isRented ? story("rented network", `which is ${later.place.kind} and new to it`) : [];
}

/** First sign-ins from a source after it had met a disabled account, of accounts that it was not told of. */
function disabledOf(chain: FlaggedChain, sight: FlaggedSight, at: At): Story[] {
  const { people, signIns, answers } = sight;
  if (people.before(chain.begins) >= at.users) return [];
  const met = within(answers, chain.from, chain.to).filter(
    ({ said, name }) => said.code === "50057" && name.account !== "",
  );
  const [first] = met;
  if (!first) return [];
  const known = new Set(knownIn(chain, sight).map(({ accountId }) => accountId));
  const taken = new Map<string, number>();
  for (const { accountId, at: when } of signIns) {
    if (when <= first.at || when > chain.to || known.has(accountId) || taken.has(accountId)) continue;
    if (!people.isUsual(accountId, chain.begins)) taken.set(accountId, when);
  }
  if (taken.size === 0) return [];
  const soonest = Math.min(...taken.values());
  const because = `${plural(taken.size, "other account", "other accounts")} signed in from there for the first time`;
  return [
    { way: "disabled account", account: first.name.account, answers: met, later: null, at: soonest, because },
  ];
}

function episodeOf(
  chain: FlaggedChain,
  way: Way,
  stories: readonly Story[],
  sight: FlaggedSight,
  at: At,
): FlaggedEpisode {
  const counted = stories.flatMap(({ answers }) => answers).sort((a, b) => a.at - b.at);
  const [soonest] = [...stories].sort((a, b) => a.at - b.at);
  const firstAt = counted[0]?.at ?? chain.begins;
  const weighed = weigh(weightOf(way, stories, sight, at));
  return {
    counted,
    about: chain.about,
    group: { way },
    verdict: VERDICTS[way],
    severity: weighed.severity,
    severityWhy: [...weighed.severityWhy, ...linesOf(stories)],
    measures: {
      ...measuresOf(counted),
      used: stories.length,
      daysUntil: rounded(((soonest?.at ?? firstAt) - firstAt) / MICROS.day),
    },
  };
}

const VERDICTS: Record<Way, string> = {
  "same source": "Signed in from the source that asked",
  "kindred source": "Used from a source like the one that asked",
  "rented network": "Used from a rented network",
  "disabled account": "Signed in where a disabled account was met",
};

function weightOf(way: Way, stories: readonly Story[], { people }: FlaggedSight, at: At): Weight {
  const n = plural(stories.length, "account", "accounts");
  if (way === "disabled account")
    return { base: "high", by: "by way (a disabled account, then a first sign-in)" };
  if (way === "kindred source")
    return { base: "high", by: `by way (${n}, from a source like the one that asked)` };
  if (way === "rented network") return { base: "medium", by: `by way (${n}, from a rented network)` };
  const isShared = stories.every((story) => people.before(story.at) >= at.users);
  const users = Math.min(...stories.map((story) => people.before(story.at)));
  return {
    base: "critical",
    by: `by way (${n} signed in from the source that asked)`,
    atMost: isShared ? [{ severity: "medium", because: `${users} people or more sign in from there` }] : [],
  };
}
