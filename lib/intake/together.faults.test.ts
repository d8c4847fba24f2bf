import { expect, test } from "vitest";
import { closeStore, store } from "@/lib/db";
import { branch, databaseName } from "@/test/branch";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { held } from "@/test/held";
import {
  expectEvents,
  expectReceipt,
  expectRulings,
  expectTidy,
  expectWhole,
  type Sent,
} from "@/test/invariants";
import { ruleOnAll } from "@/test/rulings";
import { scanFile } from "@/test/scans";
import { Random, SEED } from "@/test/seeded";
import { ended, send } from "@/test/sent";
import { detectAll } from "@/test/upload";
import { startWorker } from "@/test/worker";
import { runImport } from "./run-import";

databaseForFile();

/** Runs of the heavier tests here: a few, or in the soak a few dozen. */
const RUNS = Math.ceil(Number(process.env.POINTS ?? 20) / 20);
const random = new Random(SEED);

async function importAlone(bytes: Buffer, filename = "a.json"): Promise<Sent> {
  const sent = await send(bytes, filename);
  await runImport(sent.id, { detect: detectAll });
  await ended(sent.id);
  return sent;
}

/** Alerts that people have ruled on, which whatever comes next must not lose. */
let base = "";
let comments: string[] = [];
let first: Sent;
test("a part of the log is stored, and people have ruled on its alerts", async () => {
  first = await importAlone(scanFile(0, 2000), "first.json");
  comments = await ruleOnAll("before");
  expect(comments.length).toBeGreaterThan(3);
  base = databaseName();
});

test("one file sent twice at the same moment is stored once, and both receipts add up", async () => {
  const bytes = scanFile(1000, 4000);
  await branch(base);
  const alone = await importAlone(bytes);
  const { accepted } = (await ended(alone.id)).rows;
  const expected = await held(store().pool);
  await expectWhole(dataFolder, [first, alone]);
  for (let run = 0; run < RUNS; run++) {
    await branch(base);
    const both = await Promise.all([send(bytes), send(bytes)]);
    await Promise.all(both.map(({ id }) => runImport(id, { detect: detectAll })));
    const found = await Promise.all(both.map(({ id }) => ended(id)));
    expect(found.filter(({ duplicateOf }) => duplicateOf !== null).length).toBe(1);
    expect(found.reduce((sum, { rows }) => sum + rows.accepted, 0)).toBe(accepted);
    for (const one of both) await expectReceipt(one);
    await expectEvents([first, ...both]);
    expect(await held(store().pool)).toEqual(expected);
    await expectRulings(comments);
    expectTidy(dataFolder, [first, alone]);
  }
});

test("two files that share 30 % of their rows end the same in either order and at once", async () => {
  const [a, b] = [scanFile(2000, 5000), scanFile(4100, 7100)];
  const ends: unknown[] = [];
  const orders: ((one: () => Promise<Sent>, two: () => Promise<Sent>) => Promise<Sent[]>)[] = [
    async (one, two) => [await one(), await two()],
    async (one, two) => [await two(), await one()],
    ...Array.from(
      { length: RUNS },
      () => (one: () => Promise<Sent>, two: () => Promise<Sent>) =>
        Promise.all(random.chance(0.5) ? [one(), two()] : [two(), one()]),
    ),
  ];
  for (const order of orders) {
    await branch(base);
    const sent = await order(
      () => importAlone(a, "a.json"),
      () => importAlone(b, "b.json"),
    );
    for (const one of sent) await expectReceipt(one);
    await expectEvents([first, ...sent]);
    await expectRulings(comments);
    ends.push(await held(store().pool));
  }
  for (const end of ends) expect(end).toEqual(ends[0]);
});

test(`two workers on six imports that overlap end as one worker does (SEED=${SEED})`, async () => {
  const files = Array.from({ length: 6 }, (_, at) => scanFile(2000 + at * 1500, 4500 + at * 1500));
  await branch(base);
  for (const [at, bytes] of files.entries()) await importAlone(bytes, `${at}.json`);
  const expected = await held(store().pool);
  for (let run = 0; run < RUNS; run++) {
    await branch(base);
    const workers = [startWorker(), startWorker()];
    const sent: Sent[] = [];
    for (const [at, bytes] of files.entries()) sent.push(await send(bytes, `${at}.json`));
    for (const { id } of sent) expect((await ended(id)).status).toBe("done");
    for (const worker of workers) expect(await worker.end("SIGTERM")).toMatchObject({ code: 0 });
    for (const one of sent) await expectReceipt(one);
    await expectEvents([first, ...sent]);
    expect(await held(store().pool)).toEqual(expected);
    await expectRulings(comments);
  }
  await closeStore(store());
});
