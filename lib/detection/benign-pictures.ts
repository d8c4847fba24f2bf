import type { BenignFacts } from "./benign-facts";
import {
  atLeast,
  atMost,
  compared,
  isTrue,
  numberOf,
  type Sign,
  type SignNumber,
  sourceIs,
  within,
} from "./benign-sign";

/** The categories of a benign ruling, in the seeds' order; their two penetration tests are one. */
export type BenignCategory =
  | "federation-malformed-upn"
  | "penetration-test"
  | "provisioning-check"
  | "helpdesk-validation"
  | "load-test"
  | "list-cycling-app"
  | "helpdesk-sspr"
  | "password-expiry-notifier"
  | "onboarding-sync";

export type BenignPicture = {
  category: BenignCategory;
  title: string;
  /** True: every sign that it needs holds. "partly": some do, or cannot be told. Null: nothing of it can be told. */
  fits: boolean | "partly" | null;
  numbers: SignNumber[];
  /** Why, in one or two sentences with the numbers. */
  words: string;
};

type Picture = { category: BenignCategory; title: string; signs: readonly Sign[] };

const HOUR = 3_600_000;

/** A password that was accepted, or a session, is never explained away. */
const NOTHING_GAINED: Sign = {
  ...{ part: "bar", label: "passwords accepted or sessions", fact: "passwordKnown", limit: "1 or more" },
  holds: ({ passwordKnown, signedIn }) => passwordKnown + signedIn > 0,
};

/** An expired password is an accepted one: a program that knows its users meets those too. */
const NOTHING_BUT_EXPIRED: Sign = {
  ...{
    part: "bar",
    label: "passwords accepted or sessions",
    fact: "passwordKnown",
    limit: "more than the expired",
  },
  holds: ({ passwordKnown, signedIn, expiredShare, names }) =>
    passwordKnown + signedIn > Math.round((expiredShare ?? 0) * names),
};

const ONE_APP = within("need", "applications", "apps", 0, 1);
const ONE_AGENT = within("help", "user agents", "agents", 0, 1);

/** Privileged names beyond their share of the directory: somebody chose them. */
const PRIVILEGED: Sign = {
  ...{
    part: "bar",
    label: "privileged names",
    fact: "privShare",
    limit: "above twice their share of the directory",
  },
  holds: ({ privShare, privPopulation }) =>
    privPopulation === null
      ? null
      : compared(privShare, (share) => share > Math.max(0.1, 2 * privPopulation)),
};

/** The real names of people within the working day that our own staff keeps. */
const OFFICE = atLeast("help", "within office hours", "officeShare", 0.8);

const COMPLETED: Sign = {
  ...{ part: "need", label: "resets completed", fact: "resetCompleted", limit: "at least 50 % of the flows" },
  holds: ({ resetFlows, resetCompleted }) =>
    resetFlows === null || resetFlows === 0 ? null : compared(resetCompleted, (n) => n / resetFlows >= 0.5),
};

const PICTURES: readonly Picture[] = [
  {
    category: "federation-malformed-upn",
    title: "A sign-on system that sends malformed names",
    signs: [
      NOTHING_GAINED,
      atLeast("need", "names with one shared defect", "defectShare", 0.8),
      ONE_APP,
      atLeast("need", "defective names that are real once repaired", "repairShare", 0.8),
      sourceIs("help", "source", "own", "partner", "microsoft"),
      atMost("help", "names with one try", "onceShare", 0.5),
      ONE_AGENT,
    ],
  },
  {
    category: "penetration-test",
    title: "An agreed test",
    signs: [isTrue("need", "an agreed test covers the time and the source", "hasEngagement")],
  },
  {
    category: "provisioning-check",
    title: "Provisioning that checks whether accounts exist",
    signs: [
      NOTHING_GAINED,
      atLeast("need", "names added or deleted within 48 hours", "lifecycleOverlap", 0.7),
      ONE_APP,
      isTrue("help", "the agent is a program's", "isScripted"),
    ],
  },
  {
    category: "helpdesk-validation",
    title: "A help desk that checks addresses of newcomers",
    signs: [
      atLeast("bar", "absent names", "nxShare", 0.5),
      PRIVILEGED,
      NOTHING_GAINED,
      sourceIs("need", "source", "own", "partner"),
      within("need", "people who signed in from there in 30 days", "successUsers30d", 1),
      atMost("need", "absent names", "nxShare", 0.3),
      atLeast("help", "names made within seven days", "newShare", 0.5),
      OFFICE,
    ],
  },
  {
    category: "load-test",
    title: "A load or integration test",
    signs: [
      {
        ...{ part: "bar", label: "names that the directory has", fact: "dirOverlap", limit: "any" },
        holds: ({ dirOverlap }) => compared(dirOverlap, (share) => share > 0),
      },
      NOTHING_GAINED,
      atLeast("need", "machine-made names", "machineShare", 0.8),
      within("help", "applications", "apps", 0, 1),
      ONE_AGENT,
      isTrue("help", "the agent is a program's", "isScripted"),
      within("help", "rounds with the same names", "sameSetRounds", 2),
      { ...within("help", "unevenness of the gaps", "gapCv", 0, 0.3) },
    ],
  },
  {
    category: "list-cycling-app",
    title: "A program that goes through a list of real accounts",
    signs: [
      NOTHING_BUT_EXPIRED,
      atMost("need", "absent names", "nxShare", 0.02),
      within("need", "rounds with the same names", "sameSetRounds", 3),
      ONE_APP,
      within("help", "unevenness of the rounds", "roundIntervalCv", 0, 0.3),
      atMost("help", "names with one try", "onceShare", 0.1),
    ],
  },
  {
    category: "helpdesk-sspr",
    title: "A help desk that walks through password resets",
    signs: [
      PRIVILEGED,
      within("need", "password-reset flows", "resetFlows", 1),
      COMPLETED,
      sourceIs("need", "source", "own", "partner"),
      OFFICE,
    ],
  },
  {
    category: "password-expiry-notifier",
    title: "A tool that tells people of expired passwords",
    signs: [
      sourceIs("bar", "source", "hosting", "vpn", "tor", "isp"),
      NOTHING_BUT_EXPIRED,
      atLeast("need", "names whose password has expired", "expiredShare", 0.9),
      atMost("need", "absent names", "nxShare", 0.02),
      sourceIs("need", "source", "own", "partner"),
      within("help", "rounds with the same names", "sameSetRounds", 2),
    ],
  },
  {
    category: "onboarding-sync",
    title: "Onboarding scripts while the directory synchronises",
    signs: [
      NOTHING_GAINED,
      atLeast("need", "names added or deleted within 48 hours", "lifecycleOverlap", 0.7),
      sourceIs("need", "source", "own", "microsoft"),
      within("need", "people who signed in from there in 30 days", "successUsers30d", 1),
      { ...within("help", "time between rounds (ms)", "roundInterval", HOUR / 4, HOUR) },
    ],
  },
];

/**
 * How well each benign picture of the seeds fits, with the numbers for and against. A suggestion for the category of
 * a ruling; it decides nothing and hides nothing.
 */
export function benignPictures(facts: BenignFacts): BenignPicture[] {
  return PICTURES.map(({ category, title, signs }) => {
    const numbers = signs.map((sign) => numberOf(sign, facts));
    const fits = fitOf(numbers);
    return { category, title, fits, numbers, words: wordsOf(numbers, fits) };
  });
}

/** The category to suggest: of the pictures that fit, the one with the most signs; null where none fits whole. */
export function suggestedCategory(pictures: readonly BenignPicture[]): BenignCategory | null {
  const held = ({ numbers }: BenignPicture) =>
    numbers.filter(({ part, holds }) => part !== "bar" && holds).length;
  const fitting = pictures.filter(({ fits }) => fits === true);
  return [...fitting].sort((a, b) => held(b) - held(a))[0]?.category ?? null;
}

function fitOf(numbers: readonly SignNumber[]): BenignPicture["fits"] {
  if (numbers.some(({ part, holds }) => part === "bar" && holds === true)) return false;
  const needs = numbers.filter(({ part }) => part === "need");
  const held = needs.filter(({ holds }) => holds === true).length;
  const failed = needs.filter(({ holds }) => holds === false).length;
  if (held === needs.length) return true;
  if (failed + held === 0) return null;
  if (failed === 0) return held > 0 ? "partly" : null;
  return held > failed ? "partly" : false;
}

function wordsOf(numbers: readonly SignNumber[], fits: BenignPicture["fits"]): string {
  const bars = numbers.filter(({ part, holds }) => part === "bar" && holds === true);
  if (bars.length > 0) return `Ruled out: ${bars.map(phrase).join("; ")}.`;
  const needs = numbers.filter(({ part }) => part === "need");
  const held = needs.filter(({ holds }) => holds === true).map(phrase);
  const failed = needs.filter(({ holds }) => holds === false).map(phrase);
  const untold = needs.flatMap(({ label, holds, why }) => (holds === null ? [`${label} (${why})`] : []));
  const sentences = [
    held.length > 0 && `${fits === true ? "Fits" : "For it"}: ${held.join("; ")}.`,
    failed.length > 0 && `Against it: ${failed.join("; ")}.`,
    untold.length > 0 && `Cannot be told: ${untold.join("; ")}.`,
  ];
  return sentences.filter(Boolean).join(" ");
}

const phrase = ({ label, value, limit }: SignNumber) => `${label} ${shown(value, limit)} (${limit})`;

function shown(value: SignNumber["value"], limit: string): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "number") return String(value ?? "unknown");
  return limit.includes("%") || limit.includes("share") || limit === "any"
    ? `${Math.round(value * 100)} %`
    : String(Math.round(value * 100) / 100);
}
