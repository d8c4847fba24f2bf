import { SEVERITIES, type Severity } from "@/lib/detection/schema";
import { ANSWERS, type Answer } from "@/lib/event/schema";
import type { Tally } from "@/lib/insight/schema";

/** What each answer is called, its colour, and what it tells the prober. */
export const ANSWER: Record<Answer, { word: string; color: string; means: string }> = {
  nothing: {
    word: "Nothing",
    color: "var(--answer-nothing)",
    means: "The answer says nothing about the account",
  },
  absent: { word: "Absent", color: "var(--answer-absent)", means: "There is no such account" },
  hint: { word: "Hint", color: "var(--answer-hint)", means: "A weak sign that the account exists" },
  "exists-unusable": {
    word: "Exists, disabled",
    color: "var(--answer-exists)",
    means: "The account exists but cannot be used",
  },
  exists: { word: "Exists", color: "var(--answer-exists)", means: "The account exists" },
  "password-known": {
    word: "Password known",
    color: "var(--answer-password-known)",
    means: "The password was accepted; something later stopped it",
  },
  "signed-in": { word: "Signed in", color: "var(--answer-signed-in)", means: "A token was issued" },
};

/** Charts and bars put the strongest answer first: it is what matters. */
export const STRONGEST_FIRST: readonly Answer[] = [...ANSWERS].reverse();

/** The weaker reading of a colour that two answers share is hatched. */
export const isHatched = (answer: Answer): boolean => answer === "exists-unusable" || answer === "nothing";

export const presentAnswers = (tally: Tally): Answer[] => STRONGEST_FIRST.filter((answer) => tally[answer]);

export const totalOf = (tally: Tally): number =>
  ANSWERS.reduce((sum, answer) => sum + (tally[answer] ?? 0), 0);

/** Accounts known to exist, by whatever answer said so. */
export const existingOf = (tally: Tally): number =>
  (tally.exists ?? 0) +
  (tally["exists-unusable"] ?? 0) +
  (tally["password-known"] ?? 0) +
  (tally["signed-in"] ?? 0);

export const SEVERITY_WORD: Record<Severity, string> = {
  informational: "Info",
  low: "Low",
  medium: "Medium",
  high: "High",
  critical: "Critical",
};

export const HIGHEST_FIRST: readonly Severity[] = [...SEVERITIES].reverse();
