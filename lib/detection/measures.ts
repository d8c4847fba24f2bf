import { answerRank } from "@/lib/event/schema";
import { type Answered, MICROS, type Micros } from "./answered";

/** The fewest gaps whose evenness says anything. */
const LEAST_GAPS = 9;

/**
 * What is measured of every episode, from its counted answers alone. Shares lie between 0 and 1; elapsed time is the
 * clock's, not the minute boundaries of the hourly rules' `durationMinutes`. Measures that need more than the rows
 * (the directory, the order of names) are added here too, by functions of their own.
 */
export function measuresOf(counted: readonly Answered[]): Record<string, number> {
  const names = namesOf(counted);
  const tries = counted.reduce((sum, { tries }) => sum + tries, 0);
  const best = [...names.values()];
  const having = (isSo: (name: NameTold) => boolean) => best.filter(isSo).length;
  const distinct = (of: (answered: Answered) => string) => new Set(counted.map(of)).size;
  const elapsed = (counted.at(-1)?.at ?? 0) - (counted[0]?.at ?? 0);
  const gapCv = gapCvOf(counted);
  return {
    names: names.size,
    tries,
    k0: having(({ rank }) => rank === RANK.absent),
    k3: having(({ rank }) => rank === RANK.exists || rank === RANK.unusable),
    k4: having(({ rank }) => rank === RANK.password),
    k5: having(({ rank }) => rank === RANK.signedIn),
    nxShare: rounded(having(({ rank }) => rank === RANK.absent) / names.size),
    onceShare: rounded(having((name) => name.tries === 1) / names.size),
    hitRate: rounded(having(({ rank }) => rank >= RANK.unusable) / names.size),
    appSpread: rounded(distinct(({ client }) => client.appId || client.app) / tries),
    agentSpread: rounded(distinct(({ client }) => client.userAgent) / tries),
    elapsedMinutes: rounded(elapsed / MICROS.minute),
    rateAvg: rounded(names.size / Math.max(1, elapsed / MICROS.minute)),
    ratePeak: peakWithin(counted, MICROS.minute),
    ...(gapCv === null ? {} : { gapCv }),
  };
}

const RANK = {
  absent: answerRank("absent"),
  unusable: answerRank("exists-unusable"),
  exists: answerRank("exists"),
  password: answerRank("password-known"),
  signedIn: answerRank("signed-in"),
};

export const rounded = (value: number) => Math.round(value * 1000) / 1000;

export type NameTold = { rank: number; tries: number };

/** Per account the rank of its best answer and how often it was tried. */
export function namesOf(answers: Iterable<Answered>): Map<string, NameTold> {
  const names = new Map<string, NameTold>();
  for (const { name, said, tries } of answers) {
    const found = names.get(name.account);
    const rank = answerRank(said.answer);
    if (!found) names.set(name.account, { rank, tries });
    else {
      found.tries += tries;
      found.rank = Math.max(found.rank, rank);
    }
  }
  return names;
}

/** Share of accounts without any better answer than that they do not exist. */
export function nxShareOf(names: ReadonlyMap<string, NameTold>): number {
  let absent = 0;
  for (const { rank } of names.values()) if (rank === RANK.absent) absent += 1;
  return names.size === 0 ? 0 : absent / names.size;
}

/** Share of accounts that were tried exactly once. */
export function onceShareOf(names: ReadonlyMap<string, NameTold>): number {
  let once = 0;
  for (const { tries } of names.values()) if (tries === 1) once += 1;
  return names.size === 0 ? 0 : once / names.size;
}

/** The most distinct names in any stretch of time as long as this. */
export function peakWithin(answers: readonly Answered[], within: Micros): number {
  const held = new Map<string, number>();
  let [from, peak] = [0, 0];
  for (const { at, name } of answers) {
    held.set(name.account, (held.get(name.account) ?? 0) + 1);
    for (let oldest = answers[from]; oldest && oldest.at <= at - within; oldest = answers[from]) {
      const left = (held.get(oldest.name.account) ?? 1) - 1;
      if (left === 0) held.delete(oldest.name.account);
      else held.set(oldest.name.account, left);
      from += 1;
    }
    peak = Math.max(peak, held.size);
  }
  return peak;
}

/** Standard deviation over mean of the gaps between tries: 0 is clockwork, 1 is chance. Null for too few. */
export function gapCvOf(answers: readonly Answered[]): number | null {
  const gaps = answers.slice(1).map(({ at }, index) => at - (answers[index]?.at ?? at));
  if (gaps.length < LEAST_GAPS) return null;
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  if (mean === 0) return null;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
  return rounded(Math.sqrt(variance) / mean);
}
