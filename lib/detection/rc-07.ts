import { INVESTIGATE_CLIENTS, RESPOND } from "./advice";
import { type Answered, type Client, countedOf, isPasswordKnown, MICROS, type Micros } from "./answered";
import { type Episode, type Sight, type Stretch, sourceDay } from "./episode";
import { measuresOf } from "./measures";
import type { SpanRule } from "./rule";
import { type Bound, plural, weighed } from "./severity";
import { anyToolMark } from "./signs";
import { joined, slide } from "./sliding";
import { sourceOf } from "./source";
import { appIdOf, dayOf, HABIT_DAYS, type Usage } from "./usage";

type Threshold = "apps" | "appsUnsure" | "newNames" | "ropcNames";
type At = Record<Threshold, number>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** No application has it: it was copied out of a template into a tool. */
const TEMPLATE_ID = "30cad7ca-797c-4dba-81f6-8b01f6371013";
/** The directory itself: something that is asked for, and never asks. */
const DIRECTORY_ID = "00000002-0000-0000-c000-000000000000";
/** The password was right and only the application or resource was not, if the password came with the request. */
const ACCEPTED = ["700016", "500011"];

/** One source tries applications that nobody here uses, or a way in that it never took before. */
export const RC_07: SpanRule<Threshold> = {
  kind: "span",
  id: "RC-07",
  version: 2,
  name: "Client ids and protocols tried out",
  meaning:
    "One source asked with application ids that nobody here signs in with, or handed over passwords directly (ROPC) where it never had before. Tools change the id with every request so that no list of applications gives them away, and an odd id tells them from the answer alone whether a password was right.",
  tactic: "Reconnaissance",
  technique: { id: "T1589.002", name: "Gather Victim Identity Information: Email Addresses" },
  severity: "medium",
  confidence: "medium",
  dataSources: ["Entra ID sign-in logs, interactive and non-interactive"],
  requiredTables: ["SigninLogs", "AADNonInteractiveUserSignInLogs"],
  logic:
    "Looks at refused attempts of one source (an IPv4 address, or an IPv6 /64). A sign is: an unknown application or resource (700016, 500011) asked for by ROPC, which is only said once the password was right; a client id that no application has, copied from a template into a tool; the directory's own id as a client; application ids that were not seen in the tenant for ten days and that nobody has signed in with since, with more than one account within an hour; enough different unknown application ids within an hour; enough names by ROPC within a day from a source that had no row by ROPC in the thirty days before. An id is unknown while nobody signed in with it on that day or in the thirty days before, and it had less than one row in a hundred. Never seen and never used say nothing until rows are held that are ten days older, and are silent before; until then only ids without a name count as unknown, or so many at once that most attempts had one of their own. An attempt that the same account follows with a sign-in from the same address within ten minutes counts nothing, nor do empty names and the noise of sessions.",
  window:
    "any sixty minutes (24 hours for ROPC), by the event's own time; signs less than an hour apart are one episode",
  entity: "tenant",
  reads: {
    answers: ["absent", "nothing", "hint", "exists", "exists-unusable", "password-known"],
    vectors: ["entra-signin", "entra-noninteractive"],
  },
  reach: { back: 3 * DAY_MS, memory: 2 * DAY_MS, forward: (HABIT_DAYS + 2) * DAY_MS },
  groupKeys: ["source"],
  thresholds: {
    apps: { value: 3, meaning: "different unknown application ids from one source within sixty minutes" },
    appsUnsure: { value: 10, meaning: "the same while no older rows tell which applications are usual" },
    newNames: { value: 2, meaning: "accounts within an hour with ids that were not seen for ten days" },
    ropcNames: { value: 5, meaning: "accounts by ROPC within a day from a source that never used it" },
  },
  crowds: () => [{ within: HOUR_MS, rows: 1 }],
  across: {
    isOfInterest: (client, usage, days) =>
      isRopc(client) ||
      [TEMPLATE_ID, DIRECTORY_ID].includes(client.appId.toLowerCase()) ||
      (client.appId !== "" && days.some((day) => !isFamiliar(client.appId.toLowerCase(), day, usage))),
    habits: (answers) => ({ apps: [...new Set(answers.map(appIdOf))], agents: [] }),
    readsSignIns: true,
    ropcSources: (answers, at) => sourcesByRopc(answers, at.ropcNames ?? 0),
  },

  stretches(answers) {
    const [first, last] = [answers[0], answers.at(-1)];
    if (!first || !last) return [];
    return [{ from: first.at, to: last.at, mostUsers: Number.POSITIVE_INFINITY }];
  },

  find(sight, at) {
    const bySource = new Map<string, Answered[]>();
    for (const answered of sight.answers) {
      if (answered.from.value === "") continue;
      const source = sourceOf(answered.from.value);
      const own = bySource.get(source);
      if (own) own.push(answered);
      else bySource.set(source, [answered]);
    }
    return [...bySource].flatMap(([source, answers]) => episodesOf(source, answers, sight, at));
  },

  weighsEnrichment: true,
  falsePositives: [
    {
      category: "other",
      text: "A developer tries a new registration. One person, one new id, from your own network, and soon a sign-in.",
    },
    {
      category: "list-cycling-app",
      text: "An application was deleted and a job still calls it. One account and one id, at even distances.",
    },
    {
      category: "onboarding-sync",
      text: "A new product is rolled out. Its first day has failures and sign-ins side by side; an id that somebody signs in with is known from that day on.",
    },
    {
      category: "penetration-test",
      text: "A tester with your permission. Only the agreed addresses and dates tell.",
    },
  ],
  guide: INVESTIGATE_CLIENTS,
  playbook: RESPOND,
};

const isRopc = ({ protocol }: Client) => protocol.trim().toLowerCase() === "ropc";
const isByRopc = ({ client, said }: Answered) => said.qualifier === "ropc" || isRopc(client);
const isAccepted = (answered: Answered) => isByRopc(answered) && ACCEPTED.includes(answered.said.code);
const isNoise = ({ said }: Answered) => said.class === "noise";

/** Whether people here use the application: somebody signed in with it, or it has its share of the tenant's rows. */
function isFamiliar(appId: string, day: number, usage: Usage): boolean {
  return usage.isSignedInWith(appId, day) || (usage.appShare(appId, day) ?? 0) >= RARE;
}
const RARE = 0.01;

/** An id of which nobody here knows anything. */
const isUnknownApp = (answered: Answered, usage: Usage) =>
  appIdOf(answered) !== "" && !isNoise(answered) && !isFamiliar(appIdOf(answered), dayOf(answered.at), usage);

/** An id that was not there for ten days; says nothing without older rows. */
const isNewApp = (answered: Answered, usage: Usage) =>
  isUnknownApp(answered, usage) &&
  usage.hasHistory(dayOf(answered.at)) &&
  !usage.isSeen(appIdOf(answered), dayOf(answered.at));

const isIdSign = (answered: Answered) => [TEMPLATE_ID, DIRECTORY_ID].includes(appIdOf(answered));

function episodesOf(source: string, answers: readonly Answered[], sight: Sight, at: At): Episode[] {
  const { usage, ropcDays } = sight.around;
  const counted = countedOf(answers, sight.signIns);
  const signs = counted.filter((one) => isAccepted(one) || isIdSign(one));
  const fresh = counted.filter((one) => isNewApp(one, usage));
  const unknown = counted.filter((one) => isUnknownApp(one, usage));
  const hits = [
    ...signs.map(({ at: moment }) => ({ from: moment, to: moment })),
    // One name with a new id is a person with something new; through many addresses it is RC-06's.
    ...slide(fresh, { within: MICROS.hour, isHit: ({ names }) => names >= at.newNames }),
    ...hitsOfApps(unknown, usage, at),
    ...slide(counted.filter(isByRopc), {
      within: MICROS.day,
      isHit: ({ names }, moment) => names >= at.ropcNames && isNewToRopc(source, moment, usage, ropcDays),
    }),
  ].filter(({ to }) => to >= sight.since);
  const odd = new Set([...signs, ...fresh, ...unknown]);
  return nearby(hits).map(({ from, to }) => {
    const inside = counted.filter((one) => one.at >= from && one.at <= to);
    return episodeOf(
      source,
      inside.filter((one) => odd.has(one) || isByRopc(one)),
      usage,
    );
  });
}

const namesIn = (answers: readonly Answered[]) => new Set(answers.map(({ name }) => name.account)).size;

/** How many answers of a window have each application id, and how many of its ids came with no name. */
class Apps {
  private readonly ids = new Map<string, number>();
  private readonly unnamed = new Map<string, number>();
  length = 0;

  change(answered: Answered, by: 1 | -1): void {
    const id = appIdOf(answered);
    this.length += by;
    bump(this.ids, id, by);
    if (answered.client.app === "") bump(this.unnamed, id, by);
  }
  get size(): number {
    return this.ids.size;
  }
  get nameless(): number {
    return this.unnamed.size;
  }
}

function bump(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const left = (counts.get(key) ?? 0) + by;
  if (left === 0) counts.delete(key);
  else counts.set(key, left);
}

/** Windows of an hour with enough unknown application ids. */
function hitsOfApps(unknown: readonly Answered[], usage: Usage, at: At): Stretch[] {
  const apps = new Apps();
  const hits: Stretch[] = [];
  let from = 0;
  for (const answered of unknown) {
    apps.change(answered, 1);
    for (
      let oldest = unknown[from];
      oldest && oldest.at <= answered.at - MICROS.hour;
      oldest = unknown[from]
    ) {
      apps.change(oldest, -1);
      from += 1;
    }
    if (!isManyApps(apps, usage.hasHistory(dayOf(answered.at)), at)) continue;
    hits.push({ from: unknown[from]?.at ?? answered.at, to: answered.at });
  }
  return hits;
}

function isManyApps({ size, nameless, length }: Apps, hasHistory: boolean, at: At): boolean {
  if (size < at.apps) return false;
  return hasHistory || nameless >= at.apps || (size >= at.appsUnsure && size * 2 >= length);
}

/** Whether a source had no row by ROPC in the thirty days before the window; says nothing without older rows. */
function isNewToRopc(source: string, at: Micros, usage: Usage, ropcDays: ReadonlySet<string>): boolean {
  const first = dayOf(at - MICROS.day);
  if (!usage.hasHistory(first)) return false;
  for (let past = first - HABIT_DAYS; past < first; past++) {
    if (ropcDays.has(sourceDay(source, past))) return false;
  }
  return true;
}

/** Sources with enough names by ROPC to ask whether they always did that. */
function sourcesByRopc(answers: readonly Answered[], least: number): string[] {
  const names = new Map<string, Set<string>>();
  for (const answered of answers) {
    if (!isByRopc(answered) || answered.from.value === "") continue;
    const source = sourceOf(answered.from.value);
    names.set(source, (names.get(source) ?? new Set()).add(answered.name.account));
  }
  return [...names].filter(([, own]) => own.size >= least).map(([source]) => source);
}

/** Hits that overlap or lie less than an hour apart are one stretch. */
function nearby(hits: readonly Stretch[]): Stretch[] {
  return joined(hits.map(({ from, to }) => ({ from, to: to + MICROS.hour }))).map(({ from, to }) => ({
    from,
    to: to - MICROS.hour,
  }));
}

function episodeOf(source: string, counted: Answered[], usage: Usage): Episode {
  const accepted = namesIn(counted.filter(isAccepted));
  const passwords = namesIn(counted.filter(isPasswordKnown));
  const unknown = new Set(counted.filter((one) => isUnknownApp(one, usage)).map(appIdOf)).size;
  const fresh = new Set(counted.filter((one) => isNewApp(one, usage)).map(appIdOf)).size;
  const ropcNames = namesIn(counted.filter(isByRopc));
  const tool = anyToolMark(counted);
  const weight = weighed({
    base: "medium",
    by: byOf({ unknown, ropcNames, counted }),
    raises: tool ? [`known tool (consistent with ${tool})`] : [],
    // The manner is what this rule goes by: more of it makes no session.
    ceiling: "high",
    floor: "low",
    atLeast: [...accept(accepted), ...known(passwords)],
    notes: unsure(counted, usage),
  });
  return {
    counted,
    group: { source },
    crowd: { kind: "network", value: source },
    verdict: verdictOf(accepted, unknown),
    ...weight,
    measures: { ...measuresOf(counted), unknownApps: unknown, newApps: fresh, ropcNames, accepted },
  };
}

function byOf({ unknown, ropcNames, counted }: { unknown: number; ropcNames: number; counted: Answered[] }) {
  const parts = [
    ...(unknown > 0
      ? [plural(unknown, "application id that nobody uses", "application ids that nobody uses")]
      : []),
    ...(ropcNames > 0 ? [`${plural(ropcNames, "name", "names")} by ROPC`] : []),
    ...(counted.some((one) => appIdOf(one) === TEMPLATE_ID) ? ["an id that no application has"] : []),
    ...(counted.some((one) => appIdOf(one) === DIRECTORY_ID) ? ["the directory's id as a client"] : []),
  ];
  return `by its clients (${parts.join(", ")})`;
}

const accept = (n: number): Bound[] =>
  n > 0
    ? [
        {
          severity: "high",
          because: `${plural(n, "password", "passwords")} accepted, told by an unknown application or resource`,
        },
      ]
    : [];
const known = (n: number): Bound[] =>
  n > 0 ? [{ severity: "high", because: `${plural(n, "password", "passwords")} accepted` }] : [];

const unsure = (counted: readonly Answered[], usage: Usage) =>
  counted.some(({ at }) => usage.hasHistory(dayOf(at)))
    ? []
    : ["No rows are held that are ten days older: what is new here, and who never used ROPC, is not judged."];

function verdictOf(accepted: number, unknown: number): string {
  if (accepted > 0) return "Passwords tried by an unknown client, some accepted";
  return unknown > 1 ? "Client ids tried out" : "An odd client or protocol";
}
