/** What kind of place the source is, as the enrichment says. */
export type FactSource = "own" | "partner" | "isp" | "hosting" | "vpn" | "tor" | "microsoft" | "unknown";

/**
 * What is known of an alert, for weighing whether it is something harmless. Shares are 0 to 1. Null is "not known",
 * which is not "no": a picture that needs it says that it cannot be told.
 */
export type BenignFacts = {
  /** Distinct accounts, and tries for them. */
  names: number;
  tries: number;
  /** Absent names by all; names with one try by all. */
  nxShare: number | null;
  onceShare: number | null;
  /** Accounts whose password was accepted, and that were signed in as. */
  passwordKnown: number;
  signedIn: number;
  /** Distinct applications and user agents. */
  apps: number | null;
  agents: number | null;
  /** Whether the agent is a library's or a script's; the attack tool that it is consistent with. */
  isScripted: boolean | null;
  tool: string | null;
  source: FactSource | null;
  /** How many rounds in a row asked for the same names, how far apart (milliseconds), and how evenly (0 is a clock). */
  sameSetRounds: number | null;
  roundInterval: number | null;
  roundIntervalCv: number | null;
  /** Standard deviation of the gaps between tries by their mean. */
  gapCv: number | null;
  /** Names in Add-user and Delete-user audit rows within 48 hours, by all. Null where no audit log covers the time. */
  lifecycleOverlap: number | null;
  /** Distinct accounts that signed in from the source in the 30 days before. */
  successUsers30d: number | null;
  /** The highest order score, if any order could be scored. */
  orderZ: number | null;
  /** The share of names with one shared defect, its words, and of the defective names those that repair to real ones. */
  defectShare: number | null;
  defect: string | null;
  repairShare: number | null;
  /** From the directory snapshot; null without one. */
  typoShare: number | null;
  dirOverlap: number | null;
  /** Names asked for that were made within the seven days before, by those that the directory has. */
  newShare: number | null;
  privShare: number | null;
  /** Privileged accounts by all accounts of the directory. */
  privPopulation: number | null;
  /** Machine-made names by all, and the stem of their series (`test#`). */
  machineShare: number | null;
  series: string | null;
  /** Tries within the hours in which people usually sign in from the source, by all. */
  officeShare: number | null;
  /** Names whose best code is 50055 (password expired), by all. */
  expiredShare: number | null;
  /** Password-reset flows, and those that went on to a completed reset; null where it has none. */
  resetFlows: number | null;
  resetCompleted: number | null;
  /** Whether an agreed test covers the time and the source; null while such records are not kept. */
  hasEngagement: boolean | null;
};

/** Nothing known yet: callers fill in what they have. */
export const NO_FACTS: BenignFacts = {
  ...{ names: 0, tries: 0, nxShare: null, onceShare: null, passwordKnown: 0, signedIn: 0 },
  ...{ apps: null, agents: null, isScripted: null, tool: null, source: null },
  ...{ sameSetRounds: null, roundInterval: null, roundIntervalCv: null, gapCv: null },
  ...{ lifecycleOverlap: null, successUsers30d: null, orderZ: null },
  ...{
    defectShare: null,
    defect: null,
    repairShare: null,
    typoShare: null,
    dirOverlap: null,
    newShare: null,
  },
  ...{ privShare: null, privPopulation: null, machineShare: null, series: null, officeShare: null },
  ...{ expiredShare: null, resetFlows: null, resetCompleted: null, hasEngagement: null },
};

/** Why a fact is not there, for people. */
export const WHY_UNKNOWN: Record<keyof BenignFacts, string> = {
  names: "no names",
  tries: "no tries",
  nxShare: "no answers",
  onceShare: "no names",
  passwordKnown: "no answers",
  signedIn: "no answers",
  apps: "the log names no application",
  agents: "the log names no user agent",
  isScripted: "the log names no user agent",
  tool: "no tool is recognised",
  source: "no list of networks says what the source is",
  sameSetRounds: "the rounds were not counted",
  roundInterval: "there was one round only",
  roundIntervalCv: "there were fewer than three rounds",
  gapCv: "there were fewer than three tries",
  lifecycleOverlap: "no audit log covers this time",
  successUsers30d: "no sign-in log covers the month before",
  orderZ: "no order could be scored",
  defectShare: "the names were not checked for defects",
  defect: "the names share no defect",
  repairShare: "no directory snapshot, or no name with a defect",
  typoShare: "no directory snapshot, or no absent name",
  dirOverlap: "no directory snapshot",
  newShare: "no directory snapshot with dates of creation",
  privShare: "no directory snapshot with privileged accounts",
  privPopulation: "no directory snapshot with privileged accounts",
  machineShare: "the names were not looked at",
  series: "the names are no series",
  officeShare: "too few people signed in from there in the month before to tell their hours",
  expiredShare: "no answers",
  resetFlows: "no password reset is among it",
  resetCompleted: "no password reset is among it",
  hasEngagement: "agreed tests are not recorded here: whoever would order one can tell",
};
