import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { jsonCopy } from "./copies";
import { readCsv } from "./csv-speed";
import { median } from "./machine";
import { parseOnly } from "./parse-only";
import { sharesOf } from "./where";
import { writeTenant } from "./write-tenant";

databaseForFile();

const ROWS = 2000;

test("who parses alone, and who parses and copies, finds what the truth says", async () => {
  const file = join(dataFolder, "a.ndjson");
  const truth = await writeTenant({ path: file, rows: ROWS });
  expect(parseOnly({ file })).toMatchObject({ rows: ROWS, byCode: truth.byCode });
  const url = process.env.DATABASE_URL ?? "";
  const copied = await jsonCopy({ file, url, place: "", binary: "" });
  expect(copied).toMatchObject({ rows: ROWS, byCode: truth.byCode, content: truth.content });
}, 60_000);

test("the CSV reader alone finds every row of it", async () => {
  const file = join(dataFolder, "a.csv");
  const truth = await writeTenant({ path: file, rows: ROWS, form: "portal-csv" });
  expect(await readCsv({ file })).toMatchObject({ rows: ROWS, byCode: truth.byCode });
}, 60_000);

test("a profile's time counts for the innermost of ours, and only within the import; a second thread waits for nobody", () => {
  const folder = mkdtempSync(join(dataFolder, "profile-"));
  const frame = (functionName: string, url = "") => ({ functionName, url });
  const nodes = [
    { id: 1, callFrame: frame("(root)"), children: [2, 4, 5] },
    { id: 2, callFrame: frame("read", "file:///x/lib/source/json-lines.ts"), children: [3] },
    { id: 3, callFrame: frame("parse") },
    { id: 4, callFrame: frame("(idle)") },
    { id: 5, callFrame: frame("toString", "file:///x/node_modules/pg/lib/client.js") },
  ];
  const samples = [3, 3, 4, 5, 2];
  const timeDeltas = [1000, 1000, 3000, 2000, 9000];
  const profile = JSON.stringify({ startTime: 0, nodes, samples, timeDeltas });
  writeFileSync(join(folder, "CPU.20260101.000000.77.0.001.cpuprofile"), profile);
  writeFileSync(join(folder, "CPU.20260101.000000.77.1.002.cpuprofile"), profile);
  expect(sharesOf(folder, { from: 1500, to: 8000 })).toEqual([
    { what: "speaking to Postgres", ms: 4 },
    { what: "waiting (Postgres, disk)", ms: 3 },
    { what: "splitting records", ms: 2 },
  ]);
});

test("the median of an even number is between the middle two", () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
});

test("a benchmark that there is not is refused, and those that there are are listed", () => {
  const { status, stderr } = spawnSync(process.execPath, ["bin/bench.mjs", "nothing"], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toMatch(/no benchmark called nothing: npm run bench -- .*ingest/);
});
