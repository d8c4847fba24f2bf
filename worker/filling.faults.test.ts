import { expect, test } from "vitest";
import { closeStore, store } from "@/lib/db";
import "@/test/data-folder";
import { databaseName } from "@/test/branch";
import { databaseForFile } from "@/test/database";
import { killAtPoints, SMALL_BATCHES } from "@/test/kills";
import { scanFile } from "@/test/scans";
import { SEED } from "@/test/seeded";

databaseForFile();

const POINTS = Math.ceil(Number(process.env.POINTS ?? 20) / 4);

test(`a worker killed at ${POINTS} random points while it fills months leaves none of them out of sight (SEED=${SEED})`, async () => {
  expect((await store().pool.query("select from event")).rowCount).toBe(0);
  const environment = { ...SMALL_BATCHES, ROLLCALL_FILL_BYTES: "0" };
  await killAtPoints(
    POINTS,
    { base: databaseName(), bytes: scanFile(0, 12_500), before: [], environment },
    [],
  );
  await closeStore(store());
});
