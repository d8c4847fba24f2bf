import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { SYSTEM } from "@/lib/access/schema";
import { closeStore, openStore, type Store, setStore } from "@/lib/db";
import { readImport } from "@/lib/intake/read";
import { receiveUpload } from "@/lib/intake/run-receive";
import { compareReceipt, compareStore, type Differences } from "./compare";
import { cpuOf, cpuOfFamily } from "./cpu";
import { stopping } from "./stopping";
import type { Truth } from "./truth";
import { monotonicMicros, type Window } from "./where";

const ROOT = join(import.meta.dirname, "..");
const ASK_MS = 20;

export type Timings = Record<string, number>;
/** Seconds of processor time; null where the machine does not tell. */
export type Cpu = { worker: number | null; postgres: number | null };
export type Pass = { ms: number; window: Window; timings: Timings | null; cpu: Cpu };
export type Ours = { first: Pass; again: Pass; peakRssMb: number | null; differences: Differences };

type Options = {
  file: string;
  url: string;
  truth: Truth;
  /** Where the worker leaves a CPU profile of the first import; null for none. */
  profile: string | null;
  /** Looks at the store while it holds the import. */
  look?: (store: Store) => Promise<void>;
};

/**
 * A real worker process takes the file from its queued import to `done`, alerts included, and then the same file
 * again. The upload is received before the clock starts; the worker is up and idle by then.
 */
export async function runOurs({ file, url, truth, profile, look }: Options): Promise<Ours> {
  const store = openStore(url);
  setStore(store);
  // Asked for once by the environment's parser; the store above is what is used.
  process.env.DATABASE_URL = url;
  const worker = startWorker(url, profile);
  try {
    await until(async () => worker.log().includes("worker started"), 60_000);
    await sleep(1000);
    const server = await serverOf(store);
    const first = await importFile(file, worker, server);
    const differences = [
      ...compareReceipt(first.rows, truth, false),
      ...(await compareStore(store.pool, truth)),
    ];
    await look?.(store);
    const again = profile === null ? await importFile(file, worker, server) : null;
    if (again)
      differences.push(
        ...compareReceipt(again.rows, truth, true),
        ...(await compareStore(store.pool, truth)),
      );
    const peakRssMb = peakRssOf(worker.child.pid);
    return { first: first.pass, again: (again ?? first).pass, peakRssMb, differences };
  } finally {
    await worker.end();
    await closeStore(store);
  }
}

type Worker = ReturnType<typeof startWorker>;

function startWorker(url: string, profile: string | null) {
  const flags = profile === null ? [] : ["--cpu-prof", "--cpu-prof-dir", profile];
  const child = spawn(process.execPath, [...flags, "--import", "tsx", join(ROOT, "worker", "main.ts")], {
    cwd: ROOT,
    env: { ...process.env, DATABASE_URL: url, LOG_LEVEL: "debug" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  return { child, log: () => said, end: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}

/** The process that started all of Postgres' others. */
async function serverOf({ pool }: Store): Promise<number> {
  const { rows } = await pool.query("show data_directory");
  const { data_directory: folder } = z.object({ data_directory: z.string() }).parse(rows[0]);
  return Number(readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n")[0]);
}

const cpuNow = (worker: Worker, server: number): Cpu => ({
  worker: cpuOf(worker.child.pid),
  postgres: cpuOfFamily(server),
});

const since = (from: number | null, to: number | null) => (from === null || to === null ? null : to - from);

async function importFile(file: string, worker: Worker, server: number) {
  const said = worker.log().length;
  const { id } = await receiveUpload(SYSTEM, createReadStream(file, { highWaterMark: 1 << 20 }), {
    filename: "SignIns.json",
  });
  const from = monotonicMicros();
  const before = cpuNow(worker, server);
  const found = await until(async () => {
    if (worker.child.exitCode !== null) throw new Error(`The worker ended:\n${worker.log().slice(-4000)}`);
    const { status, error, rows } = await readImport(SYSTEM, id);
    if (status === "failed") throw new Error(`The import failed: ${error}`);
    return status === "done" && rows;
  });
  const to = monotonicMicros();
  const after = cpuNow(worker, server);
  const cpu = {
    worker: since(before.worker, after.worker),
    postgres: since(before.postgres, after.postgres),
  };
  // The line that holds the timings is written just after the import is done.
  await sleep(200);
  return {
    rows: found,
    pass: { ms: (to - from) / 1000, window: { from, to }, timings: timingsIn(worker.log().slice(said)), cpu },
  };
}

const Line = z.object({ timings: z.record(z.string(), z.number()) });

/** The last log line that says where the time went, if the worker writes one. */
function timingsIn(log: string): Timings | null {
  const line = log
    .split("\n")
    .filter((text) => text.includes('"timings"'))
    .at(-1);
  return line === undefined ? null : Line.parse(JSON.parse(line)).timings;
}

/** The most memory the process ever held, as Linux counts it; null elsewhere. */
export function peakRssOf(pid: number | undefined): number | null {
  if (process.platform !== "linux" || pid === undefined) return null;
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
}

async function until<T>(ask: () => Promise<T | false>, ms = 3_600_000): Promise<T> {
  for (const limit = Date.now() + ms; Date.now() < limit; await sleep(ASK_MS)) {
    stopping.signal.throwIfAborted();
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`Nothing came within ${ms / 1000} s.`);
}
