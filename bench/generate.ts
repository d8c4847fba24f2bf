// Writes a synthetic tenant's sign-ins and the truth about them:
// node --import tsx bench/generate.ts --out FILE [--rows 200000] [--seed 1] [--form ndjson] [--gzip] [--dup 0.002]
import { parseArgs } from "node:util";
import { z } from "zod";
import { FORMS, writeTenant } from "./write-tenant";

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: { out: text, rows: text, seed: text, form: text, dup: text, gzip: { type: "boolean" } },
});
const wanted = z
  .object({
    out: z.string("Say where to: --out FILE"),
    rows: z.coerce.number().int().min(100).default(200_000),
    seed: z.coerce.number().int().default(1),
    form: z.enum(FORMS).default("ndjson"),
    dup: z.coerce.number().min(0).max(0.5).default(0),
    gzip: z.boolean().default(false),
  })
  .parse(values);
const started = performance.now();
const { out: path, rows, seed, form, dup: duplicates, gzip: isGzip } = wanted;
const truth = await writeTenant({ path, rows, seed, form, isGzip, duplicates });
const seconds = (performance.now() - started) / 1000;
console.log(
  `${path}: ${rows} rows, ${(truth.bytes / 1e6).toFixed(1)} MB (${Math.round(truth.bytes / rows)} bytes a row), ` +
    `${truth.detections.length} detections, in ${seconds.toFixed(1)} s (${(truth.bytes / 1e6 / seconds).toFixed(0)} MB/s)`,
);
