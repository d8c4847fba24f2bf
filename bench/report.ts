import { median } from "./machine";
import type { Cpu, Pass, Timings } from "./ours";
import { sharesOf } from "./where";

/** One contestant's one round. */
export type Measured = {
  what: string;
  round: number;
  ms: number;
  rows: number;
  bytes: number;
  peakRssMb: number | null;
  timings: Timings | null;
  cpu: Cpu;
};

const seconds = (ms: number) => (ms / 1000).toFixed(2);

/** Medians with their spread, and how they stand to the two measures everybody knows. */
export function report(measured: Measured[]): void {
  const names = [...new Set(measured.map(({ what }) => what))];
  const medianOf = (name: string) => median(measured.filter(({ what }) => what === name).map(({ ms }) => ms));
  const [parse, duck] = [medianOf("json-parse"), medianOf("duckdb")];
  const ratio = (ms: number, to: number) => (Number.isNaN(to) ? "–" : (ms / to).toFixed(2));
  const rows = names.map((name) => {
    const runs = measured.filter(({ what }) => what === name);
    const times = runs.map(({ ms }) => ms);
    const middle = median(times);
    const { rows: count = 0, bytes = 0 } = runs[0] ?? {};
    const isJson = !name.endsWith("csv");
    const peak = Math.max(...runs.map(({ peakRssMb }) => peakRssMb ?? 0));
    return [
      name,
      seconds(middle),
      `${seconds(Math.min(...times))}–${seconds(Math.max(...times))}`,
      Math.round((count / middle) * 1000).toLocaleString("en"),
      (bytes / middle / 1000).toFixed(0),
      isJson ? ratio(middle, parse) : "–",
      isJson ? ratio(middle, duck) : "–",
      peak > 0 ? String(peak) : "–",
      microsOf(runs, "worker"),
      microsOf(runs, "postgres"),
    ];
  });
  const head = [
    ...["", "median s", "min–max s", "events/s", "MB/s", "× JSON.parse", "× DuckDB", "peak RSS MB"],
    ...["worker CPU µs/event", "Postgres CPU µs/event"],
  ];
  console.log(`\n${table([head, ...rows])}`);
  const [first, again] = [medianOf("ours"), medianOf("ours, the same file again")];
  if (!Number.isNaN(first))
    console.log(`\nThe same file again takes ${ratio(again, first)} of the first time.`);
  for (const { what, round, timings } of measured) {
    if (timings) console.log(`${what}, round ${round}: ${partsOf(timings)}`);
  }
}

/** Processor time by event, which a busy machine changes less than the clock's. */
function microsOf(runs: Measured[], whose: keyof Cpu): string {
  const seconds = runs.map(({ cpu }) => cpu[whose] ?? Number.NaN);
  const micros = (median(seconds) / (runs[0]?.rows ?? 1)) * 1_000_000;
  return Number.isNaN(micros) ? "–" : micros.toFixed(1);
}

/** A Markdown table, so that it can be put into docs/performance.md as it is. */
function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(
    (row) =>
      `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`,
  );
  const rule = `| ${widths.map((width, column) => (column === 0 ? "-".repeat(width) : `${"-".repeat(Math.max(1, width - 1))}:`)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

const partsOf = (timings: Timings) =>
  Object.entries(timings)
    .map(([name, ms]) => `${name.replace(/Ms$/, "")} ${seconds(ms)} s`)
    .join(", ");

/** Where the time of a profiled import went. Profiling slows it: shares, not seconds, are what to read. */
export function reportWhere(folder: string, { ms, window, timings }: Pass): void {
  console.log(`\nWhere the worker's time goes (a profiled import of ${seconds(ms)} s, not counted):`);
  for (const share of sharesOf(folder, window)) {
    console.log(`  ${((share.ms / ms) * 100).toFixed(1).padStart(5)} %  ${share.what}`);
  }
  if (timings) console.log(`  by the worker's own clock: ${partsOf(timings)}`);
  console.log("");
}
