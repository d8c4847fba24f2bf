export type Sample = { name: string; times: number[]; atOnce: number };

/** The value below which this share of the times lies (nearest rank). */
export function percentile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const median = (times: readonly number[]) => percentile(times, 0.5);

/** Runs `page` so many times, `atOnce` of them together, each with its own turn number. */
export async function measure(
  name: string,
  runs: number,
  atOnce: number,
  page: (turn: number) => Promise<unknown>,
): Promise<Sample> {
  const times: number[] = [];
  for (let warm = 0; warm < 5; warm++) await page(runs + warm);
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let turn = next++; turn < runs; turn = next++) {
        const began = performance.now();
        await page(turn);
        times.push(performance.now() - began);
      }
    }),
  );
  return { name, times, atOnce };
}

const ms = (value: number) => value.toFixed(1).padStart(8);

export function lineOf({ name, times, atOnce }: Sample, goal: number | null): string {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(times, share)) as [
    number,
    number,
    number,
  ];
  const verdict = goal === null ? "" : p95 <= goal ? `  p95 ≤ ${goal} ms` : `  p95 > ${goal} ms: MISSED`;
  return `${name.padEnd(34)} ${String(atOnce).padStart(2)} at once ${ms(p50)} ${ms(p95)} ${ms(p99)}${verdict}`;
}
