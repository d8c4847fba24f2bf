import { INVESTIGATE_KERBEROS, RESPOND } from "./advice";
import { type Answered, countedOf, isAbsent, isConfirmed, isPasswordKnown, MICROS, within } from "./answered";
import { leastOf } from "./baseline";
import { type Episode, type Sight, type Stretch, stretchOf } from "./episode";
import { measuresOf, peakWithin } from "./measures";
import { aboutPeople, signedInDuring } from "./on-prem";
import type { SpanRule } from "./rule";
import { type Bound, plural, type Weight, weighed } from "./severity";
import { anyToolMark } from "./signs";
import { joined, Slider } from "./sliding";

type Threshold = "names" | "hourNames" | "dayOncePercent" | "baselineHours" | "perSecond";
type At = Record<Threshold, number>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const BURST = 2 * MICROS.minute;

/** One host asks the domain controllers for tickets of many names. */
export const RC_13: SpanRule<Threshold> = {
  kind: "span",
  id: "RC-13",
  version: 1,
  name: "Kerberos asked for many names",
  meaning:
    "One host asked the domain controllers for tickets of many different accounts, faster than people do or each of them once. A controller says plainly whether a name exists, before any password, so this is the quickest way to turn a list of guesses into a list of people.",
  tactic: "Reconnaissance",
  technique: { id: "T1589.002", name: "Gather Victim Identity Information: Email Addresses" },
  severity: "medium",
  confidence: "high",
  dataSources: ["Windows Security log of the domain controllers (4768, 4771)"],
  requiredTables: ["SecurityEvent"],
  logic:
    "Takes what domain controllers answered one address about people: no such principal (0x6), revoked (0x12), wrong password (4771 with 0x18), and tickets handed out without pre-authentication. Names of computers are left out, and so is an attempt that the same account follows with a ticket from the same address within ten minutes. Two minutes with more names than the threshold are a hit, whatever was answered; an hour with many absent names is one too, and so is a day with more absent names than the threshold that are nearly all tried once. The first two must also stand out from the address's own hours of the thirty days before: the mean of its distinct names plus three standard deviations. Hits that overlap are one episode. A scan without passwords leaves only its misses: names that exist write no event, so which of them were confirmed is unknown, but for those that the same address later tries a password for.",
  window: "any two minutes, sixty minutes and 24 hours, by the event's own time",
  entity: "source",
  reads: { answers: ["absent", "exists", "exists-unusable", "password-known"], vectors: ["kerberos"] },
  reach: { back: 3 * DAY_MS, memory: 30 * DAY_MS },
  groupKeys: ["source"],
  thresholds: {
    names: {
      value: 10,
      meaning: "more distinct people than this within two minutes, or absent ones within 24 hours",
    },
    hourNames: { value: 24, meaning: "or more absent names than this within sixty minutes" },
    dayOncePercent: { value: 90, meaning: "percent of a day's absent names that must be tried once" },
    baselineHours: {
      value: 24,
      meaning: "earlier hours with names that the address's own normal needs; with fewer the number stands",
    },
    perSecond: { value: 20, meaning: "names within one second from which it is high" },
  },

  crowds: (at) => [
    { within: HOUR_MS, rows: at.names + 1 },
    { within: DAY_MS, rows: at.names + 1 },
  ],

  stretches: (answers, at) =>
    hitsOf(aboutPeople(answers), at).map((stretch) => ({
      ...stretch,
      mostUsers: Number.POSITIVE_INFINITY,
    })),

  find(sight, at) {
    const people = aboutPeople(sight.answers);
    const own: Stretch[] = sight.before.map((stretch) => ({ ...stretch }));
    const least = leastOf(people, own, { floor: at.names + 1, hours: at.baselineHours });
    const maybe = sight.stretches.flatMap(({ from, to }) => within(people, from, to));
    const counted = countedOf(maybe, sight.signIns);
    return hitsOf(counted, at, { least, own }).map(({ from, to }) =>
      episodeOf(within(counted, from, to), sight, at),
    );
  },

  weighsEnrichment: true,
  falsePositives: [
    {
      category: "other",
      text: "A service account with a misspelt name. It is one name, asked again and again.",
    },
    {
      category: "penetration-test",
      text: "A vulnerability scanner or an ordered test. Its address stands in a register of such hosts.",
    },
    {
      category: "other",
      text: "A VPN, RADIUS or network access host that passes on what people type. Most of its names exist, and many people sign in from there.",
    },
    {
      category: "federation-malformed-upn",
      text: "A domain that was moved or renamed: everybody is asked for under the old realm, each of them many times.",
    },
  ],
  guide: INVESTIGATE_KERBEROS,
  playbook: RESPOND,
};

/** What an hour needs to stand out, and the rule's own stretches so far, which are no measure of what is usual. */
type Usual = { least: (at: number) => number; own: Stretch[] };

/**
 * Stretches of each kind of window, all of them moved along together: what is usual leaves out hours of earlier hits,
 * whichever window they were found by. Without `usual` every stretch that may be a hit is one.
 */
function hitsOf(answers: readonly Answered[], at: At, usual?: Usual): Stretch[] {
  const isEnough = (names: number, moment: number) => !usual || names >= usual.least(moment);
  const onHit = (_: unknown, stretch: Stretch) => usual && note(usual.own, stretch);
  const burst = new Slider({
    within: BURST,
    isHit: ({ names }, moment) => names > at.names && isEnough(names, moment),
    onHit,
  });
  const hour = new Slider({
    within: MICROS.hour,
    isHit: ({ names }, moment) => names > at.hourNames && isEnough(names, moment),
    onHit,
  });
  const day = new Slider({
    within: MICROS.day,
    isHit: ({ names, onceShare }) => names > at.names && onceShare * 100 >= at.dayOncePercent,
    onHit,
  });
  for (const answered of answers)
    for (const slider of isAbsent(answered) ? [burst, hour, day] : [burst]) slider.take(answered);
  return joined([burst, hour, day].flatMap(({ stretches }) => stretches));
}

/** Adds a stretch that ends now; what it reaches is one with it. */
function note(own: Stretch[], { from, to }: Stretch): void {
  const whole = { from, to };
  for (let last = own.at(-1); last && last.to >= whole.from; last = own.at(-1)) {
    whole.from = Math.min(whole.from, last.from);
    whole.to = Math.max(whole.to, last.to);
    own.pop();
  }
  own.push(whole);
}

const isRoastable = ({ said }: Answered) => said.class === "asrep_material";
const accountsIn = (answers: readonly Answered[]) => new Set(answers.map(({ name }) => name.accountId)).size;

function episodeOf(counted: Answered[], { signIns, people }: Sight, at: At): Episode {
  const stretch = stretchOf({ counted });
  const found = {
    names: accountsIn(counted),
    perSecond: peakWithin(counted, MICROS.second),
    roastable: accountsIn(counted.filter(isRoastable)),
    known: accountsIn(counted.filter(isPasswordKnown)),
    signedIn: signedInDuring(stretch, signIns).size,
  };
  return {
    counted,
    verdict: verdictOf(counted),
    ...weighed(weightOf(counted, found, at)),
    measures: {
      ...measuresOf(counted),
      succUsers30d: people.before(stretch.from),
      namesPerSecond: found.perSecond,
      roastable: found.roastable,
      signedInMeanwhile: found.signedIn,
    },
  };
}

const verdictOf = (counted: readonly Answered[]) =>
  counted.some(isConfirmed)
    ? "Kerberos names asked for, some confirmed"
    : "Kerberos names asked for; those that exist left no trace";

type Found = { names: number; perSecond: number; roastable: number; known: number; signedIn: number };

function weightOf(counted: readonly Answered[], found: Found, at: At): Weight {
  const tool = anyToolMark(counted);
  const high = (is: boolean, because: string): Bound[] => (is ? [{ severity: "high", because }] : []);
  return {
    base: "medium",
    by: `by size (${plural(found.names, "name", "names")})`,
    raises: tool ? [`known tool (consistent with ${tool})`] : [],
    floor: "low",
    atLeast: [
      ...high(found.perSecond >= at.perSecond, `${found.perSecond} names within one second`),
      ...high(
        found.roastable > 0,
        `${plural(found.roastable, "ticket", "tickets")} handed out without pre-authentication, to be cracked at leisure`,
      ),
      ...high(found.known > 0, `${plural(found.known, "password", "passwords")} accepted`),
      ...high(found.signedIn > 0, `${plural(found.signedIn, "account", "accounts")} signed in meanwhile`),
    ],
  };
}
