import { randomUUID } from "node:crypto";
import { z } from "zod";
import { appendAudit } from "@/lib/access/audit";
import { SYSTEM } from "@/lib/access/schema";
import { type Connection, store, transaction } from "@/lib/db";
import { lockLoad } from "@/lib/event/locks";
import { settleImport } from "@/lib/event/run-filling";
import { forgetOverlaps, overlapsOf } from "@/lib/event/run-overlap";
import { countEvents, type Unloading, unloadSlice } from "@/lib/event/run-unload";
import { ALL_SOURCES } from "@/lib/event/write";
import { Fenced, type Held } from "./run-batch";
import { runQueue } from "./run-queue";
import { isKept, removeUpload } from "./run-uploads";

/** Events per transaction: others wait for one slice, and a kill repeats no more than one. */
const SLICE = 10_000;

const Row = z.object({
  tenantId: z.number(),
  filename: z.string(),
  sha256: z.string().nullable(),
  task: z.enum(["remove", "replay", "reread"]),
  taskBy: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
});
type Task = { held: Held; row: z.infer<typeof Row> };

/** `proceed` is asked between slices and may throw; a lease that was lost throws `Fenced`. */
export type TaskHooks = { proceed: () => void; beat: (held: Held) => () => void };

/**
 * Does what an import was asked to do before anything else: its events go, in transactions of bounded size, and then
 * the import itself (`remove`) or what is known of its rows, so that it is read from its first byte (`replay`,
 * `reread`). Whatever kills it, calling it again ends in the same state. Returns whether the import was removed.
 */
export async function runTask(importId: string, { proceed, beat }: TaskHooks): Promise<boolean> {
  const task = await takeTask(importId);
  if (!task) return false;
  const stop = beat(task.held);
  try {
    if (task.row.task !== "remove" && !(await isKept(task.row.sha256))) {
      await leaveAsItIs(task);
      return false;
    }
    await unload(task, proceed);
    if (task.row.task !== "remove") {
      await beginAgain(task);
      return false;
    }
    await endRemoval(task);
    // The rows are gone by now; a file that stays behind after a crash is found by the sweep.
    if (task.row.sha256 !== null) await removeUpload(task.row.sha256);
    return true;
  } finally {
    stop();
  }
}

async function takeTask(id: string): Promise<Task | null> {
  const lease = randomUUID();
  const { rows } = await store().pool.query(
    `update import set lease = $2, heartbeat_at = now(), finished_at = null
     where id = $1 and task is not null
     returning tenant_id as "tenantId", filename, sha256, task, task_by as "taskBy", events_from::text as from,
       events_to::text as to`,
    [id, lease],
  );
  if (!rows[0]) return null;
  const row = Row.parse(rows[0]);
  return { held: { id, tenantId: row.tenantId, lease }, row };
}

async function unload({ held, row }: Task, proceed: () => void): Promise<void> {
  if (row.from === null || row.to === null) return;
  const { pool } = store();
  const { tenantId, id } = held;
  // What it filled without indexes lies beside the events until it is settled.
  await settleImport(pool, BigInt(id));
  const unloading: Unloading = { tenantId, importId: BigInt(id), from: row.from, to: row.to };
  const left = await countEvents(pool, unloading);
  await move(pool, held, "to_unload = unloaded + $3", [left]);
  for (let from: string | undefined = unloading.from; from !== undefined; ) {
    proceed();
    from = await unloadFrom(held, { ...unloading, from });
  }
}

/** One slice; returns where the next begins, nothing after the last one. */
async function unloadFrom(held: Held, unloading: Unloading): Promise<string | undefined> {
  return transaction(store().pool, async (connection) => {
    await checkTask(connection, held);
    const slice = await unloadSlice(connection, unloading, SLICE);
    if (!slice) return undefined;
    await move(connection, held, "unloaded = unloaded + $3, heartbeat_at = now()", [slice.count]);
    return slice.reached;
  });
}

/** Spares a worker that was overtaken the work; the update at the end of its transaction is what holds. */
async function checkTask(connection: Connection, { id, lease }: Held): Promise<void> {
  const found = await connection.query("select from import where id = $1 and lease = $2", [id, lease]);
  if (found.rowCount === 0) throw new Fenced(id);
}

type Queryable = Pick<Connection, "query">;

/** Changes the import while it is still ours. `what` is one of the texts in this file, never anybody's input. */
async function move(on: Queryable, { id, lease }: Held, what: string, values: unknown[] = []) {
  const { rowCount } = await on.query(`update import set ${what} where id = $1 and lease = $2`, [
    id,
    lease,
    ...values,
  ]);
  if (rowCount === 0) throw new Fenced(id);
}

/**
 * The import goes, and every import that it shared rows with is read again: a row of theirs may have been counted
 * as its duplicate. Loads are kept out, so that whoever met a row of it is known by now.
 */
async function endRemoval({ held, row }: Task): Promise<void> {
  await transaction(store().pool, async (connection) => {
    const { id, tenantId } = held;
    await lockLoad(connection, tenantId, ALL_SOURCES);
    const { rows } = await connection.query<{ unloaded: string }>(
      "select unloaded::text from import where id = $1 and lease = $2 for update",
      [id, held.lease],
    );
    if (!rows[0]) throw new Fenced(id);
    const readAgain = await readOthersAgain(connection, id);
    await forgetOverlaps(connection, [BigInt(id)]);
    await connection.query(
      `update import i set duplicate_of =
         (select min(o.id) from import o
          where o.sha256 = i.sha256 and o.tenant_id = i.tenant_id and o.id < i.id and o.id <> $1)
       where i.duplicate_of = $1`,
      [id],
    );
    await connection.query("delete from import where id = $1", [id]);
    await appendAudit(connection, {
      actor: SYSTEM,
      action: "import.removed",
      subject: `import:${id}`,
      body: {
        ...{ filename: row.filename, sha256: row.sha256, askedBy: row.taskBy, readAgain },
        events: Number(rows[0].unloaded),
      },
    });
  });
}

/** Marks and queues those that share a row with an import; those with a task of their own are read again anyway. */
async function readOthersAgain(connection: Connection, id: string): Promise<string[]> {
  const others = await overlapsOf(connection, BigInt(id));
  const { rows } = await connection.query<{ id: string }>(
    `update import set task = 'reread', task_by = null, status = 'queued', lease = null, finished_at = null,
       unloaded = 0, to_unload = 0, heartbeat_at = now()
     where id = any($1::bigint[]) and task is null and status in ('queued', 'reading', 'detecting', 'done', 'failed')
       and sha256 is not null
     returning id::text`,
    [others],
  );
  const marked = rows.map((row) => row.id).sort((a, b) => Number(a) - Number(b));
  for (const other of marked) await runQueue(connection, other);
  return marked;
}

/** Nothing of the file is stored or counted any more: it is read as if it had just arrived. */
async function beginAgain({ held, row }: Task): Promise<void> {
  await transaction(store().pool, async (connection) => {
    await lockLoad(connection, held.tenantId, ALL_SOURCES);
    await checkTask(connection, held);
    if (row.task === "replay") await readOthersAgain(connection, held.id);
    await connection.query("delete from import_reject where import_id = $1", [held.id]);
    await move(connection, held, AFRESH);
  });
}

const AFRESH = `task = null, task_by = null, is_again = true, status = 'reading', lease = null, error = null,
  notes = '[]', rows_read = 0, bytes_read = 0, accepted = 0, duplicate = 0, skipped = 0, rejected = 0,
  out_of_range = 0, unmapped = 0, skipped_by = '{}', rejected_by = '{}', duplicate_by = '{}', events_from = null,
  events_to = null, detections = 0, alerts = 0, attempts = 0, is_resumable = false, started_at = now()`;

const NOT_KEPT =
  "An import that shares rows with this one changed, but this file is no longer kept, so it was not read again.";

/** A file that is gone cannot be read again: what is stored of it is better than nothing. */
async function leaveAsItIs({ held }: Task): Promise<void> {
  await move(store().pool, held, LEFT, [JSON.stringify([NOT_KEPT])]);
}

const LEFT = `task = null, task_by = null, status = 'detecting', lease = null,
  notes = case when notes @> $3::jsonb then notes else notes || $3::jsonb end`;
