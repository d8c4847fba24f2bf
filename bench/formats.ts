// npm run bench -- formats [--mib 48] [--rounds 3] [--only "Event XML,EVTX"]
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { SHAPES, writeEvtx, writeText } from "./format-files";
import { machineLines, median } from "./machine";

/** What is to be reached on one core, from bytes to events. */
const [EVTX_RECORDS, TEXT_MB, PEAK_MB] = [8000, 40, 400];
const EVTX = "EVTX";

const Pass = z.object({ rows: z.number(), ms: z.number(), cpuMs: z.number(), peakMb: z.number() });
type Pass = z.infer<typeof Pass>;

const once = (name: string, file: string): Pass =>
  Pass.parse(
    JSON.parse(
      execFileSync(process.execPath, ["--import", "tsx", "bench/format-pass.ts", name, file], {
        encoding: "utf8",
      }),
    ),
  );

/** Processor time stands for a core: what Node's other threads did meanwhile is in it, what else ran is not. */
const coreMs = (passes: Pass[]) => median(passes.map(({ cpuMs }) => cpuMs));

function measure(what: string, folder: string, { mib, rounds }: { mib: number; rounds: number }): string[] {
  const file = join(folder, "export");
  const shape = SHAPES[what];
  const written = shape ? writeText(file, shape, mib) : writeEvtx(file, mib);
  const bytes = statSync(file).size;
  const round = (name: string) => Array.from({ length: rounds }, () => once(name, file));
  const passes = round("ours");
  for (const { rows } of passes)
    if (rows !== written) throw new Error(`${what}: ${rows} events were read, ${written} were written.`);
  const peer = shape ? coreMs(round(shape.peer)) : null;
  const ms = coreMs(passes);
  const perSecond = (written / ms) * 1000;
  const mb = bytes / ms / 1000;
  const peak = Math.max(...passes.map(({ peakMb }) => peakMb));
  const isFast = shape ? mb >= TEXT_MB : perSecond >= EVTX_RECORDS;
  return [
    ...[what, Math.round(perSecond).toLocaleString("en"), mb.toFixed(0)],
    peer === null
      ? "–"
      : `${(bytes / peer / 1000).toFixed(0)} (${shape?.peer === "json" ? "JSON.parse" : "lines"})`,
    String(peak),
    isFast && peak < PEAK_MB ? "met" : "**missed**",
  ];
}

function main(): void {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { mib: text, rounds: text, only: text } });
  const number = z.coerce.number().int().min(1);
  const options = z.object({ mib: number.default(48), rounds: number.default(3) }).parse(values);
  const all = [EVTX, ...Object.keys(SHAPES)];
  const names = values.only?.split(",") ?? all;
  for (const name of names)
    if (!all.includes(name)) throw new Error(`There is no ${name}: ${all.join(", ")}.`);
  console.log(machineLines("none").join("\n"));
  console.log(
    `targets   ${EVTX} ≥ ${EVTX_RECORDS} records/s, others ≥ ${TEXT_MB} MB/s a core, under ${PEAK_MB} MB\n`,
  );
  console.log("| format | events/s | MB/s | library's MB/s | peak RSS MB | target |");
  console.log("| --- | ---: | ---: | ---: | ---: | --- |");
  const folder = mkdtempSync(join(tmpdir(), "rollcall-formats-"));
  try {
    for (const name of names) console.log(`| ${measure(name, folder, options).join(" | ")} |`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
