import { partsOf } from "./local-part";

/** Fewer names than these with one stem are people who share a name. */
const FEWEST_IN_SERIES = 3;
/** What generators of test data put around a counter, or between names. */
const FAKER = /^\p{L}{2,}[._]\p{L}{2,}\d{1,4}$|^\p{L}{2,}\d{2,4}$/u;
const TAGGED = /^[^+]{1,64}\+[^+]{1,64}$/;
const RANDOM = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$|^[0-9a-f]{16,}$/;
const STEM = /^(.*?)(\d{1,15})(\D*)$/;

/** `test#` with 200 names from 1 to 200. */
export type Series = {
  /** The names' text with # where the counter stands. */
  stem: string;
  names: number;
  from: number;
  to: number;
  /** Distinct counters by the stretch that they span: 1 is a series without holes. */
  density: number;
};

export type NameGrammar = {
  /** The longest series of a shared stem and a counter; null where there is none. */
  series: Series | null;
  /** Shares of names, 0 to 1: in any series; like a test-data generator's; `user+7`; hexadecimal or UUID. */
  seriesShare: number;
  fakerShare: number;
  tagShare: number;
  randomShare: number;
  /** Names that a machine made by any of these signs. */
  machineShare: number;
  names: number;
};

/** Whether a machine made these names, as load tests and pipelines do. Linear. */
export function nameGrammar(accounts: readonly string[]): NameGrammar {
  const locals = accounts.map((account) => partsOf(account).local);
  const stems = stemsOf(locals);
  const counts = { series: 0, faker: 0, tag: 0, random: 0, machine: 0 };
  for (const local of locals) {
    const stem = stemOf(local);
    const isRandom = RANDOM.test(local);
    const isSeries = !isRandom && stem !== null && (stems.get(stem.text)?.size ?? 0) >= FEWEST_IN_SERIES;
    const isFaker = !isSeries && !isRandom && FAKER.test(local);
    const isTag = !isSeries && TAGGED.test(local);
    counts.series += Number(isSeries);
    counts.faker += Number(isFaker);
    counts.tag += Number(isTag);
    counts.random += Number(isRandom);
    counts.machine += Number(isSeries || isFaker || isTag || isRandom);
  }
  const share = (count: number) => (locals.length === 0 ? 0 : count / locals.length);
  return {
    series: longestSeries(stems),
    ...{ seriesShare: share(counts.series), fakerShare: share(counts.faker), tagShare: share(counts.tag) },
    ...{ randomShare: share(counts.random), machineShare: share(counts.machine), names: locals.length },
  };
}

/** The last run of digits is the counter. */
function stemOf(local: string): { text: string; counter: number } | null {
  if (local.length > 80) return null;
  const [, before = "", digits, after = ""] = STEM.exec(local) ?? [];
  return digits === undefined ? null : { text: `${before}#${after}`, counter: Number(digits) };
}

function stemsOf(locals: readonly string[]): Map<string, Set<number>> {
  const stems = new Map<string, Set<number>>();
  for (const local of locals) {
    const stem = RANDOM.test(local) ? null : stemOf(local);
    if (!stem) continue;
    const counters = stems.get(stem.text);
    if (counters) counters.add(stem.counter);
    else stems.set(stem.text, new Set([stem.counter]));
  }
  return stems;
}

function longestSeries(stems: ReadonlyMap<string, ReadonlySet<number>>): Series | null {
  let best: Series | null = null;
  for (const [stem, counters] of stems) {
    if (counters.size < FEWEST_IN_SERIES || counters.size <= (best?.names ?? 0)) continue;
    let from = Number.POSITIVE_INFINITY;
    let to = Number.NEGATIVE_INFINITY;
    for (const counter of counters) {
      from = Math.min(from, counter);
      to = Math.max(to, counter);
    }
    best = { stem, names: counters.size, from, to, density: counters.size / (to - from + 1) };
  }
  return best;
}
