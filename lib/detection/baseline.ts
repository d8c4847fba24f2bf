import { type Answered, MICROS, type Micros } from "./answered";
import type { Stretch } from "./episode";

/** How far back a source's own normal is looked for. */
const MEMORY_HOURS = 30 * 24;

/**
 * How many names an hour of this source needs to stand out: the floor, or the mean of its own hourly distinct names
 * that were absent or exist, plus three standard deviations, over the hours of the thirty days before in which there
 * was any. Hours inside the rule's own episodes are left out: `own` grows while the rule goes forward in time. With
 * fewer such hours than `hours` the floor stands.
 */
export function leastOf(
  answers: readonly Answered[],
  own: readonly Stretch[],
  { floor, hours }: { floor: number; hours: number },
): (at: Micros) => number {
  const counts = hourlyNames(answers);
  const active = [...counts.keys()].sort((a, b) => a - b);
  let known = { key: "", least: floor };
  return (at) => {
    const hour = Math.floor(at / MICROS.hour);
    const last = own.at(-1);
    const key = `${hour} ${own.length} ${hourOf(last?.from ?? 0)} ${hourOf(last?.to ?? 0)}`;
    if (known.key === key) return known.least;
    const past = active.filter((one) => one < hour && one >= hour - MEMORY_HOURS && !isInside(one, own));
    const usual = past.length < hours ? 0 : meanAndThree(past.map((one) => counts.get(one) ?? 0));
    known = { key, least: Math.max(floor, usual) };
    return known.least;
  };
}

const hourOf = (at: Micros) => Math.floor(at / MICROS.hour);

/** Per UTC hour the distinct accounts that were absent or exist. */
function hourlyNames(answers: readonly Answered[]): Map<number, number> {
  const names = new Map<number, Set<string>>();
  for (const { at, said, name } of answers) {
    if (name.account === "" || !/^(absent|exists|exists-unusable)$/.test(said.answer)) continue;
    const hour = Math.floor(at / MICROS.hour);
    const held = names.get(hour);
    if (held) held.add(name.account);
    else names.set(hour, new Set([name.account]));
  }
  return new Map([...names].map(([hour, held]) => [hour, held.size]));
}

const isInside = (hour: number, stretches: readonly Stretch[]) =>
  stretches.some(({ from, to }) => (hour + 1) * MICROS.hour > from && hour * MICROS.hour <= to);

function meanAndThree(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return mean + 3 * Math.sqrt(variance);
}
