import type { Answered } from "./answered";

/** Values that enough names came with, in an order of their own. */
export const common = (
  answers: readonly Answered[],
  of: (answered: Answered) => string,
  least: number,
): string[] => commonOf(answers, of, least).map(([value]) => value);

/** The same with the answers of each; one pass, since a month of a tenant comes with hundreds of values. */
export function commonOf(
  answers: readonly Answered[],
  of: (answered: Answered) => string,
  least: number,
): [string, Answered[]][] {
  const byValue = new Map<string, Answered[]>();
  for (const answered of answers) {
    const value = of(answered);
    const held = byValue.get(value);
    if (held) held.push(answered);
    else byValue.set(value, [answered]);
  }
  const isEnough = ([value, own]: [string, Answered[]]) =>
    value !== "" && own.length >= least && new Set(own.map(({ name }) => name.account)).size >= least;
  return [...byValue].filter(isEnough).sort(([a], [b]) => (a < b ? -1 : 1));
}
