import type { Differences } from "../compare";
import { SEVERITIES, type Severity } from "./scenario";
import { accountOf, type PartTruth, type RangeTruth } from "./write";

/** A detection of the product, as far as it is judged. */
export type Found = {
  ruleId: string;
  origin: string | null;
  names: number;
  attempts: number;
  firstSeen: string;
  lastSeen: string;
  severity: Severity;
  nameSample: string[];
  alertId: string | null;
};

const SEEDS = new Set(["RC-01", "RC-02", "RC-03"]);
const rankOf = (severity: Severity) => SEVERITIES.indexOf(severity);
export const isLoud = ({ severity }: Pick<Found, "severity">) => rankOf(severity) >= rankOf("medium");

/** By where it came from; a detection of many places or of none by the names that it shows. */
export function isOf(found: Found, part: Pick<PartTruth, "sources" | "accounts" | "rows">): boolean {
  if (part.rows.length === 0) return true;
  if (found.origin !== null && part.sources.includes(found.origin)) return true;
  if (found.origin !== null && !found.origin.includes("/")) return false;
  const accounts = new Set(part.accounts);
  const known = found.nameSample.filter((name) => accounts.has(accountOf(name)));
  return known.length > 0 && known.length >= found.nameSample.length / 2;
}

/** Rules that a truth speaks of and that nobody has built yet. */
export function awaited(truth: Pick<RangeTruth, "parts">, built: ReadonlySet<string>): string[] {
  const spoken = truth.parts.flatMap((part) => [
    ...part.fires.map(({ rule }) => rule),
    ...part.silent,
    ...part.quiet,
  ]);
  return [...new Set(spoken)].filter((rule) => !built.has(rule)).sort();
}

/** Where the detections of our own rules differ from what must be said, of the rules that exist. */
export function compareParts(
  truth: Pick<RangeTruth, "parts">,
  all: readonly Found[],
  built: ReadonlySet<string>,
): Differences {
  const ours = all.filter(({ ruleId }) => !SEEDS.has(ruleId));
  return truth.parts.flatMap((part) => {
    const found = ours.filter((detection) => isOf(detection, part));
    return [
      ...part.fires.filter(({ rule }) => built.has(rule)).flatMap((hit) => missing(part, hit, found)),
      ...part.silent.flatMap((rule) => unwanted(part, found, rule, () => true)),
      ...part.quiet.flatMap((rule) => unwanted(part, found, rule, isLoud)),
    ];
  });
}

type Fires = PartTruth["fires"][number];

function missing(part: PartTruth, hit: Fires, found: readonly Found[]): Differences {
  const own = found.filter(({ ruleId }) => ruleId === hit.rule);
  if (own.some((detection) => fits(hit, detection))) return [];
  const seen = own.map(shown).join("; ") || "nothing";
  return [`${part.label}: ${hit.rule} must say ${JSON.stringify(hit)}, and says ${seen}`];
}

function fits({ least, most, names, attempts, first, last }: Fires, found: Found): boolean {
  const rank = rankOf(found.severity);
  return (
    rank >= rankOf(least) &&
    rank <= rankOf(most) &&
    found.alertId !== null &&
    (names === null || found.names === names) &&
    (attempts === null || found.attempts === attempts) &&
    (first === null || found.firstSeen === first) &&
    (last === null || found.lastSeen === last)
  );
}

function unwanted(
  part: PartTruth,
  found: readonly Found[],
  rule: string,
  is: (one: Found) => boolean,
): Differences {
  const wrong = found.filter((detection) => detection.ruleId === rule && is(detection));
  return wrong.map((detection) => `${part.label}: ${rule} must not say ${shown(detection)}`);
}

function shown({ ruleId, origin, names, attempts, firstSeen, lastSeen, severity }: Found): string {
  return `${ruleId} ${severity} of ${names} names, ${attempts} attempts, ${firstSeen} to ${lastSeen}, from ${origin ?? "everywhere"}`;
}
