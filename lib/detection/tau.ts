/** Kendall's tau-b of two rankings, and how many standard deviations it lies from a chance order's 0. */
export type Tau = { tau: number; z: number };

/**
 * Kendall's tau-b of y against x in n log n (Knight, 1966): sort by x, count the exchanges that sorting by y then
 * takes. Without ties z is tau / sqrt(2(2n+5) / (9n(n-1))); with ties the variance is Kendall's corrected one, since
 * that formula would overstate z by up to 18 %. Null where either ranking has a single value, or n < 2.
 */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>): Tau | null {
  const n = x.length;
  if (n !== y.length) throw new Error(`Two rankings of ${n} and ${y.length} things cannot be compared.`);
  if (n < 2) return null;
  const order = Array.from({ length: n }, (_, index) => index);
  order.sort((a, b) => at(x, a) - at(x, b) || at(y, a) - at(y, b));
  const byX = tiesOf(order, (a, b) => at(x, a) === at(x, b));
  const both = tiesOf(order, (a, b) => at(x, a) === at(x, b) && at(y, a) === at(y, b));
  const ranks = Float64Array.from(order, (index) => at(y, index));
  const exchanges = sortCounting(ranks);
  const byY = tiesOf(ranks, (a, b) => a === b);
  const pairs = (n * (n - 1)) / 2;
  const scale = Math.sqrt(pairs - byX.pairs) * Math.sqrt(pairs - byY.pairs);
  if (scale === 0) return null;
  const score = pairs - byX.pairs - byY.pairs + both.pairs - 2 * exchanges;
  return { tau: score / scale, z: score / Math.sqrt(varianceOf(n, byX, byY)) };
}

const at = (list: ArrayLike<number>, index: number): number => list[index] as number;

/** Sums over the groups of equal values, of t(t-1)/2, t(t-1)(t-2) and t(t-1)(2t+5). */
type Ties = { pairs: number; triples: number; weight: number };

function tiesOf(sorted: ArrayLike<number>, isEqual: (a: number, b: number) => boolean): Ties {
  const ties: Ties = { pairs: 0, triples: 0, weight: 0 };
  for (let from = 0, to = 1; from < sorted.length; from = to, to++) {
    while (to < sorted.length && isEqual(at(sorted, from), at(sorted, to))) to++;
    const t = to - from;
    ties.pairs += (t * (t - 1)) / 2;
    ties.triples += t * (t - 1) * (t - 2);
    ties.weight += t * (t - 1) * (2 * t + 5);
  }
  return ties;
}

/** The variance of the score in a chance order. */
function varianceOf(n: number, x: Ties, y: Ties): number {
  const whole = (n * (n - 1) * (2 * n + 5) - x.weight - y.weight) / 18;
  const pairs = (2 * x.pairs * y.pairs) / (n * (n - 1));
  const triples = n > 2 ? (x.triples * y.triples) / (9 * n * (n - 1) * (n - 2)) : 0;
  return whole + pairs + triples;
}

/** Sorts in place by merging, bottom up; returns how many pairs stood the wrong way round. */
function sortCounting(values: Float64Array): number {
  let from: Float64Array = values;
  let to: Float64Array = new Float64Array(values.length);
  let exchanges = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let left = 0; left < values.length; left += 2 * width)
      exchanges += merge(from, to, left, Math.min(left + width, values.length), left + 2 * width);
    [from, to] = [to, from];
  }
  if (from !== values) values.set(from);
  return exchanges;
}

function merge(from: Float64Array, to: Float64Array, left: number, middle: number, end: number): number {
  const right = Math.min(end, from.length);
  let exchanges = 0;
  let a = left;
  let b = middle;
  for (let out = left; out < right; out++) {
    if (a < middle && (b >= right || at(from, a) <= at(from, b))) to[out] = at(from, a++);
    else {
      exchanges += middle - a;
      to[out] = at(from, b++);
    }
  }
  return exchanges;
}
