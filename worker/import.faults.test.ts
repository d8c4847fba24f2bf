import { expect, test } from "vitest";
import { closeStore, store } from "@/lib/db";
import { runImport } from "@/lib/intake/run-import";
import { databaseName } from "@/test/branch";
import "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { killAtPoints, SMALL_BATCHES } from "@/test/kills";
import { ruleOnAll } from "@/test/rulings";
import { scanFile } from "@/test/scans";
import { SEED } from "@/test/seeded";
import { send } from "@/test/sent";
import { detectAll } from "@/test/upload";

databaseForFile();

const POINTS = Number(process.env.POINTS ?? 20);

/** What happened before: part of the log is stored, and people have ruled on the alerts of it. */
async function history() {
  const first = await send(scanFile(0, 4000), "first.json");
  await runImport(first.id, { detect: detectAll });
  const comments = await ruleOnAll("before");
  expect(comments.length).toBeGreaterThan(3);
  return { first, comments };
}

test(`a worker killed at ${POINTS} random points of an import ends as a clean run does (SEED=${SEED})`, async () => {
  const { first, comments } = await history();
  const trial = {
    base: databaseName(),
    bytes: scanFile(3000, 15_500),
    before: [first],
    environment: SMALL_BATCHES,
  };
  await killAtPoints(POINTS, trial, comments);
  await closeStore(store());
});
