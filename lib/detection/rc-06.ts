import { INVESTIGATE_CAMPAIGN, RESPOND } from "./advice";
import { type Answered, isAbsent, isConfirmed, MICROS, TYPO_WITHIN } from "./answered";
import { type Campaign, campaignsOf, nameOf, type Sighting, type Trait } from "./campaign";
import { common, commonOf } from "./common-values";
import { type Around, type Episode, originDay, originMoment, type Sight, type Stretch } from "./episode";
import { orderOf, ordersOf } from "./list-order";
import { measuresOf, rounded } from "./measures";
import type { SpanRule } from "./rule";
import { plural, weighed } from "./severity";
import { anyToolMark } from "./signs";
import { joined, slide } from "./sliding";
import { networkOf, sourceOf } from "./source";
import { surgesOf, WEEKS } from "./surge";
import { appIdOf, dayOf, HABIT_DAYS } from "./usage";
import { slideWide, type WideWindow, wideOf } from "./wide-window";

type Threshold =
  | "names"
  | "sources"
  | "alone"
  | "triesPerSource"
  | "oncePercent"
  | "nxPercent"
  | "rarePercent"
  | "orderNames"
  | "orderZ"
  | "surgeSigmas"
  | "high";
type At = Record<Threshold, number>;

const DAY_MS = 86_400_000;

/** Many sources ask for a name or two each, and together for a list. */
export const RC_06: SpanRule<Threshold> = {
  kind: "span",
  id: "RC-06",
  version: 2,
  name: "Many sources share a list",
  meaning:
    "Many addresses asked for a name or two each, and what they have in common shows that they are one: an agent, an application, a network, the order of a list, or a number of absent names that no such hour had before. Whoever changes the address with every request is after names, and no single address shows it.",
  tactic: "Reconnaissance",
  technique: { id: "T1589.002", name: "Gather Victim Identity Information: Email Addresses" },
  severity: "medium",
  confidence: "medium",
  dataSources: ["Entra ID sign-in logs, interactive and non-interactive"],
  requiredTables: ["SigninLogs", "AADNonInteractiveUserSignInLogs"],
  logic:
    "Takes all answers of a tenant that an account is absent, or exists while nothing more was learned. Addresses at which somebody signed in on that day or the day before are left out: people work there, and mistype. Accounts are folded, empty names and empty addresses count nothing. The rest is looked at by each agent, application, autonomous system and surrounding network (/24, /48), and as all absent names together. Windows of sixty minutes and of 24 hours slide over each. A list that one source asks for alone is left out of them: it is that source's own (RC-04), and neither makes a campaign nor hides one. A window is a hit when it has enough names from enough sources (an IPv4 address, or an IPv6 /64), few tries a source and nearly every name tried once; one of a trait also needs most names to be absent, or an agent or application that was rare in the tenant's thirty days before. All absent names are a hit, too, when they come in the order of a list, or when an hour has more of them than the same hour of the four weeks before allows; hours inside earlier campaigns are no measure. Hits that overlap in time and share most sources are one campaign, whichever traits show it.",
  window:
    "any sixty minutes and any 24 hours, by the event's own time; UTC hours for order and for comparison",
  entity: "tenant",
  reads: {
    answers: ["absent", "exists", "exists-unusable"],
    vectors: ["entra-signin", "entra-noninteractive"],
  },
  reach: { back: 3 * DAY_MS, memory: 2 * DAY_MS, forward: (HABIT_DAYS + 2) * DAY_MS },
  groupKeys: ["trait", "value"],
  thresholds: {
    names: { value: 20, meaning: "distinct accounts in a window" },
    sources: { value: 10, meaning: "distinct sources in it" },
    alone: { value: 10, meaning: "accounts within sixty minutes that make a source's list its own" },
    triesPerSource: { value: 2, meaning: "attempts a source, at most, on average" },
    oncePercent: { value: 90, meaning: "percent of the names that were tried exactly once, at least" },
    nxPercent: { value: 40, meaning: "percent of absent names that a common trait needs which is not rare" },
    rarePercent: {
      value: 1,
      meaning: "percent of the tenant's rows below which an agent or application is rare",
    },
    orderNames: { value: 50, meaning: "absent names whose order is looked at" },
    orderZ: { value: 4, meaning: "how unlikely the order must be by chance (Kendall's tau as z)" },
    surgeSigmas: { value: 4, meaning: "standard deviations above the same hour of four weeks" },
    high: { value: 100, meaning: "accounts from which a campaign is high" },
  },
  crowds: (at) => [{ within: DAY_MS, rows: at.names }],
  across: {
    strangers: (answers, working) => answers.filter((answered) => isStranger(answered, working)),
    habits: (answers, at) => ({
      apps: common(answers, appIdOf, at.names ?? 0),
      agents: common(answers, ({ client }) => client.userAgent, at.names ?? 0),
    }),
    readsPlaces: true,
    hoursBefore: (answers, at) => {
      const hours = crowdedHours(answers.filter(isAbsent), at.names ?? 0);
      return hours.flatMap((hour) => Array.from({ length: WEEKS + 1 }, (_, week) => hour - week * 168));
    },
  },

  stretches(answers, at) {
    const named = answers.filter(({ name }) => name.account !== "");
    return slide(named, { within: MICROS.day, isHit: ({ names }) => names >= at.names }).map((stretch) => ({
      ...stretch,
      mostUsers: Number.POSITIVE_INFINITY,
    }));
  },

  find(sight, at) {
    const strangers = sight.stretches
      .flatMap(({ from, to }) => sight.answers.filter((one) => one.at >= from && one.at <= to))
      .filter((answered) => isStranger(answered, sight.around.working));
    const traits = sightingsOfTraits(strangers, sight, at);
    const absent = strangers.filter(isAbsent);
    const shared = sharedOf(absent, at);
    const [crowds, orders] = [crowdsOf(shared, sight, at, () => true), ordersOf(absent, sight, at)];
    const campaignsWith = (surges: readonly Stretch[]) => {
      const absents = joined([...crowds, ...orders, ...surges]).map((stretch) =>
        sighted(
          "absent",
          "",
          isAnyIn([...orders, ...surges], stretch) ? absent : shared,
          stretch,
          isAnyIn(surges, stretch) ? "more than this hour had in four weeks" : "",
        ),
      );
      return campaignsOf([...traits, ...absents], (answers) => isCrowd(wideOf(answers), at));
    };
    const placesWith = (surges: readonly Stretch[]) => campaignsWith(surges).map(stretchOfAnswers);
    return campaignsWith(surgesOf(absent, sight, placesWith, at)).map((campaign) => episodeOf(campaign, at));
  },

  weighsEnrichment: true,
  falsePositives: [
    {
      category: "other",
      text: "A phone network that changes its customers' addresses. Their agents and applications are everybody's, and they sign in.",
    },
    {
      category: "federation-malformed-upn",
      text: "Domains are merged and every device still asks for the old name. The names share a suffix and are your own people's.",
    },
    {
      category: "other",
      text: "A new release changes an application's agent. Successes come with the same agent on the same day.",
    },
    {
      category: "penetration-test",
      text: "A tester with your permission who rotates addresses. Only the agreed dates tell.",
    },
  ],
  guide: INVESTIGATE_CAMPAIGN,
  playbook: RESPOND,
};

/** Whether nobody works where the answer went: no sign-in there that day, the day before, or right after midnight. */
function isStranger({ at, name, from }: Answered, working: Around["working"]): boolean {
  if (name.account === "" || from.value === "") return false;
  const days = [dayOf(at) - 1, dayOf(at), dayOf(at + TYPO_WITHIN)];
  return !days.some((day) => working.has(originDay(from.id, day)));
}

/** Without the lists that a source asked for alone. */
function sharedOf(answers: readonly Answered[], at: At): Answered[] {
  const bySource = new Map<string, Answered[]>();
  for (const answered of answers) {
    const source = sourceOf(answered.from.value);
    const own = bySource.get(source);
    if (own) own.push(answered);
    else bySource.set(source, [answered]);
  }
  const alone = new Set<Answered>();
  for (const own of [...bySource.values()].filter(({ length }) => length >= at.alone)) {
    const lists = slide(own, { within: MICROS.hour, isHit: ({ names }) => names >= at.alone });
    for (const one of own) if (lists.some(({ from, to }) => one.at >= from && one.at <= to)) alone.add(one);
  }
  return answers.filter((answered) => !alone.has(answered));
}

const isCrowd = ({ names, sources }: WideWindow, at: At) => names >= at.names && sources >= at.sources;

/** UTC hours since 1970 with enough names. */
function crowdedHours(answers: readonly Answered[], least: number): number[] {
  return common(answers, ({ at }) => String(Math.floor(at / MICROS.hour)), least).map(Number);
}

type Valued = { trait: Trait; of(answered: Answered): string };

function sightingsOfTraits(strangers: readonly Answered[], sight: Sight, at: At): Sighting[] {
  const { usage, systems } = sight.around;
  const traits: Valued[] = [
    { trait: "agent", of: ({ client }) => client.userAgent },
    { trait: "app", of: (answered) => appIdOf(answered) || answered.client.app },
    { trait: "system", of: ({ from, at: moment }) => systems.get(originMoment(from.id, moment)) ?? "" },
    { trait: "network", of: ({ from }) => networkOf(from.value) ?? "" },
  ];
  const shareOf = (trait: Trait, value: string, day: number) =>
    trait === "agent" ? usage.agentShare(value, day) : trait === "app" ? usage.appShare(value, day) : null;
  return traits.flatMap(({ trait, of }) =>
    commonOf(strangers, of, at.names).flatMap(([value, answers]) => {
      const own = sharedOf(answers, at);
      const isTelling = (window: WideWindow, moment: number) => {
        if (window.nxShare * 100 >= at.nxPercent) return true;
        const share = shareOf(trait, value, dayOf(moment));
        return share !== null && share * 100 < at.rarePercent;
      };
      return crowdsOf(own, sight, at, isTelling).map((stretch) => {
        const share = shareOf(trait, value, dayOf(stretch.from));
        const rarity = share === null ? "" : `${rounded(share * 100)} % of the thirty days before`;
        return sighted(trait, value, own, stretch, rarity);
      });
    }),
  );
}

/** Stretches of windows with enough names, each tried once from a source that tried little else. */
function crowdsOf(
  own: readonly Answered[],
  { since, until }: Sight,
  at: At,
  isTelling: (window: WideWindow, moment: number) => boolean,
): Stretch[] {
  // Whether a source asks alone shows within the hour after: no campaign lies as close to the end of what is in sight.
  const last = until === null ? Number.POSITIVE_INFINITY : until - MICROS.hour;
  const isHit = (window: WideWindow, moment: number) =>
    moment <= last &&
    isCrowd(window, at) &&
    window.tries <= window.sources * at.triesPerSource &&
    window.onceShare * 100 >= at.oncePercent &&
    isTelling(window, moment);
  return joined([MICROS.hour, MICROS.day].flatMap((within) => slideWide(own, { within, since }, isHit)));
}

const isAnyIn = (inner: readonly Stretch[], { from, to }: Stretch) =>
  inner.some((one) => one.from >= from && one.to <= to);

function sighted(
  trait: Trait,
  value: string,
  own: readonly Answered[],
  { from, to }: Stretch,
  why: string,
): Sighting {
  const answers = own.filter(({ at }) => at >= from && at <= to);
  const window = wideOf(answers);
  const what = `${WORDS[trait]}${value === "" ? "" : ` ${value.slice(0, 100)}`}`;
  const size = `${plural(window.names, "name", "names")} from ${plural(window.sources, "source", "sources")}`;
  return { trait, value, answers, reason: `seen by ${what}: ${size}${why === "" ? "" : `, ${why}`}` };
}
const WORDS: Record<Trait, string> = {
  agent: "agent",
  app: "application",
  system: "autonomous system",
  network: "network",
  absent: "absent names together",
};

const stretchOfAnswers = ({ answers }: Campaign): Stretch => ({
  from: answers[0]?.at ?? 0,
  to: answers.at(-1)?.at ?? 0,
});

function episodeOf(campaign: Campaign, at: At): Episode {
  const { answers, sightings } = campaign;
  const { trait, value } = nameOf(campaign);
  const window = wideOf(answers);
  const order = orderOf(answers);
  const tool = anyToolMark(answers);
  const isLarge = window.names >= at.high;
  const weight = weighed({
    base: isLarge ? "high" : "medium",
    by: `by size (${plural(window.names, "name", "names")} from ${plural(window.sources, "source", "sources")})`,
    raises: tool ? [`known tool (consistent with ${tool})`] : [],
    // A tool, an order or rented sources add to a small campaign what size says of a large one.
    ceiling: "high",
    floor: answers.some(isConfirmed) ? "low" : "informational",
    notes: sightings.map(({ reason }) => reason).sort(),
  });
  return {
    counted: answers,
    group: { trait, value },
    crowd: { kind: "campaign", value: trait === "absent" ? "absent names" : `${WORDS[trait]} ${value}` },
    verdict: answers.some(isConfirmed)
      ? "A list cut up among sources, some confirmed"
      : "A list cut up among sources",
    ...weight,
    measures: {
      ...measuresOf(answers),
      sources: window.sources,
      triesPerSource: rounded(window.tries / window.sources),
      ...(order?.z ? { orderZ: rounded(order.z) } : {}),
    },
  };
}
