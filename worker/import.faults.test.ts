import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { closeStore, store } from "@/lib/db";
import { readImport } from "@/lib/intake/read";
import { runImport } from "@/lib/intake/run-import";
import { branch, databaseName } from "@/test/branch";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { held } from "@/test/held";
import { expectRulings, expectWhole } from "@/test/invariants";
import { ruleOnAll } from "@/test/rulings";
import { scanFile } from "@/test/scans";
import { Random, SEED } from "@/test/seeded";
import { ended, receiptOf, send, whenever } from "@/test/sent";
import { detectAll } from "@/test/upload";
import { startWorker, until } from "@/test/worker";

databaseForFile();

const POINTS = Number(process.env.POINTS ?? 20);
const random = new Random(SEED);

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
  const base = databaseName();
  const bytes = scanFile(3000, 15_500);

  await branch(base);
  const worker = startWorker();
  const clean = await send(bytes);
  await whenever(clean.id, ({ status }) => status !== "queued");
  const began = Date.now();
  const cleanReceipt = receiptOf(await ended(clean.id));
  let length = Date.now() - began;
  expect(await worker.end("SIGTERM")).toMatchObject({ code: 0 });
  const expected = await held(store().pool);
  expect(expected.detections.length).toBeGreaterThan(5);
  await expectWhole(dataFolder, [first, clean]);
  await expectRulings(comments);

  for (let point = 0; point < POINTS; ) {
    await branch(base);
    const victim = startWorker();
    const again = await send(bytes);
    await whenever(again.id, ({ status }) => status !== "queued");
    const wait = random.below(length);
    await sleep(wait);
    await victim.end("SIGKILL");
    const before = await readImport(SYSTEM, again.id);
    const rescuer = startWorker();
    await until(async () => rescuer.log().includes("worker started"));
    const over = await ended(again.id);
    expect(await rescuer.end("SIGTERM")).toMatchObject({ code: 0 });
    // A kill that came too late proves less: it is checked like the others, but not counted.
    if (before.status === "done") length = wait;
    else point += 1;
    const where = `SEED=${SEED}: killed after ${wait} of ${length} ms, ${before.status} at row ${before.rows.read}`;
    process.stdout.write(`${where}\n`);
    expect(receiptOf(over), where).toEqual(cleanReceipt);
    expect(await held(store().pool), where).toEqual(expected);
    await expectRulings(comments, where);
    // Reading the file once more with the other reader costs as much as the import did: every fourth time.
    if (point % 4 === 0) await expectWhole(dataFolder, [first, again], where);
  }
  await closeStore(store());
});
