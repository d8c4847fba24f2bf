/** Beyond this many edits a name is no typo of another. */
export const TYPO_EDITS = 2;

/**
 * The optimal string alignment distance of two texts (Damerau-Levenshtein in which no part is edited twice: `ca` to
 * `abc` is 3): insertions, deletions, substitutions and swaps of neighbours, by UTF-16 units. Looks at a band around
 * the diagonal only; returns `most + 1` for anything farther.
 */
export function typoDistance(a: string, b: string, most = TYPO_EDITS): number {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (long.length - short.length > most) return most + 1;
  let start = 0;
  while (start < short.length && short.charCodeAt(start) === long.charCodeAt(start)) start++;
  let end = 0;
  while (
    end < short.length - start &&
    short.charCodeAt(short.length - 1 - end) === long.charCodeAt(long.length - 1 - end)
  )
    end++;
  return banded(short.slice(start, short.length - end), long.slice(start, long.length - end), most);
}

function banded(a: string, b: string, most: number): number {
  if (a.length === 0) return Math.min(b.length, most + 1);
  const far = most + 1;
  let before = new Array<number>(b.length + 1).fill(far);
  let above = Array.from({ length: b.length + 1 }, (_, j) => Math.min(j, far));
  for (let i = 1; i <= a.length; i++) {
    const row = new Array<number>(b.length + 1).fill(far);
    if (i <= most) row[0] = i;
    let least = row[0] as number;
    for (let j = Math.max(1, i - most); j <= Math.min(b.length, i + most); j++) {
      const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(
        (above[j - 1] as number) + (isSame ? 0 : 1),
        (above[j] as number) + 1,
        (row[j - 1] as number) + 1,
      );
      if (i > 1 && j > 1 && isSwapped(a, b, i, j)) cost = Math.min(cost, (before[j - 2] as number) + 1);
      row[j] = Math.min(cost, far);
      least = Math.min(least, cost);
    }
    if (least > most) return far;
    [before, above] = [above, row];
  }
  return above[b.length] as number;
}

const isSwapped = (a: string, b: string, i: number, j: number) =>
  a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
