import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { bytesOf } from "@/test/upload";
import { readImport } from "./read";
import { receiveUpload } from "./run-receive";
import { runSweep } from "./run-sweep";

const store = databaseForFile();

const receiving = async (silentFor: string) => {
  const { rows } = await store().pool.query<{ id: string }>(
    `insert into import (tenant_id, filename, status, heartbeat_at)
     values (1, 'a.json', 'receiving', now() - $1::interval) returning id::text`,
    [silentFor],
  );
  return rows[0]?.id ?? "";
};

test("an upload that fell silent ends as failed and its part goes; a living one stays", async () => {
  const [dead, alive] = [await receiving("2 minutes"), await receiving("5 seconds")];
  const spool = join(dataFolder, "spool");
  mkdirSync(spool, { recursive: true });
  for (const id of [dead, alive, "4711", "4712"]) writeFileSync(join(spool, `${id}-abc.part`), "x");
  writeFileSync(join(spool, "somebody-elses.txt"), "x");
  utimesSync(join(spool, "4711-abc.part"), new Date(0), new Date(0));
  expect(await runSweep()).toMatchObject({ abandoned: [dead], parts: 2 });
  expect(readdirSync(spool).sort()).toEqual(
    ["4712-abc.part", `${alive}-abc.part`, "somebody-elses.txt"].sort(),
  );
  expect(await readImport(SYSTEM, dead)).toMatchObject({ status: "failed" });
  expect(await readImport(SYSTEM, alive)).toMatchObject({ status: "receiving" });
});

test("an import under way that lost its job gets one again, a fresh or ended one does not", async () => {
  const { id } = await receiveUpload(SYSTEM, bytesOf("x"), { filename: "a.json" });
  await store().pool.query("select graphile_worker.remove_job('import-' || $1)", [id]);
  expect((await runSweep()).requeued).toEqual([]);
  await store().pool.query("update import set heartbeat_at = now() - interval '1 minute' where id = $1", [
    id,
  ]);
  expect((await runSweep()).requeued).toEqual([id]);
  expect((await runSweep()).requeued).toEqual([]);
});
