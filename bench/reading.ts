// npm run bench -- reading [--rows 200000] [--seed 1] [--passes 3] [--file FILE]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { factRows } from "@/lib/event/fact-rows";
import { Keyer } from "@/lib/event/keyed";
import { Names } from "@/lib/event/names";
import { Pack } from "@/lib/event/pack";
import { repeatedRows } from "@/lib/event/repeated-rows";
import { SeenKeys } from "@/lib/event/seen-keys";
import { readPacks } from "@/lib/source/read-packs";
import { recognise } from "@/lib/source/recognise";
import { machineLines } from "./machine";
import { writeTenant } from "./write-tenant";

const PACK_ROWS = 25_000;

type Sums = Record<"reading into packs" | "keys met before" | "rows for COPY", number>;

/** What the worker's own processor time goes to before Postgres: threads of Node that read ahead and collect included. */
async function pass(file: string): Promise<{ rows: number; sums: Sums }> {
  const sums: Sums = { "reading into packs": 0, "keys met before": 0, "rows for COPY": 0 };
  let last = process.cpuUsage();
  const spent = (on: keyof Sums) => {
    const { user, system } = process.cpuUsage(last);
    sums[on] += user + system;
    last = process.cpuUsage();
  };
  const recognised = await recognise(file, { filename: "SignIns.json" });
  const names = new Names(new Keyer(Buffer.alloc(16, 7)));
  const seen = new SeenKeys();
  const pack = new Pack(names, PACK_ROWS);
  let rows = 0;
  for await (const filled of readPacks(file, recognised, {}, () => pack)) {
    spent("reading into packs");
    rows += filled.pack.rows;
    seen.meet(pack);
    repeatedRows(pack);
    spent("keys met before");
    const all = Array.from({ length: pack.rows }, (_, row) => row);
    for (const chunk of factRows(pack, all, { tenantId: 1, importId: 1n })) if (chunk.length === 0) break;
    spent("rows for COPY");
    pack.clear();
  }
  spent("reading into packs");
  return { rows, sums };
}

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { rows: text, seed: text, passes: text, file: text } });
  const number = z.coerce.number().int().min(1);
  const options = z
    .object({
      rows: number.default(200_000),
      seed: number.default(1),
      passes: number.default(3),
      file: z.string().optional(),
    })
    .parse(values);
  const folder = mkdtempSync(join(tmpdir(), "rollcall-reading-"));
  try {
    console.log(machineLines("none").join("\n"));
    const path = options.file ?? join(folder, "sign-ins.ndjson");
    const { rows, seed } = options;
    if (options.file === undefined) await writeTenant({ path, rows, seed, form: "ndjson" });
    for (let index = 1; index <= options.passes; index++) {
      const { rows: count, sums } = await pass(path);
      const parts = Object.entries(sums).map(([what, micros]) => `${what} ${(micros / count).toFixed(2)}`);
      const total = Object.values(sums).reduce((sum, micros) => sum + micros, 0) / count;
      console.log(
        `pass ${index}: ${count} rows, µs of processor time a row: ${parts.join(", ")}; ${total.toFixed(2)} in all`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
