import { INVESTIGATE_LOGONS, RESPOND } from "./advice";
import { type Answered, countedOf, isAbsent, isConfirmed, isPasswordKnown, MICROS, within } from "./answered";
import { type Episode, type Sight, stretchOf } from "./episode";
import { measuresOf } from "./measures";
import { aboutPeople, signedInDuring } from "./on-prem";
import type { SpanRule } from "./rule";
import { type Bound, plural, type Weight, weighed } from "./severity";
import { joined, slide } from "./sliding";

type Threshold = "names" | "medium" | "users" | "nxPercent";
type At = Record<Threshold, number>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WINDOWS = [5 * MICROS.minute, MICROS.day];

/** One workstation, address or service tries names that do not exist, by NTLM or at a server itself. */
export const RC_14: SpanRule<Threshold> = {
  kind: "span",
  id: "RC-14",
  version: 1,
  name: "Logons tried for many unknown names",
  meaning:
    "From one workstation or address, or through one service of a host, logons were tried for many names that do not exist. Somebody goes through a list, by NTLM, by remote desktop, or at a service such as SSH.",
  tactic: "Reconnaissance",
  technique: { id: "T1589.002", name: "Gather Victim Identity Information: Email Addresses" },
  severity: "low",
  confidence: "medium",
  dataSources: ["Windows Security log of domain controllers and servers (4776, 4625)"],
  requiredTables: ["SecurityEvent"],
  logic:
    "Takes failed NTLM validations (4776) by the name of the workstation, and failed logons (4625) by address; a logon that names no address belongs to the host and the process that took it. Names of computers are left out, and so is the agent that checks passwords for the cloud, whose callers are in the cloud's own log. Windows of five minutes and of 24 hours slide over the answers that a name does not exist; one with more names than the threshold is a hit. Where many people signed in from the source in the thirty days before, as on a terminal server, most of the names must be absent. What the source was told of existing names meanwhile belongs to the episode. An attempt that the same account follows with a logon from the same source within ten minutes is left out.",
  window: "any five minutes, and any 24 hours, by the event's own time",
  entity: "source",
  reads: {
    answers: ["absent", "exists", "exists-unusable", "password-known"],
    vectors: ["ntlm", "windows-logon"],
  },
  reach: { back: 3 * DAY_MS, memory: 0 },
  groupKeys: ["source"],
  thresholds: {
    names: { value: 10, meaning: "more absent names than this within five minutes, or within 24 hours" },
    medium: { value: 25, meaning: "names from which it is medium" },
    users: {
      value: 10,
      meaning: "people signed in from the source in thirty days that make it a shared one",
    },
    nxPercent: { value: 40, meaning: "percent of absent names that a shared source's episode needs" },
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
    const maybe = sight.stretches.flatMap(({ from, to }) => within(people, from, to));
    const counted = countedOf(maybe, sight.signIns);
    return hitsOf(counted, at).flatMap(({ from, to }) => {
      const inside = within(counted, from, to);
      return isChosen(inside, sight, at) ? [episodeOf(inside, sight, at)] : [];
    });
  },

  weighsEnrichment: true,
  falsePositives: [
    {
      category: "other",
      text: "A terminal server, Citrix or jump host: many people sign in from there, and few of the names are absent.",
    },
    {
      category: "other",
      text: "Copiers and scanners that still hold accounts of people who have left. A few names, again and again.",
    },
    {
      category: "penetration-test",
      text: "A vulnerability scanner or an ordered test, from a host that is registered for it.",
    },
  ],
  guide: INVESTIGATE_LOGONS,
  playbook: RESPOND,
};

const hitsOf = (answers: readonly Answered[], at: At) =>
  joined(
    WINDOWS.flatMap((span) =>
      slide(answers.filter(isAbsent), { within: span, isHit: ({ names }) => names > at.names }),
    ),
  );

const accountsIn = (answers: readonly Answered[]) => new Set(answers.map(({ name }) => name.accountId)).size;

function isChosen(counted: readonly Answered[], { people }: Sight, at: At): boolean {
  const [first] = counted;
  if (!first || people.before(first.at) < at.users) return first !== undefined;
  return accountsIn(counted.filter(isAbsent)) * 100 >= accountsIn(counted) * at.nxPercent;
}

function episodeOf(counted: Answered[], { signIns, people }: Sight, at: At): Episode {
  const stretch = stretchOf({ counted });
  const measures = measuresOf(counted);
  const signedIn = signedInDuring(stretch, signIns).size;
  return {
    counted,
    verdict: counted.some(isConfirmed)
      ? "Unknown names tried, some others exist"
      : "Unknown names tried, none confirmed",
    ...weighed(weightOf(counted, { names: measures.names ?? 0, signedIn }, at)),
    measures: { ...measures, succUsers30d: people.before(stretch.from), signedInMeanwhile: signedIn },
  };
}

function weightOf(
  counted: readonly Answered[],
  { names, signedIn }: { names: number; signedIn: number },
  at: At,
): Weight {
  const existing = accountsIn(counted.filter(({ said }) => said.answer === "exists"));
  const known = accountsIn(counted.filter(isPasswordKnown));
  const high = (n: number, because: string): Bound[] => (n > 0 ? [{ severity: "high", because }] : []);
  return {
    base: names >= at.medium ? "medium" : "low",
    by: `by size (${plural(names, "name", "names")})`,
    floor: existing > 0 ? "low" : "informational",
    atLeast: [
      ...high(existing, `passwords tried for ${plural(existing, "name", "names")} that exist`),
      ...high(known, `${plural(known, "password", "passwords")} accepted`),
      ...high(signedIn, `${plural(signedIn, "account", "accounts")} signed in meanwhile`),
    ],
  };
}
