import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { Random, SEED } from "@/test/seeded";
import { bytesOf } from "@/test/upload";
import { until } from "@/test/worker";
import { readImport } from "./read";
import { beginUpload, continueUpload, readUpload } from "./run-resume";
import { runSweep } from "./run-sweep";

databaseForFile();
const MIB = 1024 * 1024;

/** Goes on with an upload in a process of its own, whose files may hold `blocks` of 512 bytes. */
function resumeElsewhere(id: string, offset: number, blocks: number | "unlimited" = "unlimited") {
  const script = join(import.meta.dirname, "..", "..", "test", "resume.ts");
  const limited = `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" --import tsx "$1" "$2" "$3"`;
  const child = spawn("sh", ["-c", limited, process.execPath, script, id, String(offset)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.on("error", () => undefined);
  return child;
}

const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const files = (name: string) => readdirSync(join(dataFolder, name));
const begin = (length: number) =>
  beginUpload(SYSTEM, { length, query: { filename: "export.json" }, metadata: "filename x" });

test("a disk that is full in the middle halts an upload, keeps what fitted, and it goes on when there is room", async () => {
  const body = Buffer.alloc(300_000, "0123456789");
  const { id, importId } = await begin(body.length);
  const child = resumeElsewhere(id, 0, 256);
  child.stdin.end(body);
  expect(await text(child.stdout)).toMatch(/^unavailable: The disk .* is kept/);
  const { bytes } = await readUpload(SYSTEM, id);
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(256 * 512);
  await continueUpload(SYSTEM, id, bytesOf(body.subarray(bytes), 65_536), { offset: bytes });
  expect(await readImport(SYSTEM, importId)).toMatchObject({ status: "queued", sha256: sha256Of(body) });
  expect(files("spool")).toEqual([]);
}, 60_000);

test(`whoever takes the bytes is killed at any moment, and the upload goes on to the same file (SEED=${SEED})`, async () => {
  const random = new Random(SEED);
  const body = Buffer.alloc(40 * MIB);
  for (let at = 0; at < body.length; at += 4) body.writeUInt32LE(random.below(2 ** 32), at);
  const { id, importId } = await begin(body.length);
  const known: number[] = [];
  for (let kills = 0; kills < 4; kills++) {
    const { bytes } = await readUpload(SYSTEM, id);
    known.push(bytes);
    const child = resumeElsewhere(id, bytes);
    const gone = once(child, "exit");
    // The line stays open: it never learns whether that was all.
    const most = kills === 0 ? 20 * MIB : random.between(8 * MIB, 20 * MIB);
    child.stdin.write(body.subarray(bytes, bytes + most));
    await until(async () => existsSync(join(dataFolder, "spool")) && files("spool").length === 1, 20_000);
    // The first is killed after something was written down, the others whenever it may be.
    const isSaved = async () => (await readImport(SYSTEM, importId)).bytes >= 16 * MIB;
    if (kills === 0) await until(isSaved, 20_000);
    else await new Promise((next) => setTimeout(next, random.below(1500)));
    child.kill("SIGKILL");
    await gone;
  }
  expect([...known].sort((a, b) => a - b)).toEqual(known);
  expect(known[1]).toBeGreaterThanOrEqual(16 * MIB);
  expect(await runSweep()).toMatchObject({ abandoned: [], parts: 0 });
  const { bytes } = await readUpload(SYSTEM, id);
  await continueUpload(SYSTEM, id, bytesOf(body.subarray(bytes), 65_536), { offset: bytes });
  expect(await readImport(SYSTEM, importId)).toMatchObject({ status: "queued", sha256: sha256Of(body) });
  expect([files("spool"), files("uploads").includes(sha256Of(body))]).toEqual([[], true]);
}, 120_000);
