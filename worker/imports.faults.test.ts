import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { beforeEach, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { readImport } from "@/lib/intake/read";
import { removeImport, replayImport } from "@/lib/intake/run-request";
import { tidyUploads } from "@/lib/intake/run-tidy";
import { uploadPath } from "@/lib/intake/spool";
import { membersPath, readPacked } from "@/lib/source/packed";
import { HOUR } from "@/lib/time";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { held } from "@/test/held";
import { importText } from "@/test/upload";
import { startWorker, until } from "@/test/worker";

const store = databaseForFile();

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const POINTS = Number(process.env.POINTS ?? 4);
const ROWS = 12_000;

/** Mulberry32. */
let state = SEED >>> 0;
function random(): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

/** Rows of several addresses whose times name no zone; a third of one file is in the other, less full. */
const rows = (from: number, part: Record<string, unknown> = {}) =>
  Array.from({ length: ROWS }, (_, index) => {
    const row = from + index;
    return graphSignIn(uuid(row), {
      createdDateTime: new Date(Date.UTC(2026, 1, 26) + row * 9000).toISOString().replace("Z", ""),
      userPrincipalName: `${row % 40 === 0 ? `guess${row}` : `staff${row % 300}`}@contoso.example`,
      ipAddress: row % 40 === 0 ? `203.0.113.${Math.floor(row / 2000)}` : `192.0.2.${row % 100}`,
      status: { errorCode: row % 40 === 0 ? 50034 : row % 9 === 0 ? 50126 : 0 },
      padding: `${(row * 7919) % 65_537}`.repeat(60),
      ...part,
    });
  });
const A = jsonLines(rows(0));
const B = jsonLines(rows((ROWS / 3) * 2, { userAgent: "" }));

beforeEach(async () => {
  await store().pool.query(
    `truncate import, import_reject, import_overlap, event, probe, presence, rollup, client_day, touched, detection, origin_total, origin_stale, alert, classification,
       coverage, graphile_worker._private_jobs cascade`,
  );
  await tidyUploads(Date.now() + 2 * HOUR);
  await tidyUploads(Date.now() + 2 * HOUR);
});

/** Everything that was asked for is over: nothing is queued, read, removed or waiting for its turn. */
const isQuiet = async () => {
  const found = await store().pool.query(
    "select from import where task is not null or status not in ('done', 'failed')",
  );
  return found.rowCount === 0;
};

async function readyWorker() {
  const worker = startWorker();
  await until(async () => worker.log().includes("worker started"));
  return worker;
}

/**
 * Asks a worker for something, once to the end and then killed at random points of it and taken over by another;
 * `check` is told where, after each.
 */
async function killAtPoints(
  prepare: () => Promise<void>,
  ask: () => Promise<unknown>,
  isOver: () => Promise<boolean>,
  check: (where: string) => Promise<void>,
): Promise<void> {
  let length = 0;
  for (let point = -1; point < POINTS; ) {
    await prepare();
    const victim = await readyWorker();
    const began = Date.now();
    await ask();
    if (point === -1) {
      await until(isOver, 300_000);
      length = Date.now() - began;
      await victim.end("SIGTERM");
      await check("clean");
      point = 0;
      continue;
    }
    const wait = Math.floor(random() * length);
    await sleep(wait);
    await victim.end("SIGKILL");
    const wasOver = await isOver();
    const rescuer = await readyWorker();
    await until(isOver, 300_000);
    await rescuer.end("SIGTERM");
    // A kill that came too late proves less: it is checked like the others, but not counted.
    if (wasOver) length = wait;
    else point += 1;
    const where = `killed after ${wait} of ${length} ms`;
    process.stdout.write(`${where}${wasOver ? ", too late" : ""}\n`);
    await check(where);
    expect(readdirSync(join(dataFolder, "spool")), where).toEqual([]);
  }
}

test(`a worker killed while it removes an import ends as if the import had never come (SEED=${SEED})`, async () => {
  const { id: stays } = await importText(B);
  const expected = await held(store().pool);
  expect(expected.detections.length).toBeGreaterThan(2);
  let gone = "";
  await killAtPoints(
    async () => {
      gone = (await importText(A)).id;
    },
    () => removeImport(SYSTEM, gone),
    isQuiet,
    async (where) => {
      expect(await held(store().pool), where).toEqual(expected);
      await expect(readImport(SYSTEM, gone)).rejects.toMatchObject({ code: "not-found" });
      expect(await readImport(SYSTEM, stays), where).toMatchObject({ status: "done", rows: { read: ROWS } });
      const { rows: written } = await store().pool.query(
        "select body from audit where action = 'import.removed' and subject = $1",
        [`import:${gone}`],
      );
      expect(written, where).toMatchObject([{ body: { events: ROWS, readAgain: [stays] } }]);
    },
  );
}, 1_200_000);

test(`a worker killed while it reads an import again ends as if it had been read so at first (SEED=${SEED})`, async () => {
  const zones = ["Asia/Kathmandu", "UTC"];
  const expected = new Map<string, Awaited<ReturnType<typeof held>>>();
  await importText(B);
  const { id } = await importText(A, { timeZone: "UTC" });
  expected.set("UTC", await held(store().pool));
  let zone = "UTC";
  await killAtPoints(
    async () => {
      zone = zones[zone === "UTC" ? 0 : 1] ?? "UTC";
    },
    () => replayImport(SYSTEM, id, { timeZone: zone }),
    isQuiet,
    async (where) => {
      const found = await held(store().pool);
      // The first one to come out of a zone is that of the clean run.
      if (!expected.has(zone)) expected.set(zone, found);
      expect(found, `${where}, ${zone}`).toEqual(expected.get(zone));
      expect(await readImport(SYSTEM, id), where).toMatchObject({ status: "done", rows: { read: ROWS } });
    },
  );
  expect(expected.get("UTC")).not.toEqual(expected.get("Asia/Kathmandu"));
}, 1_200_000);

test(`a worker killed while it packs uploads loses no byte and leaves no litter (SEED=${SEED})`, async () => {
  const { sha256 } = await importText(Buffer.from(A));
  const path = uploadPath(sha256 ?? "");
  const isPacked = async () => (await readPacked(path)) !== null;
  await killAtPoints(
    async () => {
      await tidyUploads(Date.now() + 2 * HOUR);
      await tidyUploads(Date.now() + 2 * HOUR);
      await store().pool.query(
        "truncate import, import_overlap, event, probe, presence, rollup, client_day, touched, detection, origin_total, origin_stale, alert cascade",
      );
      await tidyUploads(Date.now() + 2 * HOUR);
      await importText(Buffer.from(A));
    },
    () => store().pool.query("select graphile_worker.add_job('pack', '{}'::json, job_key => 'pack')"),
    async () => (existsSync(path) || existsSync(membersPath(path))) && isPacked(),
    async (where) => {
      const text = gunzipSync(readFileSync(membersPath(path)));
      expect(createHash("sha256").update(text).digest("hex"), where).toBe(sha256);
      await tidyUploads(Date.now() + 2 * HOUR);
      expect(readdirSync(join(dataFolder, "uploads")).sort(), where).toEqual(
        [`${sha256}.members`, `${sha256}.table`].sort(),
      );
    },
  );
}, 1_200_000);
