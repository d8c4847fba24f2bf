// npm run bench -- detection-speed [--stored 1000000,5000000] [--batch 100000] [--rounds 3] [--seed 1] [--statements 20] [--keep]
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { SYSTEM } from "@/lib/access/schema";
import { closeStore, openStore, type Store, setStore } from "@/lib/db";
import { readImport } from "@/lib/intake/read";
import { runImport } from "@/lib/intake/run-import";
import { receiveUpload } from "@/lib/intake/run-receive";
import { detect } from "@/worker/detect";
import { type Cluster, openCluster } from "./cluster";
import { compareDetections, storedDetections } from "./compare";
import { machineLines, median } from "./machine";
import { Statements } from "./statements";
import { stopping } from "./stopping";
import { Ledger } from "./truth";
import { writeTenant } from "./write-tenant";

/** A file of the filling; small enough for any disk. */
const FILL_ROWS = 500_000;

type Options = {
  stored: number[];
  batch: number;
  rounds: number;
  seed: number;
  /** How many of the dearest statements are told after each size; 0 counts none. */
  statements: number;
  keep: boolean;
};
type Bench = Options & { cluster: Cluster; store: Store; ledger: Ledger; held: number };

function readOptions(): Options {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      stored: text,
      batch: text,
      rounds: text,
      seed: text,
      statements: text,
      keep: { type: "boolean", default: false },
    },
  });
  const count = z.coerce.number().int().min(1000);
  return z
    .object({
      stored: z.array(count).default([1_000_000, 5_000_000]),
      batch: count.default(100_000),
      rounds: z.coerce.number().int().min(1).default(3),
      seed: z.coerce.number().int().default(1),
      statements: z.coerce.number().int().min(0).default(0),
      keep: z.boolean(),
    })
    .parse({ ...values, stored: values.stored?.split(",") });
}

const statements = new Statements();

async function main(): Promise<void> {
  const options = readOptions();
  if (options.statements > 0) statements.listen();
  const cluster = await openCluster({ isKept: options.keep });
  process.env.ROLLCALL_DATA = join(cluster.folder, "data");
  process.env.DATABASE_URL = await cluster.fresh("filling");
  const store = openStore(process.env.DATABASE_URL);
  setStore(store);
  try {
    console.log(machineLines(cluster.version).join("\n"));
    await measure({ ...options, cluster, store, ledger: new Ledger(), held: 0 });
  } finally {
    await closeStore(store);
    await cluster.stop();
  }
}

/** Fills the store to each size in turn, and there measures detection after batches. */
async function measure(bench: Bench): Promise<void> {
  const { stored, rounds, batch, ledger, store } = bench;
  const medians: number[] = [];
  for (const size of stored) {
    while (bench.held < size) await load(bench, Math.min(FILL_ROWS, size - bench.held));
    await store.pool.query("vacuum analyze");
    const times: number[] = [];
    statements.clear();
    for (let round = 0; round < rounds; round++) times.push(await load(bench, batch, statements));
    const nothing = { seed: 0, form: "", bytes: 0, rows: 0, duplicates: 0 };
    const found = await storedDetections(store.pool);
    const differences = compareDetections(found, ledger.truth(nothing).detections);
    if (differences.length > 0)
      throw new Error(`The store differs from the truth:\n  ${differences.join("\n  ")}`);
    const middle = median(times);
    medians.push(middle);
    if (bench.statements > 0) {
      console.log(`Statements of ${rounds} detections at ${size.toLocaleString("en")} stored:`);
      console.log(statements.lines(bench.statements).join("\n"));
    }
    console.log(
      `${size.toLocaleString("en")} stored: detection after ${batch.toLocaleString("en")} events takes ${middle.toFixed(0)} ms ` +
        `(${Math.min(...times).toFixed(0)}–${Math.max(...times).toFixed(0)}), ${found.length} detections, as the truth says`,
    );
  }
  const [first = Number.NaN, last = Number.NaN] = [medians[0], medians.at(-1)];
  console.log(`At the largest it takes ${(last / first).toFixed(2)} of the time at the smallest.`);
}

let files = 0;

/** Imports a file of new rows within the same thirty days; resolves with what its detection took. */
async function load(bench: Bench, rows: number, counting?: Statements): Promise<number> {
  stopping.signal.throwIfAborted();
  files += 1;
  const path = join(bench.cluster.folder, `${files}.ndjson`);
  const { ledger, seed } = bench;
  await writeTenant({ path, rows, seed: seed + files, ledger, signal: stopping.signal });
  const { id } = await receiveUpload(SYSTEM, createReadStream(path), { filename: "SignIns.json" });
  let ms = 0;
  const timed = async () => {
    const started = performance.now();
    if (counting) counting.isCounting = true;
    await detect(stopping.signal);
    if (counting) counting.isCounting = false;
    ms += performance.now() - started;
  };
  await runImport(id, { detect: timed, signal: stopping.signal });
  await rm(path);
  const { status, error, rows: receipt } = await readImport(SYSTEM, id);
  if (status !== "done" || receipt.accepted !== rows) {
    throw new Error(`${receipt.accepted} of ${rows} rows were accepted: ${status} ${error ?? ""}`);
  }
  bench.held += rows;
  return ms;
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
