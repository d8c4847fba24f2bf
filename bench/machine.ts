import { readFileSync } from "node:fs";
import { cpus, loadavg, platform, release, totalmem } from "node:os";

/** What a figure was measured on; without it a figure says nothing. */
export function machineLines(postgres: string): string[] {
  const [processor] = cpus();
  return [
    `command   ${process.env.BENCH_COMMAND ?? process.argv.slice(1).join(" ")}`,
    `machine   ${cpus().length} cores, ${processor?.model ?? "unknown"}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${platform()} ${release()}`,
    `software  Node ${process.versions.node}, Postgres ${postgres}, Rollcall ${version()}`,
    `load      ${loadavg()
      .map((load) => load.toFixed(2))
      .join(" ")} before the start`,
  ];
}

function version(): string {
  const { version: found }: { version?: string } = JSON.parse(readFileSync("package.json", "utf8"));
  return found ?? "unknown";
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 ? middle : middle - 1], sorted[middle]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}
