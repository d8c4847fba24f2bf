import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { transaction } from "@/lib/db";
import { listDetections } from "@/lib/detection/read";
import { evaluateTouched } from "@/lib/detection/run-evaluate";
import { loadBatch } from "@/lib/event/write";
import { readOrigin } from "@/lib/insight/origins";
import { recognise } from "@/lib/source/recognise";
import { databaseForFile } from "@/test/database";
import { readLog } from "@/test/read-log";

const store = databaseForFile();
const SAMPLE = join(import.meta.dirname, "..", "public", "sample");
const textOf = (folder: string, name: string) =>
  gunzipSync(readFileSync(join(folder, name))).toString("utf8");

test("the sample files are what the generator writes, byte for byte once unpacked", () => {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-sample-"));
  execFileSync(process.execPath, [join(import.meta.dirname, "make-sample.mjs"), folder]);
  expect(readdirSync(folder)).toEqual(readdirSync(SAMPLE));
  for (const name of readdirSync(SAMPLE)) expect(textOf(folder, name)).toBe(textOf(SAMPLE, name));
});

test("every record says that it is synthetic and names only documentation addresses and domains", () => {
  for (const name of readdirSync(SAMPLE)) {
    expect(name).toContain("synthetic");
    for (const line of textOf(SAMPLE, name).trimEnd().split("\n")) {
      expect(line).toContain("synthetic sample");
      const addresses = line.match(/"ipAddress":"([^"]+)"/)?.[1] ?? "";
      expect(addresses).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
      expect(line).toMatch(/"userPrincipalName":"[^"]+@contoso\.example"/);
    }
  }
});

/** Reads one file the way every upload is read; returns what was not accepted. */
async function load(filename: string): Promise<unknown[]> {
  const path = join(SAMPLE, filename);
  const refused: unknown[] = [];
  for await (const chunk of readLog(path, await recognise(path, { filename }))) {
    const rows = chunk.flatMap((one) => (one.ok ? [one] : []));
    refused.push(...chunk.filter((one) => !one.ok));
    await transaction(store().pool, (connection) =>
      loadBatch(connection, { tenantId: 2, importId: 1n, rows }),
    );
  }
  return refused;
}

test("the sample holds a scan, a reset probe, a look-alike and a slow list, and a quiet office", async () => {
  for (const name of readdirSync(SAMPLE)) expect(await load(name)).toEqual([]);
  await transaction(store().pool, (connection) => evaluateTouched(connection, { limit: 10_000 }));
  const { items } = await listDetections(SYSTEM, { limit: 100 });
  const found = items.filter(({ ruleId }) => ruleId <= "RC-05").map(({ ruleId, origin, verdict, names }) => [ruleId, origin, verdict, names]);
  expect(found.toSorted()).toEqual([
    ["RC-01", "192.0.2.40", "Moderate Enumeration", 26],
    ["RC-01", "203.0.113.47", "High Confidence Enumeration", 68],
    ["RC-02", "192.0.2.40", "High", 26],
    ["RC-02", "203.0.113.47", "High", 62],
    ["RC-03", "198.51.100.77", "Medium", 18],
    ["RC-04", "192.0.2.40", "Names asked for, none confirmed", 26],
    ["RC-04", "203.0.113.47", "Names asked for, some confirmed", 86],
    ["RC-05", "198.51.100.23", "A slow list, some confirmed", 42],
  ]);
});

test("the scan learned who exists, one password and a session; the slow probe one name at a time", async () => {
  const scan = await readOrigin(SYSTEM, "203.0.113.47");
  expect(scan.namesByAnswer).toMatchObject({ absent: 62, "password-known": 2, "signed-in": 1 });
  expect(scan.namesByAnswer.exists).toBeGreaterThan(10);
  const slow = await readOrigin(SYSTEM, "198.51.100.23");
  expect(slow).toMatchObject({ attempts: 42, names: 42, byAnswer: { absent: 34, exists: 8 } });
});
