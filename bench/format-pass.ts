// One pass over one file in a process of its own: node --import tsx bench/format-pass.ts ours|json|scan FILE
import { readFileSync } from "node:fs";
import { recognise } from "@/lib/source/recognise";
import { readLog } from "@/test/read-log";
import { linesOf } from "./lines";

async function ours(file: string): Promise<number> {
  const recognised = await recognise(file, { filename: "export" });
  let events = 0;
  for await (const rows of readLog(file, recognised)) for (const row of rows) if (row.ok) events += 1;
  return events;
}

/** Every line as a string, which no reader in JavaScript is spared. */
function scan(file: string): number {
  let lines = 0;
  for (const line of linesOf(file)) if (line.length > 0) lines += 1;
  return lines;
}

function json(file: string): number {
  let objects = 0;
  for (const line of linesOf(file)) if (JSON.parse(line) !== null) objects += 1;
  return objects;
}

/** What Linux says was the most; elsewhere what Node says. */
function peakMb(): number {
  if (process.platform !== "linux") return Math.round(process.resourceUsage().maxRSS / 1024);
  const kib = /VmHWM:\s+(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return Math.round(Number(kib) / 1024);
}

const PASSES: Record<string, (file: string) => number | Promise<number>> = { ours, scan, json };
const [name = "", file = ""] = process.argv.slice(2);
const pass = PASSES[name];
if (!pass) throw new Error(`There is no pass called ${name}.`);
const started = performance.now();
const cpu = process.cpuUsage();
const rows = await pass(file);
const { user, system } = process.cpuUsage(cpu);
const ms = performance.now() - started;
process.stdout.write(JSON.stringify({ rows, ms, cpuMs: (user + system) / 1000, peakMb: peakMb() }));
