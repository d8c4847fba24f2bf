import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { readImport } from "@/lib/intake/read";
import { receiveUpload } from "@/lib/intake/run-receive";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { held } from "@/test/held";
import { bytesOf } from "@/test/upload";
import { startWorker, until } from "@/test/worker";

const store = databaseForFile();

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const POINTS = Number(process.env.POINTS ?? 10);
const ROWS = 25_000;

/** Mulberry32. */
let state = SEED >>> 0;
function random(): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n: number) => Math.floor(random() * n);

/** Five addresses ask for a hundred names each, one every 90 seconds. */
function scanRow(row: number) {
  const step = row / 50;
  const start = Date.UTC(2026, 1, 28, 5 * (step % 5));
  return graphSignIn(uuid(row), {
    createdDateTime: new Date(start + Math.floor(step / 5) * 90_000).toISOString(),
    userPrincipalName: `guess${step}@contoso.example`,
    ipAddress: `203.0.113.${step % 5}`,
  });
}

function staffRow(row: number) {
  return graphSignIn(uuid(row), {
    createdDateTime: new Date(Date.UTC(2026, 1, 27) + ((row * 7919) % ROWS) * 8000).toISOString(),
    userPrincipalName: `staff${row % 400}@contoso.example`,
    ipAddress: `192.0.2.${row % 200}`,
    status: { errorCode: row % 9 === 0 ? 50126 : 0 },
  });
}

/** Ordinary traffic with five scans in it, copies of rows, broken lines, and no order of time. */
function file(): string {
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const copied = index % 97 === 0 && index > 0 ? index - 50 : index;
    return copied % 50 === 0 ? scanRow(copied) : staffRow(copied);
  });
  const lines = jsonLines(rows).split("\n");
  for (let at = 1000; at < lines.length; at += 5000) lines.splice(at, 0, '{"id": broken');
  return lines.join("\n");
}

async function clean(): Promise<void> {
  await store().pool.query(
    `truncate import, import_reject, event, probe, presence, rollup, touched, detection, origin_total, origin_stale, alert, classification, coverage,
       graphile_worker._private_jobs cascade`,
  );
}

const upload = async (text: string) =>
  (await receiveUpload(SYSTEM, bytesOf(text, 65_536), { filename: "a.json" })).id;
const isTaken = (id: string) => async () => (await readImport(SYSTEM, id)).status !== "queued";
const isOver = (id: string) => async () => {
  const found = await readImport(SYSTEM, id);
  return (found.status === "done" || found.status === "failed") && found;
};
const receiptOf = ({
  id,
  startedAt,
  finishedAt,
  createdAt,
  ...rest
}: Awaited<ReturnType<typeof readImport>>) => rest;

test(`a worker killed at ${POINTS} random points of an import ends as a clean run does (SEED=${SEED})`, async () => {
  const text = file();
  const first = startWorker();
  const id = await upload(text);
  await until(isTaken(id));
  const began = Date.now();
  const cleanReceipt = receiptOf(await until(isOver(id), 300_000));
  let length = Date.now() - began;
  expect(await first.end("SIGTERM")).toMatchObject({ code: 0 });
  const expected = await held(store().pool);
  expect(expected.detections.length).toBeGreaterThan(5);
  expect(cleanReceipt.status).toBe("done");

  for (let point = 0; point < POINTS; ) {
    await clean();
    const again = await upload(text);
    const victim = startWorker();
    await until(isTaken(again));
    const wait = below(length);
    await sleep(wait);
    await victim.end("SIGKILL");
    const before = await readImport(SYSTEM, again);
    const rescuer = startWorker();
    await until(async () => rescuer.log().includes("worker started"));
    const over = await until(isOver(again), 300_000);
    expect(await rescuer.end("SIGTERM")).toMatchObject({ code: 0 });
    // A kill that came too late proves less: it is checked like the others, but not counted.
    if (before.status === "done") length = wait;
    else point += 1;
    const where = `killed after ${wait} of ${length} ms, ${before.status} at row ${before.rows.read}`;
    process.stdout.write(`${where}\n`);
    expect(receiptOf(over), where).toEqual(cleanReceipt);
    expect(await held(store().pool), where).toEqual(expected);
    expect(readdirSync(join(dataFolder, "spool")), where).toEqual([]);
    expect(readdirSync(join(dataFolder, "uploads")).length, where).toBe(1);
  }
}, 1_200_000);
