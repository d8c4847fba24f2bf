import { INVESTIGATE_RESET, RESPOND } from "./advice";
import { type Answered, MICROS, type Micros, newcomersIn, within } from "./answered";
import { type Episode, type Sight, type Stretch, stretchOf } from "./episode";
import { measuresOf } from "./measures";
import { type ResetStep, walkOf } from "./reset-steps";
import type { SpanRule } from "./rule";
import { plural, weighed } from "./severity";
import { joined, slide } from "./sliding";

type Threshold = "hourTargets" | "dayTargets" | "lookOnlyPercent" | "disclosed" | "blocked";
type At = Record<Threshold, number>;

const DAY_MS = 86_400_000;
const WINDOWS = [
  { within: MICROS.hour, least: "hourTargets" },
  { within: MICROS.day, least: "dayTargets" },
] as const;

/** One source walks through password reset for many people, and turns back once it knows. */
export const RC_11: SpanRule<Threshold> = {
  kind: "span",
  id: "RC-11",
  version: 3,
  name: "Password reset walked for its answers",
  meaning:
    "One source opened password reset for several people and stopped where it had been shown how each of them proves who they are, or collected the reasons why it cannot be used, or drove accounts into the block. Resets for unknown names leave no row, so everybody here exists.",
  tactic: "Reconnaissance",
  technique: { id: "T1589", name: "Gather Victim Identity Information" },
  severity: "medium",
  confidence: "medium",
  dataSources: ["Entra ID audit logs, self-service password management"],
  requiredTables: ["AuditLogs"],
  logic:
    "Takes the rows that self-service password reset wrote for one source (an IPv4 address, or an IPv6 /64). Windows of sixty minutes and of 24 hours slide over them. A window is a hit when enough people were asked for and, besides, of nearly all of them it was learned how they can reset, or why they cannot, while nobody went on within an hour, or enough people's refusals told why they cannot reset, or several people were blocked. A correlation id is the client's own to choose, so steps are joined by source, account and hour.",
  window: "any sixty minutes, and any 24 hours, by the event's own time",
  entity: "source",
  reads: { answers: ["nothing", "hint", "exists", "exists-unusable"], vectors: ["sspr"] },
  reach: { back: 3 * DAY_MS, memory: 0 },
  groupKeys: ["source"],
  thresholds: {
    hourTargets: { value: 5, meaning: "people asked for within sixty minutes" },
    dayTargets: { value: 8, meaning: "or people asked for within 24 hours" },
    lookOnlyPercent: {
      value: 80,
      meaning: "percent of them who were shown their options or refused with a reason while nobody went on",
    },
    disclosed: { value: 5, meaning: "or people whose refusal told why they cannot reset" },
    blocked: { value: 2, meaning: "or people who were blocked from reset" },
  },

  crowds: (at) => WINDOWS.map((window) => ({ within: window.within / 1000, rows: at[window.least] })),

  stretches(answers, at) {
    const named = answers.filter(({ name }) => name.account !== "");
    const found = WINDOWS.flatMap(({ within, least }) =>
      slide(named, { within, isHit: (window) => window.names >= at[least] }),
    );
    return joined(found).map((stretch) => ({ ...stretch, mostUsers: Number.POSITIVE_INFINITY }));
  },

  find(sight, at) {
    const named = sight.answers.filter(({ name }) => name.account !== "");
    const walk = walkOf(named, sight.signIns);
    const hits = sight.stretches.flatMap(({ from, to }) => {
      const inside = walk.filter(({ answered }) => answered.at >= from && answered.at <= to);
      return WINDOWS.flatMap(({ within, least }) => hitsOf(inside, within, at[least], at));
    });
    return joined(hits).map(({ from, to }) => {
      const inside = walk.filter(({ answered }) => answered.at >= from && answered.at <= to);
      return episodeOf(within(named, from, to), inside, sight);
    });
  },

  weighsEnrichment: true,
  falsePositives: [
    {
      category: "helpdesk-sspr",
      text: "A help desk that walks people through their reset. It goes on to a code and a new password, from a desk's address and in office hours.",
    },
    {
      category: "onboarding-sync",
      text: "A week in which staff are told to register. Everybody comes from an address of their own, and finishes.",
    },
    {
      category: "penetration-test",
      text: "A tester with your permission. Only the agreed addresses and dates tell.",
    },
  ],
  guide: INVESTIGATE_RESET,
  playbook: RESPOND,
};

type Walked = { answered: Answered; step: ResetStep };

/** Per account how many rows of each step a window holds. */
class Targets {
  private readonly accounts = new Map<string, Map<ResetStep, number>>();

  change({ answered, step }: Walked, by: 1 | -1): void {
    const { account } = answered.name;
    const steps = this.accounts.get(account) ?? new Map<ResetStep, number>();
    this.uncount(steps);
    const left = (steps.get(step) ?? 0) + by;
    if (left === 0) steps.delete(step);
    else steps.set(step, left);
    this.count(steps);
    if (steps.size === 0) this.accounts.delete(account);
    else this.accounts.set(account, steps);
  }

  readonly having = { learned: 0, lookOnly: 0, disclosed: 0, blocked: 0, passed: 0, engaged: 0 };

  get size(): number {
    return this.accounts.size;
  }

  private count(steps: ReadonlyMap<ResetStep, number>, by = 1): void {
    const isEngaged = steps.has("engaged") || steps.has("passed");
    if (steps.has("shown") && !isEngaged) this.having.lookOnly += by;
    if ((steps.has("shown") || steps.has("disclosed")) && !isEngaged) this.having.learned += by;
    if (isEngaged) this.having.engaged += by;
    for (const step of ["disclosed", "blocked", "passed"] as const)
      if (steps.has(step)) this.having[step] += by;
  }

  private uncount(steps: ReadonlyMap<ResetStep, number>): void {
    this.count(steps, -1);
  }
}

/** Stretches of windows with enough targets that look like asking rather than resetting. */
function hitsOf(walk: readonly Walked[], within: Micros, least: number, at: At): Stretch[] {
  const targets = new Targets();
  const hits: Stretch[] = [];
  let from = 0;
  for (const walked of walk) {
    const now = walked.answered.at;
    targets.change(walked, 1);
    for (let oldest = walk[from]; oldest && oldest.answered.at <= now - within; oldest = walk[from]) {
      targets.change(oldest, -1);
      from += 1;
    }
    if (targets.size < least || !isProbing(targets, at)) continue;
    const current = hits.at(-1);
    if (current && now - current.to <= within) current.to = now;
    else hits.push({ from: walk[from]?.answered.at ?? now, to: now });
  }
  return hits;
}

/** Whoever is refused with a reason could not go on: how an account is set up was learned all the same. */
const isProbing = ({ size, having }: Targets, at: At) =>
  having.learned * 100 >= size * at.lookOnlyPercent ||
  having.disclosed >= at.disclosed ||
  having.blocked >= at.blocked;

function episodeOf(counted: Answered[], walk: readonly Walked[], { signIns, people }: Sight): Episode {
  const stretch = stretchOf({ counted });
  const targets = new Targets();
  for (const walked of walk) targets.change(walked, 1);
  const { lookOnly, disclosed, blocked, passed, engaged } = targets.having;
  const asked = new Set(counted.map(({ name }) => name.accountId));
  const taken = newcomersIn(stretch, signIns, people);
  const resets = [...taken].filter((accountId) => asked.has(accountId)).length;
  return {
    counted,
    verdict: verdictOf(targets),
    ...weighed({
      base: "medium",
      by: `by size (${plural(targets.size, "person", "people")})`,
      floor: "low",
      onPrivileged: "high",
      atLeast: [
        ...(passed > 0
          ? [
              {
                severity: "high" as const,
                because: `a second factor was passed for ${plural(passed, "person", "people")}`,
              },
            ]
          : []),
        ...(resets > 0
          ? [
              {
                severity: "critical" as const,
                because: `${plural(resets, "account", "accounts")} reset or signed in from there for the first time`,
              },
            ]
          : []),
      ],
    }),
    measures: {
      ...measuresOf(counted),
      succUsers30d: people.before(stretch.from),
      lookOnly,
      disclosed,
      blocked,
      passed,
      engaged,
    },
  };
}

function verdictOf({ having: { lookOnly, disclosed, blocked } }: Targets): string {
  if (blocked > Math.max(lookOnly, disclosed)) return "Accounts driven into the block";
  return lookOnly >= disclosed ? "Options looked at, not used" : "Reasons collected";
}
