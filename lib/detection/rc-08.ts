import { INVESTIGATE_EXPOSURE, RESPOND } from "./advice";
import { type Answered, isConfirmed, isPasswordKnown, within } from "./answered";
import { confirmedIn, type FlaggedChain, type FlaggedEpisode, type FlaggedSight } from "./flagged";
import { MOST_FOLLOWED } from "./later";
import { measuresOf, rounded } from "./measures";
import type { FlaggedRule } from "./rule";
import { type Bound, plural, type Weight, weigh } from "./severity";

type Threshold = "accounts" | "high" | "privileged" | "privilegedPercent";
type At = Record<Threshold, number>;

/** Whoever was flagged for asking knows of accounts now: which, and how much of them. */
export const RC_08: FlaggedRule<Threshold> = {
  kind: "flagged",
  id: "RC-08",
  version: 2,
  name: "Accounts known to a flagged source",
  meaning:
    "A source that other rules flagged was told enough to know that accounts exist, or that a password is right. What it knows now does not go away when it stops asking: these are the people to look after.",
  tactic: "Reconnaissance",
  technique: { id: "T1589", name: "Gather Victim Identity Information" },
  severity: "medium",
  confidence: "high",
  dataSources: [
    "Entra ID sign-in logs, interactive and non-interactive",
    "Entra ID audit logs, self-service password management",
    "Windows Security logs (4768, 4771, 4776, 4625)",
  ],
  requiredTables: ["SigninLogs", "AADNonInteractiveUserSignInLogs", "AuditLogs", "SecurityEvent"],
  logic:
    "Begins where another rule flagged a source or a campaign. Its episodes are chained as an alert chains them (less than 24 hours of silence, at most seven days), and every answer it got meanwhile and in the 24 hours around counts if it gave an account away: it exists, it exists and cannot be used, or its password is right. Each account counts once, by its best answer. Left out are answers that the account's own sign-in from there followed within ten minutes, and accounts that had signed in from there in the thirty days before. A lockout is a hint and counts nothing, and a block of the address says nothing of the account. A program that cycles a list of existing people flags nobody, nor does an episode that something harmless around it explains. It is raised for one known password, for enough accounts, or for one privileged account.",
  window: "from 24 hours before the first flagged episode until 24 hours after the last",
  reads: {
    answers: ["hint", "exists", "exists-unusable", "password-known"],
    vectors: ["entra-signin", "entra-noninteractive", "sspr", "kerberos", "ntlm", "windows-logon"],
  },
  follows: false,
  ways: [],
  groupKeys: ["source"],
  thresholds: {
    accounts: { value: 5, meaning: "accounts confirmed, at least, where no password is known" },
    high: { value: 100, meaning: "confirmed accounts from which it is high by size alone" },
    privileged: { value: 1, meaning: "or privileged accounts confirmed, at least" },
    privilegedPercent: {
      value: 10,
      meaning: "percent of privileged among the confirmed, two or more, that raise the severity",
    },
  },

  find: (sight, at) => sight.chains.flatMap((chain) => exposureOf(chain, sight, at)),

  weighsEnrichment: true,
  falsePositives: [
    {
      category: "penetration-test",
      text: "A tester with your permission learned it. The exposure is real until the report is closed; only its owner is known.",
    },
    {
      category: "helpdesk-sspr",
      text: "A help desk that was flagged for its resets has seen what it needs to see. Its own people sign in from there.",
    },
    {
      category: "other",
      text: "Many people share the flagged address and mistype. Those who had signed in from there before are left out; newcomers are not.",
    },
  ],
  guide: INVESTIGATE_EXPOSURE,
  playbook: RESPOND,
};

/** What a chain's source knows, by account. */
type Exposure = { accounts: number; known: Set<string>; privileged: Set<string>; taken: Set<string> };

function exposureOf(chain: FlaggedChain, sight: FlaggedSight, at: At): FlaggedEpisode[] {
  const counted = confirmedIn(chain, sight);
  const exposure = exposed(counted, chain, sight);
  const { accounts, known, privileged } = exposure;
  if (known.size === 0 && accounts < at.accounts && privileged.size < at.privileged) return [];
  if (counted.length === 0) return [];
  return [
    {
      counted,
      about: chain.about,
      verdict: verdictOf(exposure),
      ...noted(weigh(weightOf(counted, exposure, at)), accounts),
      measures: {
        ...measuresOf(counted),
        hints: hintsOf(chain, counted, sight),
        privileged: privileged.size,
        privShare: rounded(privileged.size / accounts),
        episodes: chain.episodes.length,
      },
    },
  ];
}

/** Whoever is not followed any further is said where the accounts are listed. */
function noted<T extends { severityWhy: string[] }>(weighed: T, accounts: number): T {
  if (accounts <= MOST_FOLLOWED) return weighed;
  const note = `RC-10 follows the first ${MOST_FOLLOWED.toLocaleString("en")} of these accounts`;
  return { ...weighed, severityWhy: [...weighed.severityWhy, note] };
}

function exposed(counted: readonly Answered[], chain: FlaggedChain, sight: FlaggedSight): Exposure {
  const firsts = new Map<string, number>();
  const known = new Set<string>();
  for (const answered of counted) {
    const { accountId } = answered.name;
    if (!firsts.has(accountId)) firsts.set(accountId, answered.at);
    if (isPasswordKnown(answered)) known.add(accountId);
  }
  const taken = sight.signIns
    .filter(({ at, accountId }) => {
      const first = firsts.get(accountId);
      return first !== undefined && at > first && at <= chain.to;
    })
    .map(({ accountId }) => accountId);
  return {
    ...{ accounts: firsts.size, known, taken: new Set(taken) },
    privileged: new Set([...firsts.keys()].filter((accountId) => sight.privileged.has(accountId))),
  };
}

/** Accounts that a lockout hinted at and nothing confirmed. */
function hintsOf(
  chain: FlaggedChain,
  counted: readonly Answered[],
  { answers, people }: FlaggedSight,
): number {
  const confirmed = new Set(counted.map(({ name }) => name.accountId));
  const hinted = within(answers, chain.from, chain.to).filter(
    (answered) =>
      !isConfirmed(answered) &&
      answered.name.account !== "" &&
      !confirmed.has(answered.name.accountId) &&
      !people.isUsual(answered.name.accountId, chain.begins),
  );
  return new Set(hinted.map(({ name }) => name.accountId)).size;
}

function verdictOf({ accounts, known, privileged, taken }: Exposure): string {
  if (taken.size > 0) return "Accounts signed in";
  if (known.size > 0) return "Passwords known";
  return privileged.size > 0 && accounts > 0 ? "Privileged accounts confirmed" : "Accounts confirmed";
}

function weightOf(counted: readonly Answered[], exposure: Exposure, at: At): Weight {
  const { accounts, known, privileged, taken } = exposure;
  const unprotected = new Set(
    counted
      .filter((answered) => isPasswordKnown(answered) && answered.said.mfaMissing)
      .map(({ name }) => name.accountId),
  );
  const open = [...unprotected].filter((accountId) => privileged.has(accountId));
  const isMuch = privileged.size >= 2 && privileged.size * 100 >= accounts * at.privilegedPercent;
  return {
    base: accounts >= at.high ? "high" : accounts >= at.accounts ? "medium" : "low",
    by: `by size (${plural(accounts, "account", "accounts")} confirmed)`,
    raises: isMuch ? [`${privileged.size} of them are privileged`] : [],
    floor: "low",
    atLeast: [
      ...bound(
        "medium",
        privileged.size,
        (n) => `${plural(n, "privileged account", "privileged accounts")} confirmed`,
      ),
      ...bound("high", known.size, (n) => `${plural(n, "password", "passwords")} accepted`),
      ...bound(
        "critical",
        open.length,
        (n) =>
          `${plural(n, "privileged account", "privileged accounts")} with a known password and no second factor`,
      ),
      ...bound(
        "critical",
        taken.size,
        (n) => `${plural(n, "of the accounts", "of the accounts")} signed in from there afterwards`,
      ),
    ],
  };
}

const bound = (severity: Bound["severity"], n: number, because: (n: number) => string): Bound[] =>
  n > 0 ? [{ severity, because: because(n) }] : [];
