import type { Answered, SignIn } from "./answered";
import { MICROS } from "./answered";

/**
 * What one row of a walk through password reset was. The log's wording has changed over the years, so the words are
 * data: they are looked for anywhere in the reason, in any case.
 */
export type ResetStep =
  /** The options were shown: the account exists, and these are its second factors. */
  | "shown"
  /** Somebody went on: a code was asked for, typed, or the password set. */
  | "engaged"
  /** A way was passed: the one who asks holds the telephone or the mailbox. */
  | "passed"
  /** Refused with a reason that tells of the account: it exists, and why it cannot. */
  | "disclosed"
  /** So many tries that the account is blocked from reset. */
  | "blocked"
  /** A user id was typed in, or something that tells nothing. */
  | "other";

const BLOCKED_ACTIVITY = /^blocked from self-ser(vice|ve) password reset/i;

/** In this order: the first that fits decides. */
const WORDS: readonly [RegExp, ResetStep][] = [
  [/is blocked for 24 hours|too many (invalid|times)/i, "blocked"],
  [/presented with verification options/i, "shown"],
  [/^\s*user completed/i, "passed"],
  [
    /^\s*user started|submitted a new password|successfully reset password|successfully completed reset/i,
    "engaged",
  ],
  [/fuzzypolicy|password policy/i, "engaged"],
  [/insufficient authentication methods|not enabled for this user/i, "disclosed"],
  [/licen[sc]e|permitted group|on-?prem|writeback/i, "disclosed"],
];

const known = new WeakMap<Answered["said"], ResetStep>();

export function resetStepOf({ said }: Pick<Answered, "said">): ResetStep {
  const before = known.get(said);
  if (before) return before;
  const names = [said.operation, said.activity];
  const step: ResetStep = names.some((name) => BLOCKED_ACTIVITY.test(name.trim()))
    ? "blocked"
    : (WORDS.find(([words]) => words.test(said.description))?.[1] ?? "other");
  known.set(said, step);
  return step;
}

/** From the options to the code, the mail or the new password: whoever takes longer began anew. */
const FLOW = MICROS.hour;

/**
 * The rows of a source with what they were, where options that were shown and led on within an hour count as engaged:
 * by a later step for the same account, or by its sign-in (a finished reset is one).
 */
export function walkOf(
  answers: readonly Answered[],
  signIns: readonly SignIn[],
): { answered: Answered; step: ResetStep }[] {
  const later = new Map<string, number[]>();
  const note = (accountId: string, at: number) => later.set(accountId, [...(later.get(accountId) ?? []), at]);
  const steps = answers.map((answered) => ({ answered, step: resetStepOf(answered) }));
  for (const { answered, step } of steps)
    if (step === "engaged" || step === "passed") note(answered.name.accountId, answered.at);
  for (const { accountId, at } of signIns) note(accountId, at);
  return steps.map(({ answered, step }) => {
    const wentOn = later.get(answered.name.accountId);
    const { at } = answered;
    const isEngaged = step === "shown" && wentOn?.some((time) => time >= at && time <= at + FLOW);
    return { answered, step: isEngaged ? "engaged" : step };
  });
}
