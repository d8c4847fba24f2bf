import { expect, test } from "vitest";
import { store } from "@/lib/db";
import { branch, databaseName } from "@/test/branch";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { type Failure, withFailingCalls } from "@/test/failing-calls";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { held } from "@/test/held";
import { expectNoSilence, expectRulings, expectTidy, expectWhole } from "@/test/invariants";
import { ruleOnAll } from "@/test/rulings";
import { SEED } from "@/test/seeded";
import { ended, isOver, receiptOf, send, whenever } from "@/test/sent";
import { importTask } from "@/worker/import";

databaseForFile();

const FAILURES = ["cut", "unknown", "refused"] as const;
/** All three failures at every call are for the soak; otherwise one of them, by turns, at every call. */
const isSoak = Number(process.env.POINTS ?? 0) > 100;

/** Names that one address asks for, a second apart. */
const scan = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) =>
    graphSignIn(uuid(from + index), {
      createdDateTime: new Date(Date.UTC(2026, 2, 3, 10, 50, from + index)).toISOString(),
      userPrincipalName: `name${from + index}@contoso.example`,
    }),
  );

/** Rows of another log: they fill a batch, and cost next to nothing to read and nothing to store. */
const FILLING = '{"category":"RiskyUsers","properties":{}}\n'.repeat(10_000);

/** Three batches, whose rows begin within those that are stored and go on into the next hour. */
const file = Buffer.from(
  [
    jsonLines(scan(10, 24)),
    FILLING,
    '{"id": broken\n',
    jsonLines(scan(620, 640)),
    FILLING,
    jsonLines([...scan(640, 660), ...scan(12, 14)]),
  ].join(""),
);

const run = (id: string) => importTask(id, new AbortController().signal);

async function history() {
  const first = await send(Buffer.from(jsonLines(scan(0, 20))), "first.json");
  await run(first.id);
  await ended(first.id);
  return { first, comments: await ruleOnAll("before") };
}

/** What a run without any failure leaves, and how many calls it makes. */
async function cleanRun(base: string) {
  await branch(base);
  const sent = await send(file);
  const calls = await withFailingCalls(
    () => null,
    () => run(sent.id),
  );
  return { sent, calls, receipt: receiptOf(await ended(sent.id)), expected: await held(store().pool) };
}

test(`whichever call of the database fails once, and however, an import ends as a clean one (SEED=${SEED})`, async () => {
  const { first, comments } = await history();
  expect(comments.length).toBeGreaterThan(0);
  const base = databaseName();
  const clean = await cleanRun(base);
  await expectWhole(dataFolder, [first, clean.sent]);
  expect(clean.receipt).toMatchObject({ status: "done", rows: { rejected: 1, skipped: 20_000 } });
  const commits = new Set(clean.calls.filter(({ text }) => text === "commit").map(({ number }) => number));
  expect(commits.size).toBeGreaterThanOrEqual(4);
  expect(clean.calls.filter(({ isCopy }) => isCopy).length).toBeGreaterThan(6);

  let failed = 0;
  for (let n = 1; n <= clean.calls.length; n++) {
    const turn = FAILURES[(n + SEED) % 3] ?? "cut";
    const failures = isSoak ? FAILURES : new Set<Failure>(commits.has(n) ? ["unknown", turn] : [turn]);
    for (const failure of failures) {
      await branch(base);
      const sent = await send(file);
      await withFailingCalls(
        ({ number }) => (number === n ? failure : null),
        () => run(sent.id),
      );
      const where = `SEED=${SEED}: call ${n} of ${clean.calls.length} ${failure}: ${clean.calls[n - 1]?.text}`;
      const found = await whenever(sent.id, isOver, 5000);
      expect(receiptOf(found), where).toEqual(clean.receipt);
      expect(await held(store().pool), where).toEqual(clean.expected);
      await expectRulings(comments, where);
      await expectNoSilence(where);
      failed += 1;
    }
  }
  expectTidy(dataFolder, [first, clean.sent]);
  process.stdout.write(`${failed} failures at ${clean.calls.length} calls\n`);
});

test("whichever call fails while a file is received, sending it again ends as one clean upload", async () => {
  const base = databaseName();
  const bytes = Buffer.from(jsonLines(scan(2000, 2030)));
  await branch(base);
  const calls = await withFailingCalls(
    () => null,
    async () => void (await send(bytes)),
  );
  for (let n = 1; n <= calls.length; n++) {
    for (const failure of FAILURES) {
      await branch(base);
      const where = `call ${n} of ${calls.length} ${failure}: ${calls[n - 1]?.text}`;
      await withFailingCalls(
        ({ number }) => (number === n ? failure : null),
        async () => void (await send(bytes).catch((error: unknown) => error)),
      );
      const again = await send(bytes);
      const { rows } = await store().pool.query("select id::text, status from import where status <> 'done'");
      for (const { id, status } of rows) if (status === "queued") await run(id);
      expect((await ended(again.id)).status, where).toBe("done");
      const events = await store().pool.query(
        "select count(*)::int as n from event where at >= '2026-03-03 11:23Z'",
      );
      expect(events.rows, where).toEqual([{ n: 30 }]);
      const receiving = await store().pool.query("select error from import where status = 'receiving'");
      // Where even the giving up failed, the sweep of a worker ends it after a minute of silence.
      expect(receiving.rowCount, where).toBeLessThanOrEqual(failure === "unknown" ? 1 : 0);
    }
  }
});

test("a database that refuses every row ends the import as failed, with words, and it can be sent again", async () => {
  await branch(databaseName());
  const bytes = Buffer.from(jsonLines(scan(3000, 3020)));
  const sent = await send(bytes);
  await withFailingCalls(
    ({ isCopy }) => (isCopy ? "refused" : null),
    () => Promise.race([run(sent.id), whenever(sent.id, isOver, 60_000)]).then(() => undefined),
  );
  const found = await ended(sent.id, 10_000);
  expect(found).toMatchObject({ status: "failed", rows: { read: 0 } });
  expect(found.error).toMatch(/\w+ .*\.$/);
  await expectNoSilence();
  const again = await send(bytes);
  await run(again.id);
  expect(await ended(again.id)).toMatchObject({ status: "done", rows: { read: 20, accepted: 20 } });
});
