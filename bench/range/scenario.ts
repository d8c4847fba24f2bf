import type { DirectoryStep, ResetStep, SignIn } from "../sign-in";
import type { Company } from "./company";

export const SEVERITIES = ["informational", "low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A rule that must fire. Its numbers are counted over the part's rows that `of` picks: by default those that told something. */
export type Hit = {
  rule: string;
  least: Severity;
  most: Severity;
  of?: (row: SignIn | ResetStep) => boolean;
  /** How much of the count the catalogue fixes; where it leaves open what a detection counts, less is held. */
  counts: "all" | "names" | "nothing";
};

/** One actor of a scenario: what it did and what must be said of it. */
export type Part = {
  label: string;
  role: "attacker" | "benign";
  /** The benign picture, in the words of the alert's categories. */
  category?: string;
  rows: (SignIn | ResetStep)[];
  fires: Hit[];
  /** Rules that must not fire at all on it. */
  silent: string[];
  /** Rules that may fire on it, but below medium. */
  quiet: string[];
};

export type Scenario = {
  name: string;
  about: string;
  company: Company;
  parts: Part[];
  /** Rows of nobody in particular: the company's own day and past. */
  everyday: SignIn[];
  directory: DirectoryStep[];
};

/** The rules that judge sign-ins and resets and raise alerts by themselves; RC-01 to RC-03 are the seeds'. */
export const OURS = "RC-04 RC-05 RC-06 RC-07 RC-08 RC-09 RC-10 RC-11 RC-12".split(" ");

export const hit = (rule: string, least: Severity, most: Severity = least, more: Partial<Hit> = {}): Hit => ({
  rule,
  least,
  most,
  counts: "all",
  ...more,
});

/** All of ours but these. */
export const allBut = (...rules: string[]): string[] => OURS.filter((rule) => !rules.includes(rule));
