import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { store } from "@/lib/db";
import { readImport } from "@/lib/intake/read";
import { branch } from "./branch";
import { dataFolder } from "./data-folder";
import { held } from "./held";
import { expectRulings, expectWhole, type Sent } from "./invariants";
import { Random, SEED } from "./seeded";
import { ended, receiptOf, send, whenever } from "./sent";
import { startWorker, until } from "./worker";

const random = new Random(SEED);

/** Small batches, so that a kill finds some of them committed. */
export const SMALL_BATCHES = { ROLLCALL_BATCH_ROWS: "2000" };

export type Trial = { base: string; bytes: Buffer; before: Sent[]; environment: Record<string, string> };

/** Kills a worker at random moments of one import, lets another go on, and compares with the import left alone. */
export async function killAtPoints(points: number, trial: Trial, comments: string[]): Promise<void> {
  const { base, bytes, before: earlier, environment } = trial;
  await branch(base);
  const worker = startWorker(environment);
  const clean = await send(bytes);
  await whenever(clean.id, ({ status }) => status !== "queued");
  const began = Date.now();
  const cleanReceipt = receiptOf(await ended(clean.id));
  let length = Date.now() - began;
  expect(await worker.end("SIGTERM")).toMatchObject({ code: 0 });
  const expected = await held(store().pool);
  expect(expected.detections.length).toBeGreaterThan(5);
  await expectWhole(dataFolder, [...earlier, clean]);
  await expectRulings(comments);

  for (let point = 0; point < points; ) {
    await branch(base);
    const victim = startWorker(environment);
    const again = await send(bytes);
    await whenever(again.id, ({ status }) => status !== "queued");
    const wait = random.below(length);
    await sleep(wait);
    await victim.end("SIGKILL");
    const before = await readImport(SYSTEM, again.id);
    const rescuer = startWorker(environment);
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
    expect((await store().pool.query("select from filling")).rowCount, where).toBe(0);
    await expectRulings(comments, where);
    // Reading the file once more with the other reader costs as much as the import did: every fourth time.
    if (point % 4 === 0) await expectWhole(dataFolder, [...earlier, again], where);
  }
}
