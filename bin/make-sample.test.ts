import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { transaction } from "@/lib/db";
import { RULES } from "@/lib/detection/catalogue";
import { listDetections } from "@/lib/detection/read";
import { loadBatch } from "@/lib/event/write";
import { readOrigin } from "@/lib/insight/origins";
import { recognise } from "@/lib/source/recognise";
import { databaseForFile } from "@/test/database";
import { readLog } from "@/test/read-log";
import { settle } from "@/test/settle";
import { compareParts, isLoud, isOf } from "../bench/range/judge";
import { sampleScenario } from "../bench/range/sample";
import { partTruth } from "../bench/range/write";

const store = databaseForFile();
const SAMPLE = join(import.meta.dirname, "..", "public", "sample");
const textOf = (folder: string, name: string) =>
  gunzipSync(readFileSync(join(folder, name))).toString("utf8");

test("the sample files are what the generator writes, byte for byte once unpacked", () => {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-sample-"));
  execFileSync(process.execPath, ["--import", "tsx", join(import.meta.dirname, "make-sample.ts"), folder]);
  expect(readdirSync(folder)).toEqual(readdirSync(SAMPLE));
  for (const name of readdirSync(SAMPLE)) expect(textOf(folder, name)).toBe(textOf(SAMPLE, name));
});

test("every record says that it is synthetic and names only documentation's or private addresses, and invented domains", () => {
  const sizes = readdirSync(SAMPLE).map((name) => statSync(join(SAMPLE, name)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_500_000);
  for (const name of readdirSync(SAMPLE)) {
    expect(name).toContain("synthetic");
    for (const line of textOf(SAMPLE, name).trimEnd().split("\n")) {
      expect(line).toContain("synthetic sample");
      for (const [, address] of line.matchAll(/"ipAddress":"([^"]+)"/g)) {
        expect(address).toMatch(
          /^(192\.0\.2|198\.51\.100|203\.0\.113|10\.\d+\.\d+|172\.20\.\d+)\.\d+$|^2001:db8:/,
        );
      }
      expect(line).toMatch(/"userPrincipalName":"[^"]+@(contoso|fabrikam)\.example"/);
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

/** Rules that exist; the sample shows the others as soon as they do. */
const BUILT: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));

test("the sample shows every rule that stands what it must find, and the program with its list stays low", async () => {
  for (const name of readdirSync(SAMPLE)) expect(await load(name)).toEqual([]);
  await settle(store());
  const { items } = await listDetections(SYSTEM, { limit: 1000 });
  const seeds = new Set(items.map(({ ruleId }) => ruleId));
  expect(["RC-01", "RC-02", "RC-03"].filter((rule) => !seeds.has(rule))).toEqual([]);
  const parts = sampleScenario().parts.map((part) => partTruth(part, "ndjson"));
  const judged = parts.filter(({ role, category }) => role === "attacker" || category === "list-cycling-app");
  expect(compareParts({ parts: judged }, items, BUILT)).toEqual([]);
  const ofNobody = items.filter((one) => isLoud(one) && !parts.some((part) => isOf(one, part)));
  expect(ofNobody).toEqual([]);
  // A week through every rule took over 30 s on a machine that did other things.
}, 120_000);

test("the scan learned who exists, one password and nothing more; the slow one shows on its own page", async () => {
  const scan = await readOrigin(SYSTEM, "203.0.113.1");
  expect(scan.namesByAnswer).toEqual({ absent: 45, exists: 14, "password-known": 1 });
  const slow = await readOrigin(SYSTEM, "203.0.113.3");
  expect(slow).toMatchObject({ attempts: 48, names: 48, byAnswer: { absent: 48 } });
});
