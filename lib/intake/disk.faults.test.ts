import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { store } from "@/lib/db";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { expectNoSilence, expectTidy, expectWhole, type Sent } from "@/test/invariants";
import { ended, send } from "@/test/sent";
import { detectAll } from "@/test/upload";
import { runImport } from "./run-import";

databaseForFile();

const MIB = 1024 * 1024;
const ROOT = join(import.meta.dirname, "..", "..");
/** A disk of 4 MiB under the data folder, where this process may mount one. */
let isMounted = false;
beforeAll(() => {
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", dataFolder]);
  isMounted = mounted.status === 0;
  if (!isMounted)
    process.stdout.write("Nothing may be mounted here: a limit on the size of files stands in.\n");
});
afterAll(() => {
  if (isMounted) spawnSync("umount", ["-l", dataFolder]);
});

const rows = (from: number, to: number) =>
  Buffer.from(
    jsonLines(
      Array.from({ length: to - from }, (_, at) =>
        graphSignIn(uuid(from + at), { userPrincipalName: `name${from + at}@contoso.example` }),
      ),
    ),
  );
const small = rows(0, 40);
const large = rows(1000, 1000 + Math.ceil((6 * MIB) / 500));

async function importWhole(bytes: Buffer): Promise<Sent> {
  const sent = await send(bytes);
  await runImport(sent.id, { detect: detectAll });
  expect((await ended(sent.id)).status).toBe("done");
  return sent;
}

const newest = async () =>
  (await store().pool.query("select status, error, heartbeat_at from import order by id desc limit 1"))
    .rows[0];

test("an upload that the disk cannot hold is refused with words, and nothing of it stays", async () => {
  if (!isMounted) return;
  const before = await importWhole(small);
  for (let turn = 0; turn < 3; turn++) {
    await expect(send(large)).rejects.toMatchObject({ code: "unavailable" });
    expect(await newest()).toMatchObject({ status: "failed", heartbeat_at: null });
    expect((await newest()).error).toMatch(/disk .*full/i);
    expectTidy(dataFolder, [before]);
  }
  const after = await importWhole(rows(100, 140));
  await expectWhole(dataFolder, [before, after]);
});

test("one of two uploads at once may fill the disk; the other, and whoever comes later, is served", async () => {
  if (!isMounted) return;
  const kept = readdirSync(join(dataFolder, "uploads")).length;
  const [refused, accepted] = await Promise.allSettled([send(large), send(rows(200, 240))]);
  expect(refused.status).toBe("rejected");
  // Both met a full disk, or only the large one did: then the small one is whole.
  const sent = accepted.status === "fulfilled" ? accepted.value : await send(rows(200, 240));
  await runImport(sent.id, { detect: detectAll });
  expect((await ended(sent.id)).status).toBe("done");
  expect(readdirSync(join(dataFolder, "uploads")).length).toBe(kept + 1);
  expect(readdirSync(join(dataFolder, "spool"))).toEqual([]);
  await expectNoSilence();
});

test("a disk that is full to the brim refuses every upload, and serves again once there is room", async () => {
  if (!isMounted) return;
  const filler = join(dataFolder, "filler");
  let size = 4 * MIB;
  for (; size > 0; size = Math.floor(size / 2)) {
    try {
      writeFileSync(filler, Buffer.alloc(size), { flag: "a" });
    } catch {
      // Half of it, then: until not a single byte more fits.
    }
  }
  const stored = (await store().pool.query("select count(*)::int as n from event")).rows[0].n;
  await expect(send(rows(300, 340))).rejects.toMatchObject({ code: "unavailable" });
  expect(readdirSync(join(dataFolder, "spool"))).toEqual([]);
  expect((await store().pool.query("select count(*)::int as n from event")).rows[0].n).toBe(stored);
  rmSync(filler);
  await importWhole(rows(300, 340));
  expect((await store().pool.query("select count(*)::int as n from event")).rows[0].n).toBe(stored + 40);
});

test("a write that fails half-way for any reason leaves a failed import with words, and no part of the file", async () => {
  // RLIMIT_FSIZE stands for every disk that stops taking bytes: EFBIG instead of ENOSPC.
  mkdirSync(join(dataFolder, "limited"), { recursive: true });
  const child = spawnSync(
    "prlimit",
    ["--fsize=300000", process.execPath, "--import", "tsx", join(ROOT, "test", "send-limited.ts")],
    { cwd: ROOT, env: { ...process.env, ROLLCALL_DATA: join(dataFolder, "limited") }, encoding: "utf8" },
  );
  if (child.error) {
    process.stdout.write(`There is no prlimit here, so this was not tried: ${child.error.message}\n`);
    return;
  }
  expect(child.stdout, child.stderr).toContain("refused");
  expect(await newest()).toMatchObject({ status: "failed", heartbeat_at: null });
  expect((await newest()).error.length).toBeGreaterThan(10);
  expectTidy(join(dataFolder, "limited"), []);
});
