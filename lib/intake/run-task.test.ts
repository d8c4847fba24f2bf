import "@/test/data-folder";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { AppError } from "@/lib/errors";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { held } from "@/test/held";
import { bytesOf, detectAll, drain, importText } from "@/test/upload";
import { readImport } from "./read";
import { runImport } from "./run-import";
import { receiveUpload } from "./run-receive";
import { cancelImport, removeImport, replayImport, retryImport } from "./run-request";

const store = databaseForFile();

const clear = () =>
  store().pool.query(
    `truncate import, import_reject, import_overlap, event, probe, presence, rollup, client_day, touched, detection, origin_total, origin_stale, alert, classification,
       coverage cascade`,
  );

beforeEach(clear);

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);

const scan = (from: number, to: number, part: Record<string, unknown> = {}) =>
  Array.from({ length: to - from }, (_, index) =>
    graphSignIn(uuid(from + index), {
      createdDateTime: new Date(Date.UTC(2026, 2, 3, 10, 0, 10 * (from + index))).toISOString(),
      userPrincipalName: `name${from + index}@contoso.example`,
      ...part,
    }),
  );

const uploads = () => readdirSync(join(dataFolder, "uploads"));
const audit = async (action: string) =>
  (
    await store().pool.query("select actor, body from audit where action = $1 order by id desc limit 1", [
      action,
    ])
  ).rows[0];

/** The store of these files alone, and then an empty one. */
async function storeOf(files: string[]) {
  await clear();
  for (const file of files) await importText(file);
  const found = await held(store().pool);
  await clear();
  return found;
}

test("removing an import takes its rows, ledger, detections, file and itself, and says so", async () => {
  const other = jsonLines(scan(500, 520, { ipAddress: "198.51.100.1" }));
  const expected = await storeOf([other]);
  await importText(other);
  const before = uploads().length;
  const { id } = await importText(jsonLines(scan(0, 40)));
  expect(await removeImport(SYSTEM, id)).toMatchObject({ task: "remove", status: "done" });
  await drain();
  expect(await held(store().pool)).toEqual(expected);
  await expect(readImport(SYSTEM, id)).rejects.toMatchObject({ code: "not-found" });
  expect(uploads().length).toBe(before);
  expect(await audit("import.remove")).toMatchObject({
    actor: "system:rollcall",
    body: { rows: { read: 40 } },
  });
  expect(await audit("import.removed")).toMatchObject({ body: { events: 40, readAgain: [] } });
});

test("a row that the removed import held comes back from the file that was counted as its duplicate", async () => {
  const [a, b] = [jsonLines(scan(0, 40)), jsonLines(scan(25, 60, { userAgent: "" }))];
  const expected = await storeOf([b]);
  const first = await importText(a);
  const second = await importText(b);
  expect(second.rows).toMatchObject({ accepted: 20, duplicate: 15 });
  await removeImport(SYSTEM, first.id);
  await drain();
  expect(await held(store().pool)).toEqual(expected);
  expect(await readImport(SYSTEM, second.id)).toMatchObject({
    status: "done",
    task: null,
    isReadAgain: false,
    rows: { read: 35, accepted: 35, duplicate: 0 },
    duplicateOf: null,
  });
});

const PARTS: Record<string, unknown>[] = [{}, { userAgent: "" }, { userAgent: "", clientAppUsed: "" }];

test(`whatever overlaps and whichever goes, the rest is as if it had never come (SEED=${SEED})`, async () => {
  const one = fc.record({
    from: fc.integer({ min: 0, max: 30 }),
    length: fc.integer({ min: 1, max: 40 }),
    part: fc.constantFrom(...PARTS),
    late: fc.boolean(),
  });
  const textOf = ({ from, length, part, late }: typeof one extends fc.Arbitrary<infer T> ? T : never) =>
    jsonLines(
      scan(from, from + length, part).map((row) =>
        late ? { ...row, createdDateTime: String(row.createdDateTime).replace(/\.\d+Z/, "Z") } : row,
      ),
    );
  await fc.assert(
    fc.asyncProperty(
      fc.array(one, { minLength: 2, maxLength: 4 }),
      fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
      async (files, removals) => {
        const texts = files.map(textOf);
        await clear();
        const imports: { id: string; text: string }[] = [];
        for (const text of texts) imports.push({ id: (await importText(text)).id, text });
        for (const removal of removals) {
          if (imports.length === 0) break;
          const [gone] = imports.splice(removal % imports.length, 1);
          await removeImport(SYSTEM, gone?.id ?? "");
          await drain();
        }
        const found = await held(store().pool);
        for (const { id } of imports) {
          const { rows } = await readImport(SYSTEM, id);
          expect(rows.read).toBe(rows.accepted + rows.duplicate + rows.skipped + rows.rejected);
        }
        expect(found).toEqual(await storeOf(imports.map(({ text }) => text)));
      },
    ),
    { seed: SEED, numRuns: 10, endOnFailure: true },
  );
}, 240_000);

test("several removals at once end as one after the other", async () => {
  const texts = [
    jsonLines(scan(0, 40, { userAgent: "" })),
    jsonLines(scan(10, 50)),
    jsonLines(scan(20, 60, { clientAppUsed: "" })),
  ];
  const expected = await storeOf([texts[1] ?? ""]);
  const ids: string[] = [];
  for (const text of texts) ids.push((await importText(text)).id);
  await removeImport(SYSTEM, ids[0] ?? "");
  await removeImport(SYSTEM, ids[2] ?? "");
  await drain();
  expect(await held(store().pool)).toEqual(expected);
});

test("a file read again in another zone ends as if it had been read so at first", async () => {
  const rows = scan(0, 30).map((row) => ({
    ...row,
    createdDateTime: String(row.createdDateTime).replace("Z", ""),
  }));
  const [text, other] = [jsonLines(rows), jsonLines(scan(20, 50, { userAgent: "" }))];
  await importText(text, { timeZone: "Asia/Kathmandu" });
  await importText(other);
  const expected = await held(store().pool);
  await clear();
  const { id } = await importText(text);
  await importText(other);
  expect(await held(store().pool)).not.toEqual(expected);
  expect(await replayImport(SYSTEM, id, { timeZone: "Asia/Kathmandu" })).toMatchObject({
    task: "replay",
    status: "queued",
    timeZone: "Asia/Kathmandu",
  });
  await drain();
  expect(await held(store().pool)).toEqual(expected);
});

const ZONES = ["UTC", "Asia/Kathmandu", "America/New_York"];

test(`however often files are read again and removed, the rest is as if it had come so at first (SEED=${SEED})`, async () => {
  const file = fc.record({
    from: fc.integer({ min: 0, max: 30 }),
    length: fc.integer({ min: 1, max: 30 }),
    part: fc.constantFrom(...PARTS),
    zone: fc.constantFrom(...ZONES),
  });
  const step = fc.record({
    which: fc.nat(),
    what: fc.constantFrom("replay", "remove", "replay at once"),
    zone: fc.constantFrom(...ZONES),
  });
  type Kept = { id: string; text: string; timeZone: string };
  const take = async (
    kept: Kept[],
    { which, what, zone }: typeof step extends fc.Arbitrary<infer T> ? T : never,
  ) => {
    const chosen = kept[which % kept.length];
    if (!chosen) return;
    if (what === "remove") {
      await removeImport(SYSTEM, chosen.id);
      kept.splice(kept.indexOf(chosen), 1);
    } else {
      await replayImport(SYSTEM, chosen.id, { timeZone: zone });
      chosen.timeZone = zone;
    }
    // Sometimes the next wish comes before this one is done.
    if (what !== "replay at once") await drain();
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(file, { minLength: 2, maxLength: 4 }),
      fc.array(step, { minLength: 1, maxLength: 4 }),
      async (files, steps) => {
        await clear();
        const kept: Kept[] = [];
        for (const { from, length, part, zone } of files) {
          const zoneless = scan(from, from + length, part).map((row) => ({
            ...row,
            createdDateTime: String(row.createdDateTime).replace("Z", ""),
          }));
          const text = jsonLines(zoneless);
          kept.push({ id: (await importText(text, { timeZone: zone })).id, text, timeZone: zone });
        }
        for (const one of steps)
          await take(kept, one).catch((error: unknown) => {
            // What is about to be read again cannot be asked for that once more.
            if (!(error instanceof AppError && error.code === "conflict")) throw error;
          });
        await drain();
        const found = await held(store().pool);
        await clear();
        for (const { text, timeZone } of kept) await importText(text, { timeZone });
        expect(found).toEqual(await held(store().pool));
      },
    ),
    { seed: SEED, numRuns: 8, endOnFailure: true },
  );
}, 240_000);

test("a cancelled import keeps the rows that were read, evaluated; a retry goes on and counts nothing twice", async () => {
  const rows = scan(0, 12_000);
  const whole = await storeOf([jsonLines(rows)]);
  const { id } = await receiveUpload(SYSTEM, bytesOf(jsonLines(rows), 65_536), { filename: "long.json" });
  let cancelled: Promise<unknown> | undefined;
  await runImport(id, {
    detect: detectAll,
    batchRows: 2000,
    onCommitted: () => {
      cancelled ??= cancelImport({ ...SYSTEM, name: "Ana" }, id);
    },
  });
  await cancelled;
  await drain();
  const half = await readImport(SYSTEM, id);
  expect(half).toMatchObject({
    status: "failed",
    error: `Cancelled by Ana; ${half.rows.read} rows that were read are kept.`,
  });
  expect(half.rows.read).toBeLessThan(12_000);
  expect(half.detections).toBeGreaterThan(0);
  expect((await held(store().pool)).events.length).toBe(half.rows.accepted);
  await expect(cancelImport(SYSTEM, id)).rejects.toMatchObject({ code: "conflict" });
  await retryImport(SYSTEM, id);
  await drain();
  expect(await readImport(SYSTEM, id)).toMatchObject({
    status: "done",
    error: null,
    rows: { accepted: 12_000 },
  });
  expect(await held(store().pool)).toEqual(whole);
}, 60_000);

test("an import that is removed while it fills a month of its own leaves nothing of it", async () => {
  const other = jsonLines(scan(11_990, 12_020, { userAgent: "" }));
  const expected = await storeOf([other]);
  const text = jsonLines(scan(0, 12_000));
  const { id } = await receiveUpload(SYSTEM, bytesOf(text, 65_536), { filename: "large.json" });
  let asked: Promise<unknown> | undefined;
  await runImport(id, {
    detect: detectAll,
    batchRows: 1000,
    fillFrom: 1,
    onCommitted: ({ read }) => {
      if (read >= 3000) asked ??= removeImport(SYSTEM, id);
    },
  });
  await asked;
  await importText(other);
  await drain();
  expect(await held(store().pool)).toEqual(expected);
  expect((await store().pool.query("select from filling")).rowCount).toBe(0);
}, 60_000);

test("a cancelled import that is read again for another one's sake stops where it was cancelled", async () => {
  const [a, b] = [jsonLines(scan(0, 30)), jsonLines(scan(10, 60))];
  const first = await importText(a);
  const second = await importText(b);
  await store().pool.query(
    `update import set status = 'failed', error = 'Cancelled by Ana; 50 rows that were read are kept.',
       stop_why = 'Cancelled by Ana; 50 rows that were read are kept.', stop_after = 40, is_resumable = true
     where id = $1`,
    [second.id],
  );
  await removeImport(SYSTEM, first.id);
  await drain();
  expect(await readImport(SYSTEM, second.id)).toMatchObject({
    status: "failed",
    error: "Cancelled by Ana; 50 rows that were read are kept.",
    rows: { read: 40, accepted: 40 },
  });
});

test("a damaged file that is tried again is read from its first byte and fails alike", async () => {
  const text = JSON.stringify(scan(0, 30));
  const cut = await importText(text.slice(0, text.length - 300));
  const before = await held(store().pool);
  expect(await retryImport(SYSTEM, cut.id)).toMatchObject({ status: "queued", task: "replay", error: null });
  await drain();
  expect(await readImport(SYSTEM, cut.id)).toMatchObject({
    status: "failed",
    error: cut.error,
    rows: cut.rows,
  });
  expect(await held(store().pool)).toEqual(before);
});

test("what makes no sense in the state an import is in is a conflict with words", async () => {
  const { id } = await importText(jsonLines(scan(0, 3)));
  await expect(retryImport(SYSTEM, id)).rejects.toMatchObject({ code: "conflict", message: /Only a failed/ });
  await expect(replayImport(SYSTEM, id, { timeZone: "Mars/Base" })).rejects.toMatchObject({
    code: "bad-input",
  });
  await removeImport(SYSTEM, id);
  for (const ask of [cancelImport, retryImport, replayImport, removeImport])
    await expect(ask(SYSTEM, id)).rejects.toMatchObject({ code: "conflict" });
  await drain();
  for (const ask of [cancelImport, retryImport, replayImport, removeImport])
    await expect(ask(SYSTEM, id)).rejects.toMatchObject({ code: "not-found" });
  await expect(removeImport({ ...SYSTEM, scopes: ["read"] }, id)).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(removeImport(SYSTEM, "none")).rejects.toMatchObject({ code: "not-found" });
});

test("a kept file that is gone is never unloaded for another import's sake", async () => {
  const first = await importText(jsonLines(scan(0, 30)));
  const second = await importText(jsonLines(scan(20, 60)));
  await store().pool.query("update import set sha256 = repeat('0', 64) where id = $1", [second.id]);
  await removeImport(SYSTEM, first.id);
  await drain();
  const left = await readImport(SYSTEM, second.id);
  expect(left).toMatchObject({ status: "done", rows: { read: 40 } });
  expect(left.notes.join()).toContain("no longer kept");
  expect((await held(store().pool)).events.length).toBe(30);
  await expect(replayImport(SYSTEM, second.id)).rejects.toMatchObject({ code: "gone" });
});
