import { INVESTIGATE_SOURCE, RESPOND } from "./advice";
import {
  type Answered,
  countedOf,
  isAbsent,
  isConfirmed,
  isPasswordKnown,
  MICROS,
  newcomersIn,
  within,
} from "./answered";
import { leastOf } from "./baseline";
import { type Episode, type Sight, type Stretch, stretchOf } from "./episode";
import { measuresOf } from "./measures";
import { CYCLING, roundsOf } from "./rounds";
import type { SpanRule } from "./rule";
import { type Bound, plural, type Weight, weighed } from "./severity";
import { anyToolMark, toolMarkOf } from "./signs";
import { slide, type Window } from "./sliding";

type Threshold =
  | "names"
  | "medium"
  | "high"
  | "baselineHours"
  | "users"
  | "nxPercent"
  | "oncePercent"
  | "onceNames"
  | "rounds";
type At = Record<Threshold, number>;

const WITHIN = MICROS.hour;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** One source asks for many names within any sixty minutes, wherever the clock's hours turn. */
export const RC_04: SpanRule<Threshold> = {
  kind: "span",
  id: "RC-04",
  version: 3,
  name: "One source asks for many names",
  meaning:
    "Within any sixty minutes one source was refused for many different accounts, whatever applications, agents and answers were mixed to hide it. Somebody is finding out who exists here.",
  tactic: "Reconnaissance",
  technique: { id: "T1589.002", name: "Gather Victim Identity Information: Email Addresses" },
  severity: "medium",
  confidence: "high",
  dataSources: ["Entra ID sign-in logs, interactive and non-interactive"],
  requiredTables: ["SigninLogs", "AADNonInteractiveUserSignInLogs"],
  logic:
    "Takes every answer of one source (an IPv4 address, or an IPv6 /64) that says something about an account: absent, hinted, existing, unusable, or password known; answers that tell nothing, blocks of the address among them, are left out. Accounts are folded, and empty names count nothing. An attempt that the same account follows with a sign-in from the same source within ten minutes is a typo or a prompt and is left out as well. A window of sixty minutes slides over what remains; where it holds enough names an episode begins, and it ends when an hour passes without such a window. Enough is the floor, or more where the source's own hours of the thirty days before had more: the mean of its distinct absent and existing names plus three standard deviations, hours inside earlier episodes left out. From a source that many people sign in from, the names must also look chosen: enough of them absent, or nearly all tried once, or asked with a known tool.",
  window: "any sixty minutes, by the event's own time; an episode goes on until an hour is quiet",
  entity: "source",
  reads: {
    answers: ["absent", "hint", "exists", "exists-unusable", "password-known"],
    vectors: ["entra-signin", "entra-noninteractive"],
  },
  reach: { back: 3 * HOUR_MS, memory: 30 * DAY_MS },
  groupKeys: ["source"],
  thresholds: {
    names: { value: 10, meaning: "distinct accounts within sixty minutes that make an episode, at least" },
    medium: { value: 25, meaning: "accounts from which an episode is medium" },
    high: { value: 100, meaning: "accounts from which an episode is high" },
    baselineHours: {
      value: 24,
      meaning: "earlier hours with names that the source's own normal needs; with fewer the floor stands",
    },
    users: {
      value: 10,
      meaning: "people signed in from the source in thirty days that make it a shared one",
    },
    nxPercent: { value: 40, meaning: "percent of absent names that a shared source's episode needs" },
    oncePercent: { value: 80, meaning: "or percent of names tried once" },
    onceNames: { value: 20, meaning: "with at least so many names" },
    rounds: {
      value: 3,
      meaning: "rounds over the same existing names that make it a program cycling a list",
    },
  },

  crowds: (at) => [{ within: HOUR_MS, rows: at.names }],

  stretches(answers, at) {
    const named = answers.filter(({ name }) => name.account !== "");
    return slide(named, { within: WITHIN, isHit: ({ names }) => names >= at.names, isWide: true }).map(
      (stretch) => ({
        ...stretch,
        mostUsers: canBeChosen(within(named, stretch.from, stretch.to), at)
          ? Number.POSITIVE_INFINITY
          : at.users - 1,
      }),
    );
  },

  find(sight, at) {
    const own: Stretch[] = [...sight.before];
    const least = leastOf(sight.answers, own, { floor: at.names, hours: at.baselineHours });
    const maybe = sight.stretches.flatMap(({ from, to }) => within(sight.answers, from, to));
    const counted = countedOf(maybe, sight.signIns);
    const stretches = slide(counted, {
      within: WITHIN,
      isHit: (window, moment) =>
        window.names >= at.names &&
        (sight.people.before(moment) < at.users || isChosen(window, at)) &&
        window.names >= least(moment),
      onHit: (_, stretch) => {
        if (own.at(-1) !== stretch) own.push(stretch);
      },
      isMarked: (answered) => toolMarkOf(answered) !== null,
    });
    return stretches.map(({ from, to }) => episodeOf(within(counted, from, to), sight, at));
  },

  weighsEnrichment: true,
  falsePositives: [
    {
      category: "federation-malformed-upn",
      text: "A federation or single sign-on set-up sends every user name with the same mistake, from your own egress. The names share one defect, and each comes back a few times.",
    },
    {
      category: "provisioning-check",
      text: "A joiner-and-leaver job asks for names that are about to be made or were just removed. They appear among the users added or deleted within two days.",
    },
    {
      category: "load-test",
      text: "A load or integration test signs in with numbered names from a build network.",
    },
    {
      category: "list-cycling-app",
      text: "A program goes through one fixed list of people again and again with an old password. No name is absent and the rounds are the same; the rule lowers these to low by itself.",
    },
    {
      category: "helpdesk-validation",
      text: "A desk or registration tool looks people up. The same source also signs in many people, and hardly a name is absent.",
    },
    {
      category: "penetration-test",
      text: "A tester with your permission. Only the agreed addresses and dates tell.",
    },
  ],
  guide: INVESTIGATE_SOURCE,
  playbook: RESPOND,
};

/** On a source that many people use, typing errors alone make ten names an hour: the names must look chosen. */
function isChosen({ nxShare, onceShare, names, hasMark }: Window, at: At): boolean {
  const isGuessed = nxShare >= at.nxPercent / 100;
  const isList = onceShare >= at.oncePercent / 100 && names >= at.onceNames;
  return isGuessed || isList || hasMark;
}

/** Whether a window in here could look chosen once sign-ins have taken names away. */
function canBeChosen(answers: readonly Answered[], at: At): boolean {
  const absent = answers.filter(isAbsent);
  const count = (list: readonly Answered[]) => new Set(list.map(({ name }) => name.account)).size;
  return (
    count(absent) >= (at.names * at.nxPercent) / 100 ||
    count(answers) >= at.onceNames ||
    anyToolMark(answers) !== null
  );
}

function episodeOf(counted: Answered[], { signIns, people }: Sight, at: At): Episode {
  const stretch = stretchOf({ counted });
  const users = people.before(stretch.from);
  const fresh = users < at.users ? newcomersIn(stretch, signIns, people).size : 0;
  const rounds = roundsOf(counted.map(({ at, name }) => ({ at: at / 1000, account: name.account }))).sameSet;
  const measured = measuresOf(counted);
  const news = counted.filter((one) => isConfirmed(one) && !people.isUsual(one.name.accountId, stretch.from));
  const newsConfirmed = new Set(news.map(({ name }) => name.accountId)).size;
  const measures = { ...measured, succUsers30d: users, rounds, newsConfirmed };
  const isCycling = rounds >= at.rounds && !counted.some(isAbsent);
  return {
    counted,
    verdict: isCycling ? CYCLING : verdictOf(counted),
    ...weighed(weightOf(counted, { names: measured.names ?? 0, rounds, isCycling, fresh }, at)),
    measures,
  };
}

const verdictOf = (counted: readonly Answered[]) =>
  counted.some(isConfirmed) ? "Names asked for, some confirmed" : "Names asked for, none confirmed";

type Size = { names: number; rounds: number; isCycling: boolean; fresh: number };

function weightOf(counted: readonly Answered[], { names, rounds, isCycling, fresh }: Size, at: At): Weight {
  const tool = anyToolMark(counted);
  const known = new Set(counted.filter(isPasswordKnown).map(({ name }) => name.account)).size;
  return {
    base: names >= at.high ? "high" : names >= at.medium ? "medium" : "low",
    by: `by size (${plural(names, "name", "names")})`,
    raises: tool ? [`known tool (consistent with ${tool})`] : [],
    floor: counted.some(isConfirmed) ? "low" : "informational",
    atMost: isCycling
      ? [{ severity: "low", because: `the same existing names came round ${rounds} times` }]
      : [],
    atLeast: [...passwords(known), ...newcomers(fresh)],
  };
}

const passwords = (n: number): Bound[] =>
  n > 0 ? [{ severity: "high", because: `${plural(n, "password", "passwords")} accepted` }] : [];

const newcomers = (n: number): Bound[] =>
  n > 0
    ? [
        {
          severity: "critical",
          because: `${plural(n, "account", "accounts")} signed in from there for the first time`,
        },
      ]
    : [];
