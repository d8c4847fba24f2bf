import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { closeStore } from "@/lib/db";
import { readImport } from "@/lib/intake/read";
import { runImport } from "@/lib/intake/run-import";
import { receiveUpload } from "@/lib/intake/run-receive";
import { dataFolder } from "@/test/data-folder";
import { freshStore } from "@/test/database";
import { detect } from "@/worker/detect";
import { compareDetections, compareReceipt, compareStore } from "./compare";
import type { Truth } from "./truth";
import { type Wanted, writeTenant } from "./write-tenant";

const ROWS = 2000;

const write = (name: string, wanted: Partial<Wanted> = {}) =>
  writeTenant({ path: join(dataFolder, name), rows: ROWS, ...wanted });

async function load(name: string) {
  const { id } = await receiveUpload(SYSTEM, createReadStream(join(dataFolder, name)), { filename: name });
  await runImport(id, { detect });
  return readImport(SYSTEM, id);
}

/** Everything that differs between a store fed with this file, once or twice, and its truth. */
async function differencesOf(name: string, truth: Truth, isTwice = false): Promise<string[]> {
  const store = await freshStore();
  try {
    const first = await load(name);
    const again = isTwice ? await load(name) : null;
    return [
      ...compareReceipt(first.rows, truth, false),
      ...(again ? compareReceipt(again.rows, truth, true) : []),
      ...(await compareStore(store.pool, truth)),
    ];
  } finally {
    await closeStore(store);
  }
}

test("two thousand sign-ins end as the events and detections that their generator meant, imported once or twice", async () => {
  const truth = await write("a.ndjson", { duplicates: 0.01 });
  expect(truth.duplicates).toBe(10);
  expect(new Set(truth.detections.map(({ rule }) => rule))).toEqual(new Set(["RC-01", "RC-02", "RC-03"]));
  expect(truth.detections.length).toBeGreaterThan(15);
  expect(await differencesOf("a.ndjson", truth, true)).toEqual([]);
}, 120_000);

test("so do the page envelope, the bare array, diagnostic records and gzip", async () => {
  for (const [name, wanted] of [
    ["b.json", { form: "envelope" }],
    ["c.json", { form: "array", seed: 2 }],
    ["d.ndjson.gz", { isGzip: true, seed: 3 }],
    ["e.ndjson", { form: "diagnostic", seed: 4 }],
  ] as const) {
    expect(await differencesOf(name, await write(name, wanted)), name).toEqual([]);
  }
}, 180_000);

test("the portal's CSV and Log Analytics' end as the same detections, as far as they tell", async () => {
  for (const form of ["portal-csv", "la-csv"] as const) {
    const truth = await write(`${form}.csv`, { form, duplicates: 0.01 });
    expect(await differencesOf(`${form}.csv`, truth), form).toEqual([]);
  }
}, 180_000);

test("one seed gives one file, and another seed another", async () => {
  await write("one.ndjson");
  await write("two.ndjson");
  await write("other.ndjson", { seed: 2 });
  const [one, two, other] = await Promise.all(
    ["one", "two", "other"].map((name) => readFile(join(dataFolder, `${name}.ndjson`), "utf8")),
  );
  expect(one).toBe(two);
  expect(one).not.toBe(other);
});

test("a detection that is lost, made up or a name short is a difference", async () => {
  const { detections } = await write("a.ndjson");
  const [first, ...rest] = detections;
  if (!first) throw new Error("There is nothing to lose.");
  expect(compareDetections(detections, detections)).toEqual([]);
  expect(compareDetections(rest, detections)).toHaveLength(1);
  expect(compareDetections(detections, rest)).toHaveLength(1);
  expect(compareDetections([{ ...first, names: first.names - 1 }, ...rest], detections)).toHaveLength(1);
});
