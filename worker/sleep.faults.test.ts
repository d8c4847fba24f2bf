import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { store } from "@/lib/db";
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
import { ended, isOver, receiptOf, send, whenever } from "@/test/sent";
import { detectAll } from "@/test/upload";
import { startWorker } from "@/test/worker";

databaseForFile();
/** The shortest lease that may be set; the default would make each point a minute long. */
process.env.ROLLCALL_LEASE_SECONDS = "10";

const POINTS = Math.ceil(Number(process.env.POINTS ?? 20) / 10);
const random = new Random(SEED);
const leaseOf = async (id: string) =>
  (await store().pool.query("select lease from import where id = $1", [id])).rows[0].lease as string | null;

test(`a worker that sleeps past its lease is overtaken, and commits nothing when it wakes (SEED=${SEED})`, async () => {
  const first = await send(scanFile(0, 2000), "first.json");
  await runImport(first.id, { detect: detectAll });
  const comments = await ruleOnAll("before");
  const base = databaseName();
  const bytes = scanFile(1000, 24_000);
  await branch(base);
  const clean = await send(bytes);
  const began = Date.now();
  await runImport(clean.id, { detect: detectAll });
  const length = Date.now() - began;
  const receipt = receiptOf(await ended(clean.id));
  const expected = await held(store().pool);

  for (let point = 0; point < POINTS; ) {
    await branch(base);
    const sleeper = startWorker();
    const sent = await send(bytes);
    await whenever(sent.id, ({ status }) => status !== "queued");
    const wait = random.below(length);
    await sleep(wait);
    sleeper.child.kill("SIGSTOP");
    const before = await readImport(SYSTEM, sent.id);
    const lease = await leaseOf(sent.id);
    const wakesEarly = random.chance(0.5);
    const where = `SEED=${SEED}: asleep after ${wait} ms, ${before.status} at row ${before.rows.read}, ${wakesEarly ? "woken as soon as it is overtaken" : "woken at the end"}`;
    process.stdout.write(`${where}\n`);
    if (isOver(before)) {
      sleeper.child.kill("SIGCONT");
      await sleeper.end("SIGTERM");
      continue;
    }
    point += 1;
    const rescuer = startWorker();
    const overtaken = await whenever(sent.id, () => true).then(async () => {
      for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50))
        if ((await leaseOf(sent.id)) !== lease) return true;
      return false;
    });
    expect(overtaken, where).toBe(true);
    if (wakesEarly) sleeper.child.kill("SIGCONT");
    const over = await ended(sent.id);
    sleeper.child.kill("SIGCONT");
    // Whatever it still means to write, it has tried by then.
    await sleep(2000);
    expect(await sleeper.end("SIGTERM"), where).toMatchObject({ code: 0 });
    expect(await rescuer.end("SIGTERM"), where).toMatchObject({ code: 0 });
    expect(receiptOf(over), where).toEqual(receipt);
    expect(receiptOf(await readImport(SYSTEM, sent.id)), where).toEqual(receipt);
    expect(await held(store().pool), where).toEqual(expected);
    await expectRulings(comments, where);
    await expectWhole(dataFolder, [first, sent], where);
  }
});
