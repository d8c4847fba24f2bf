import { INVESTIGATE_SOURCE, RESPOND } from "./advice";
import { type Answered, countedOf, isAbsent, isConfirmed, MICROS, within } from "./answered";
import { type Episode, type Maybe, type Sight, type Stretch, stretchOf } from "./episode";
import { measuresOf } from "./measures";
import type { SpanRule } from "./rule";
import { plural, weigh } from "./severity";
import { joined, slide, type Window } from "./sliding";

type Threshold =
  | "dayNames"
  | "weekNames"
  | "monthNames"
  | "oncePercent"
  | "spread"
  | "nxPercent"
  | "clockworkPercent";
type At = Record<Threshold, number>;

const DAY_MS = 86_400_000;

/** The three windows, each with the names that it needs and how its names must be spread. */
const WINDOWS = [
  {
    within: MICROS.day,
    least: "dayNames",
    word: "a day",
    isSpread: (w: Window, n: number) => w.hoursSpread >= n,
  },
  {
    within: 7 * MICROS.day,
    least: "weekNames",
    word: "a week",
    isSpread: (w: Window, n: number) => w.daysSpread >= n,
  },
  {
    within: 30 * MICROS.day,
    least: "monthNames",
    word: "thirty days",
    isSpread: (w: Window, n: number) => w.daysSpread >= n,
  },
] as const;

/** One source asks for a few names at a time, for so long that it becomes a list. */
export const RC_05: SpanRule<Threshold> = {
  kind: "span",
  id: "RC-05",
  version: 1,
  name: "One source asks slowly",
  meaning:
    "Over a day, a week or a month one source was refused for many different accounts, nearly every one of them once. No hour stands out; the list only shows when the hours are laid beside one another.",
  tactic: "Reconnaissance",
  technique: { id: "T1589.002", name: "Gather Victim Identity Information: Email Addresses" },
  severity: "low",
  confidence: "medium",
  dataSources: ["Entra ID sign-in logs, interactive and non-interactive"],
  requiredTables: ["SigninLogs", "AADNonInteractiveUserSignInLogs"],
  logic:
    "Takes the answers of one source (an IPv4 address, or an IPv6 /64) that an account is absent, or exists while nothing more was learned. Accounts are folded, empty names count nothing, and an attempt that the same account follows with a sign-in from the same source within ten minutes is left out. Three windows slide over them: a day, seven days, thirty days. A window is a hit when it holds enough names, nearly all of them tried once, spread over enough different hours (the day) or days (the others), and when nobody signed in from the source in the thirty days before, or most of the names are absent. Hits that overlap are one episode.",
  window: "any 24 hours, 7 days and 30 days, by the event's own time",
  entity: "source",
  reads: {
    answers: ["absent", "exists", "exists-unusable"],
    vectors: ["entra-signin", "entra-noninteractive"],
  },
  reach: { back: 61 * DAY_MS, memory: 0 },
  groupKeys: ["source"],
  thresholds: {
    dayNames: { value: 15, meaning: "distinct accounts within 24 hours" },
    weekNames: { value: 25, meaning: "distinct accounts within 7 days" },
    monthNames: { value: 40, meaning: "distinct accounts within 30 days" },
    oncePercent: { value: 90, meaning: "percent of the names that were tried exactly once, at least" },
    spread: {
      value: 3,
      meaning: "different hours (within a day) or days (within a week or a month) with names",
    },
    nxPercent: {
      value: 60,
      meaning: "percent of absent names that a source needs from which somebody signed in",
    },
    clockworkPercent: {
      value: 30,
      meaning: "percent of the mean gap that gaps may vary by and still be clockwork",
    },
  },

  crowds: (at) => WINDOWS.map((window) => ({ within: window.within / 1000, rows: at[window.least] })),

  /** Signing in takes names away, and with them the share of single tries may rise: only sizes and spread hold here. */
  stretches(answers, at) {
    const named = answers.filter(({ name }) => name.account !== "");
    const found = WINDOWS.flatMap(({ within, least, isSpread }) =>
      slide(named, {
        within,
        isHit: (window) => window.names >= at[least] && isSpread(window, at.spread),
        isWide: true,
      }),
    );
    return joined(found).map((stretch) => maybeOf(stretch, within(named, stretch.from, stretch.to), at));
  },

  find(sight, at) {
    const maybe = sight.stretches.flatMap(({ from, to }) => within(sight.answers, from, to));
    const counted = countedOf(maybe, sight.signIns);
    const hits = WINDOWS.flatMap((window) => hitsOf(window, counted, sight, at));
    return joined(hits).map((stretch) => {
      const largest = Math.max(...hits.filter((hit) => isIn(hit, stretch)).map(({ times }) => times));
      return episodeOf(within(counted, stretch.from, stretch.to), largest, sight, at);
    });
  },

  falsePositives: [
    {
      category: "onboarding-sync",
      text: "A job that looks a few people up every day. The names belong to people who have just joined or left.",
    },
    {
      category: "federation-malformed-upn",
      text: "A small branch behind one address whose device sends names in a broken form. The names are those of its staff, a letter or a suffix away.",
    },
    {
      category: "list-cycling-app",
      text: "A monitor or an old device that asks for the same one or two names. It is not one: names that come back are not tried once.",
    },
    {
      category: "penetration-test",
      text: "A patient tester with your permission. Only the agreed addresses and dates tell.",
    },
  ],
  guide: INVESTIGATE_SOURCE,
  playbook: RESPOND,
};

type Kind = (typeof WINDOWS)[number];
/** A stretch of hits of one window, and how many times the names that it needs its fullest one held. */
type Hit = Stretch & { times: number };

const isIn = (inner: Stretch, outer: Stretch) => inner.from >= outer.from && inner.to <= outer.to;

function hitsOf({ within, least, isSpread }: Kind, counted: Answered[], { people }: Sight, at: At): Hit[] {
  const times = new Map<Stretch, number>();
  const stretches = slide(counted, {
    within,
    isHit: (window, moment) =>
      window.names >= at[least] &&
      window.onceShare >= at.oncePercent / 100 &&
      isSpread(window, at.spread) &&
      (window.nxShare >= at.nxPercent / 100 || people.before(moment) === 0),
    onHit: ({ names }, stretch) => times.set(stretch, Math.max(times.get(stretch) ?? 0, names / at[least])),
  });
  return stretches.map((stretch) => ({ ...stretch, times: times.get(stretch) ?? 0 }));
}

function maybeOf(stretch: Stretch, answers: readonly Answered[], at: At): Maybe {
  const absent = new Set(answers.filter(isAbsent).map(({ name }) => name.account)).size;
  const fewest = Math.min(...WINDOWS.map(({ least }) => at[least]));
  const canBeGuessed = absent >= (fewest * at.nxPercent) / 100;
  return { ...stretch, mostUsers: canBeGuessed ? Number.POSITIVE_INFINITY : 0 };
}

function episodeOf(counted: Answered[], times: number, { people }: Sight, at: At): Episode {
  const measured = measuresOf(counted);
  const measures = { ...measured, succUsers30d: people.before(stretchOf({ counted }).from) };
  const { names = 0, gapCv } = measured;
  const isClockwork = gapCv !== undefined && gapCv <= at.clockworkPercent / 100;
  return {
    counted,
    verdict: counted.some(isConfirmed) ? "A slow list, some confirmed" : "A slow list, none confirmed",
    ...weigh({
      base: times >= 2 ? "medium" : "low",
      by: `by size (${plural(names, "name", "names")}${times >= 2 ? ", twice what a window needs" : ""})`,
      raises: isClockwork ? [`clockwork (gaps vary by ${Math.round(gapCv * 100)} % of their mean)`] : [],
      floor: counted.some(isConfirmed) ? "low" : "informational",
    }),
    measures,
  };
}
