import { type Answered, MICROS } from "./answered";
import type { Sight, Stretch } from "./episode";
import { orderScores, strongestOrder } from "./order-score";
import { wideOf } from "./wide-window";

type At = { names: number; sources: number; orderNames: number; orderZ: number };

/**
 * Spans of two hours that end with any UTC hour, and of a day that end at midnight or noon, in which absent names come
 * in the order of some list. Spans that reach beyond what is in sight are left to another evaluation.
 */
export function ordersOf(absent: readonly Answered[], { since, until }: Sight, at: At): Stretch[] {
  const ends = new Set(absent.map((answered) => Math.floor(answered.at / MICROS.hour) + 1));
  const halves = new Set(
    [...ends].flatMap((end) => [Math.ceil(end / 12) * 12, Math.ceil(end / 12) * 12 + 12]),
  );
  const isWhole = (end: number) => until === null || end * MICROS.hour <= until + 1000;
  const spans = [
    ...spansOf(absent, [...ends].filter(isWhole), 2),
    ...spansOf(absent, [...halves].filter(isWhole), 24),
  ];
  return spans.flatMap((inside) => {
    const [first, last] = [inside[0], inside.at(-1)];
    if (!first || !last || last.at < since) return [];
    const window = wideOf(inside);
    if (window.names < at.orderNames || window.sources < at.sources) return [];
    return (orderOf(inside)?.z ?? 0) >= at.orderZ ? [{ from: first.at, to: last.at }] : [];
  });
}

/** The answers of the so many hours before each of these ends (UTC hours since 1970). */
function* spansOf(answers: readonly Answered[], ends: readonly number[], hours: number) {
  let [from, until] = [0, 0];
  for (const end of [...ends].sort((a, b) => a - b)) {
    while ((answers[until]?.at ?? Number.POSITIVE_INFINITY) < end * MICROS.hour) until += 1;
    while ((answers[from]?.at ?? Number.POSITIVE_INFINITY) < (end - hours) * MICROS.hour) from += 1;
    yield answers.slice(from, until);
  }
}

/** How well the order of first attempts agrees with that of a list. */
export const orderOf = (answers: readonly Answered[]) =>
  strongestOrder(orderScores([...new Set(answers.map(({ name }) => name.account))]));
