import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { store } from "@/lib/db";
import { settleLeftovers } from "@/lib/event/run-filling";
import { HOUR } from "@/lib/time";
import { runQueue } from "./run-queue";
import { finishWhole } from "./run-resume";
import { importOfPart, spoolFolder } from "./spool";

export type Swept = {
  abandoned: string[];
  finished: string[];
  requeued: string[];
  parts: number;
  settled: number;
};

/**
 * Tidies up after processes that died: uploads that fell silent a minute ago end as failed, unless they may be gone on
 * with, which are finished where they are whole; parts of what ended go, and an import that is under way but has no
 * job gets one. Months that an ended import filled and nobody settled are settled.
 */
export async function runSweep(): Promise<Swept> {
  const abandoned = await endSilentUploads();
  const finished = await finishWhole();
  const parts = await removeParts();
  const settled = await settleLeftovers(store().pool);
  return { abandoned, finished, parts, settled, requeued: await requeue() };
}

async function endSilentUploads(): Promise<string[]> {
  const { rows } = await store().pool.query<{ id: string }>(
    `update import set status = 'failed', finished_at = now(), heartbeat_at = null,
       error = 'The upload broke off before it was whole. Nothing was read; send the file again.'
     where status = 'receiving' and coalesce(heartbeat_at, created_at) < now() - interval '60 seconds'
       and not exists (select from upload u where u.import_id = import.id)
     returning id::text`,
  );
  return rows.map(({ id }) => id);
}

/** A part whose import is unknown may belong to another database over the same folder: it is left for an hour. */
async function removeParts(): Promise<number> {
  const names = await readdir(spoolFolder()).catch(() => []);
  const parts = names.flatMap((name) => {
    const id = importOfPart(name);
    return id === null ? [] : [{ id, path: join(spoolFolder(), name) }];
  });
  if (parts.length === 0) return 0;
  const { rows } = await store().pool.query<{ id: string; status: string }>(
    "select id::text, status from import where id = any($1::bigint[])",
    [parts.map(({ id }) => id)],
  );
  const statusOf = new Map(rows.map(({ id, status }) => [id, status]));
  let removed = 0;
  for (const { id, path } of parts) {
    const status = statusOf.get(id);
    if (status === "receiving" || (status === undefined && !(await isOld(path)))) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && found.mtimeMs < Date.now() - HOUR;
}

async function requeue(): Promise<string[]> {
  const { pool } = store();
  const { rows } = await pool.query<{ id: string }>(
    `select i.id::text from import i
     where (i.status in ('queued', 'reading', 'detecting') or i.task is not null)
       and coalesce(i.heartbeat_at, i.created_at) < now() - interval '10 seconds'
       and not exists (select from graphile_worker.jobs j where j.key = 'import-' || i.id)
     order by i.id`,
  );
  for (const { id } of rows) await runQueue(pool, id);
  return rows.map(({ id }) => id);
}
