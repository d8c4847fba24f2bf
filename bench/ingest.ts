// npm run bench -- ingest [--rows 200000] [--rounds 3] [--seed 1] [--only ours,duckdb] [--no-profile] [--keep]
import { execFile } from "node:child_process";
import { createWriteStream, mkdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs, promisify } from "node:util";
import { to as copyTo } from "pg-copy-streams";
import { z } from "zod";
import type { Store } from "@/lib/db";
import { type Cluster, openCluster } from "./cluster";
import { compareDetections, type Differences, differ, sorted } from "./compare";
import { rowSum } from "./copies";
import { Finding, type Task } from "./finding";
import { machineLines } from "./machine";
import { type Pass, runOurs } from "./ours";
import { installPeers } from "./peers";
import { type Measured, report, reportWhere } from "./report";
import { stopping } from "./stopping";
import type { Truth } from "./truth";
import { type Form, writeTenant } from "./write-tenant";

const NAMES = ["ours", "json-parse", "json-copy", "bare-copy", "duckdb", "portal-csv", "la-csv"] as const;
type Name = (typeof NAMES)[number];
/** Enough for a rate; a CSV's rows cost the same whatever their number. */
const MOST_CSV_ROWS = 200_000;

type Options = { rows: number; rounds: number; seed: number; keep: boolean; only: Name[]; profile: boolean };
type Bench = {
  options: Options;
  cluster: Cluster;
  files: Partial<Record<Form, { file: string; truth: Truth }>>;
  /** Rows of `event` in COPY's binary format, and what they sum up to. */
  extracted: { file: string; rows: number; content: string } | null;
  measured: Measured[];
};

function readOptions(): Options {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    options: { rows: text, rounds: text, seed: text, only: text, keep: flag, "no-profile": flag },
  });
  const only = z.array(z.enum(NAMES, `--only takes some of ${NAMES.join(",")}`));
  return z
    .object({
      rows: z.coerce.number().int().min(1000).default(200_000),
      rounds: z.coerce.number().int().min(1).default(3),
      seed: z.coerce.number().int().default(1),
      keep: z.boolean(),
      only: only.default([...NAMES]),
      profile: z.boolean(),
    })
    .parse({ ...values, only: values.only?.split(","), profile: !values["no-profile"] });
}

/** The file, its upload, the rows with their indexes and the peers' copies, per row. */
const DISK_BYTES = 7000;

function refuseSmallDisk(rows: number): void {
  const { bavail, bsize } = statfsSync(tmpdir());
  const [needed, free] = [(rows * DISK_BYTES) / 1e9, (bavail * bsize) / 1e9];
  if (free > needed) return;
  throw new Error(
    `This needs about ${needed.toFixed(1)} GB in ${tmpdir()}, and ${free.toFixed(1)} are free. Take fewer --rows, or point TMPDIR elsewhere.`,
  );
}

async function main(): Promise<void> {
  const options = readOptions();
  refuseSmallDisk(options.rows);
  if (options.only.includes("duckdb")) installPeers();
  const cluster = await openCluster({ isKept: options.keep });
  try {
    const bench: Bench = { options, cluster, files: {}, extracted: null, measured: [] };
    console.log(machineLines(cluster.version).join("\n"));
    process.env.ROLLCALL_DATA = join(cluster.folder, "data");
    await generateFiles(bench);
    await warmUp(bench);
    for (let round = 1; round <= options.rounds; round++) {
      for (const name of options.only) {
        stopping.signal.throwIfAborted();
        await measure(bench, name, round);
      }
    }
    report(bench.measured);
    if (options.keep) console.log(`\nKept in ${cluster.folder}`);
  } finally {
    await cluster.stop();
  }
}

async function generateFiles({ options, cluster, files }: Bench): Promise<void> {
  const { rows, seed, only } = options;
  const forms = (["ndjson", "portal-csv", "la-csv"] as const).filter(
    (form) => form === "ndjson" || only.includes(form),
  );
  for (const form of forms) {
    const file = join(cluster.folder, `sign-ins.${form}`);
    const count = form === "ndjson" ? rows : Math.min(rows, MOST_CSV_ROWS);
    const truth = await writeTenant({ path: file, rows: count, seed, form, signal: stopping.signal });
    const { bytes, detections } = truth;
    console.log(
      `${form.padEnd(12)}${count} rows, ${(bytes / 1e6).toFixed(0)} MB, ${Math.round(bytes / count)} bytes a row, ${detections.length} detections`,
    );
    files[form] = { file, truth };
  }
}

/** An import that is not counted: it fills the caches, is profiled, and leaves its rows for the bare COPY. */
async function warmUp(bench: Bench): Promise<void> {
  const { options, cluster, files } = bench;
  if (!files.ndjson || !options.only.some((name) => name === "ours" || name === "bare-copy")) return;
  const profile = join(cluster.folder, "profile");
  mkdirSync(profile, { recursive: true });
  const url = await cluster.fresh("warm_up");
  const look = async (store: Store) => {
    bench.extracted = await extract(store, join(cluster.folder, "event.binary"));
  };
  const ours = await runOurs({ ...files.ndjson, url, profile, look });
  refuse("the warm-up", ours.differences);
  await cluster.drop("warm_up");
  if (options.profile) reportWhere(profile, ours.first);
}

async function extract({ pool }: Store, file: string) {
  const connection = await pool.connect();
  try {
    const rows = connection.query(copyTo("copy (select * from event) to stdout (format binary)"));
    await pipeline(rows, createWriteStream(file));
    return { file, ...(await rowSum(connection, "event")) };
  } finally {
    connection.release();
  }
}

/** A result that differs from the truth makes every figure worthless: the run ends. */
function refuse(who: string, differences: Differences): void {
  if (differences.length > 0)
    throw new Error(`${who} differs from the truth:\n  ${differences.join("\n  ")}`);
}

async function measure(bench: Bench, name: Name, round: number): Promise<void> {
  const { cluster, files, measured } = bench;
  const form = name === "portal-csv" || name === "la-csv" ? name : "ndjson";
  const given = files[form];
  if (!given) throw new Error(`There is no file for ${name}.`);
  const database = `run_${measured.length}`;
  const url = await cluster.fresh(database);
  const { rows, bytes } = given.truth;
  const note = (what: string, { ms, timings, cpu }: Omit<Pass, "window">, peakRssMb: number | null) => {
    measured.push({ what, round, ms, rows, bytes, peakRssMb, timings, cpu });
    console.log(`round ${round}   ${what.padEnd(26)}${(ms / 1000).toFixed(2)} s, as the truth says`);
  };
  if (name === "ours") {
    const ours = await runOurs({ ...given, url, profile: null });
    refuse(name, ours.differences);
    note("ours", ours.first, ours.peakRssMb);
    note("ours, the same file again", ours.again, ours.peakRssMb);
  } else {
    const binary = bench.extracted?.file ?? "";
    const place = join(cluster.folder, "peer.duckdb");
    const finding = await runContestant(form === "ndjson" ? name : "csv", {
      file: given.file,
      url,
      place,
      binary,
    });
    rmSync(place, { force: true });
    refuse(name, differencesOf(bench, name, finding, given.truth));
    note(name, { ms: finding.ms, timings: null, cpu: { worker: null, postgres: null } }, null);
  }
  await cluster.drop(database);
}

async function runContestant(name: string, task: Task): Promise<Finding> {
  const script = join(import.meta.dirname, "contestant.ts");
  const args = ["--import", "tsx", script, name, JSON.stringify(task)];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    maxBuffer: 1 << 28,
    signal: stopping.signal,
  });
  return Finding.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
}

/** What each contestant can know is held against the truth; what it does not keep cannot be. */
function differencesOf(bench: Bench, name: Name, found: Finding, truth: Truth): Differences {
  if (name === "bare-copy") {
    const { rows, content } = found;
    const { extracted } = bench;
    return differ("copied rows", { rows, content }, { rows: extracted?.rows, content: extracted?.content });
  }
  const rows = name === "duckdb" ? truth.signIns : truth.rows;
  const ofRule = truth.detections.filter(({ rule }) => rule === "RC-01");
  return [
    ...differ("rows", found.rows, rows),
    ...differ(
      "rows by code",
      sorted(Object.entries(found.byCode ?? {})),
      sorted(Object.entries(truth.byCode)),
    ),
    ...(found.content === undefined ? [] : differ("content", found.content, truth.content)),
    ...(found.detections === undefined ? [] : compareDetections(found.detections, ofRule)),
  ];
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
