import type { Detection } from "@/lib/detection/schema";

export type Fact = { word: string; attempts: number };
export type Facts = { codes: Fact[]; clients: Fact[]; agents: Fact[]; apps: Fact[] };

/** Attempts by word within one rule. */
type Sums = Map<string, number>;

/**
 * Two rules count the same rows, so sums never cross rules: each word shows what the rule that saw most of it
 * counted. `wordsOf` gives a detection's words with their attempts.
 */
function largestByRule(
  detections: readonly Detection[],
  wordsOf: (detection: Detection) => readonly [string, number][],
): Fact[] {
  const rules = new Map<string, Sums>();
  for (const detection of detections) {
    const sums: Sums = rules.get(detection.ruleId) ?? new Map();
    rules.set(detection.ruleId, sums);
    for (const [word, n] of wordsOf(detection)) sums.set(word, (sums.get(word) ?? 0) + n);
  }
  const largest: Sums = new Map();
  for (const sums of rules.values()) {
    for (const [word, n] of sums) largest.set(word, Math.max(n, largest.get(word) ?? 0));
  }
  return [...largest]
    .map(([word, attempts]) => ({ word, attempts }))
    .sort((a, b) => b.attempts - a.attempts || (a.word < b.word ? -1 : 1));
}

/** A key of the group, where the rule groups by it. */
const byKey =
  (key: string) =>
  (detection: Detection): [string, number][] => {
    const word = detection.group[key];
    return word === undefined ? [] : [[word, detection.attempts]];
  };

/** Codes, clients, agents and applications of an alert, as its detections counted them. */
export function factsOf(detections: readonly Detection[]): Facts {
  const apps = largestByRule(detections, byKey("appDisplayName"));
  const named = new Set(apps.map((app) => app.word));
  const others = new Set(detections.flatMap((detection) => detection.apps).filter((app) => !named.has(app)));
  return {
    codes: largestByRule(detections, (detection) => Object.entries(detection.codes)),
    clients: largestByRule(detections, byKey("clientAppUsed")),
    agents: largestByRule(detections, byKey("userAgent")),
    apps: [...apps, ...[...others].sort().map((word) => ({ word, attempts: 0 }))],
  };
}
