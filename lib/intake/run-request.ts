import { z } from "zod";
import { appendAudit } from "@/lib/access/audit";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { type Connection, store, transaction } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { parseZone } from "@/lib/source/zones";
import { importAsItIs, importIdOf } from "./read";
import { runQueue } from "./run-queue";
import { isKept } from "./run-uploads";
import { type Import, ImportStatus, type Replay } from "./schema";

const Row = z.object({
  status: ImportStatus,
  task: z.enum(["remove", "replay", "reread"]).nullable(),
  filename: z.string(),
  sha256: z.string().nullable(),
  read: z.coerce.number(),
  accepted: z.coerce.number(),
  duplicate: z.coerce.number(),
  isResumable: z.boolean(),
  timeZone: z.string().nullable(),
  dateOrder: z.string().nullable(),
});
type Row = z.infer<typeof Row>;
type Change = { action: string; body: Record<string, unknown>; queue: boolean };

/**
 * Changes one import under its lock and writes down who did it, in one transaction. Whoever was reading it finds its
 * lease gone and commits nothing more.
 */
export async function change(
  actor: Actor,
  id: string,
  decide: (connection: Connection, row: Row) => Promise<Change>,
): Promise<void> {
  authorise(actor, "ingest");
  const importId = String(importIdOf(id));
  await transaction(store().pool, async (connection) => {
    const { rows } = await connection.query(
      `select status, task, filename, sha256, rows_read as read, accepted, duplicate, is_resumable as "isResumable",
         time_zone as "timeZone", date_order as "dateOrder"
       from import where id = $1 for update`,
      [importId],
    );
    if (!rows[0]) throw new AppError("not-found", `There is no import ${id}.`);
    const { action, body, queue } = await decide(connection, Row.parse(rows[0]));
    if (queue) await runQueue(connection, importId);
    await appendAudit(connection, { actor, action, subject: `import:${importId}`, body });
  });
}

export function refuse(why: string): never {
  throw new AppError("conflict", why);
}

/** What cannot be asked of an import while it does something else first. */
function checkFree({ task }: Row): void {
  if (task === "remove") refuse("This import is being removed.");
  if (task !== null) refuse("This import is about to be read again. Wait until that is over.");
}

/**
 * Ends an import that is on its way as `failed`. Rows that were read are kept, counted and evaluated; an upload
 * breaks off. Needs `ingest`. Throws `not-found`, and `conflict` for one that has ended.
 */
export async function cancelImport(actor: Actor, id: string): Promise<Import> {
  await change(actor, id, async (connection, row) => {
    checkFree(row);
    if (row.status === "done" || row.status === "failed")
      refuse(`This import has ended (${row.status}); there is nothing to cancel.`);
    const isArriving = row.status === "receiving";
    const kept = row.read === 1 ? "1 row that was read is" : `${row.read} rows that were read are`;
    const why = isArriving
      ? `Cancelled by ${actor.name} while it arrived. Nothing was read.`
      : `Cancelled by ${actor.name}; ${kept} kept.`;
    await connection.query(
      `update import set lease = null, error = $2, is_resumable = not $3::boolean,
         status = case when $3 then 'failed' else 'detecting' end,
         finished_at = case when $3 then now() end, heartbeat_at = case when $3 then null else now() end,
         stop_after = case when $3 then null else rows_read end, stop_why = case when $3 then null else $2 end
       where id = $1`,
      [id, why, isArriving],
    );
    const body = { filename: row.filename, status: row.status, rowsRead: row.read };
    return { action: "import.cancel", body, queue: !isArriving };
  });
  return importAsItIs(id);
}

/**
 * Tries a failed import again: from the row where it stopped where the cause lay outside of the file (cancelled, a
 * fault of Rollcall's own), else from its first byte, as a replay. Needs `ingest`. Throws `not-found`, `conflict`
 * for one that has not failed or never arrived whole, and `gone` where the upload is no longer kept.
 */
export async function retryImport(actor: Actor, id: string): Promise<Import> {
  await change(actor, id, async (connection, row) => {
    checkFree(row);
    if (row.status !== "failed") refuse("Only a failed import can be tried again; this one has not failed.");
    if (row.sha256 === null) refuse("The upload of this import never arrived whole. Send the file again.");
    await checkKept(row.sha256);
    const from = row.isResumable ? row.read : 0;
    if (row.isResumable) {
      await connection.query(
        `update import set status = 'queued', error = null, lease = null, finished_at = null, heartbeat_at = now(),
           attempts = 0, stop_after = null, stop_why = null, is_resumable = false
         where id = $1`,
        [id],
      );
    } else await askReplay(connection, actor, id);
    return { action: "import.retry", body: { filename: row.filename, fromRow: from }, queue: true };
  });
  return importAsItIs(id);
}

/** What can be read again: it has ended, and its file is here. */
export async function checkReadable(row: Row): Promise<void> {
  checkFree(row);
  if (row.status !== "done" && row.status !== "failed")
    refuse("This import is still on its way. Cancel it first, or wait until it has ended.");
  if (row.sha256 === null) refuse("The upload of this import never arrived whole. Send the file again.");
  await checkKept(row.sha256);
}

/**
 * Reads the kept file again from its first byte with the present parsers and, where given, another zone or order of
 * dates; null takes a choice back. The store ends as if the file had been read so at first; imports that share rows
 * with it are read again too. Rulings stay. Needs `ingest`. Throws `not-found`, `conflict` for one that is still on
 * its way, `bad-input` for an unknown zone and `gone` where the upload is no longer kept.
 */
export async function replayImport(actor: Actor, id: string, choice: Replay = {}): Promise<Import> {
  const { timeZone, dateOrder } = choice;
  if (timeZone && !parseZone(timeZone)) {
    throw new AppError(
      "bad-input",
      `There is no time zone called ${timeZone}. Write Europe/Berlin or +02:00.`,
    );
  }
  await change(actor, id, async (connection, row) => {
    await checkReadable(row);
    const now = {
      timeZone: timeZone === undefined ? row.timeZone : timeZone,
      dateOrder: dateOrder === undefined ? row.dateOrder : dateOrder,
    };
    await askReplay(connection, actor, id);
    await connection.query("update import set time_zone = $2, date_order = $3 where id = $1", [
      ...[id, now.timeZone, now.dateOrder],
    ]);
    const before = { timeZone: row.timeZone, dateOrder: row.dateOrder };
    return { action: "import.replay", body: { filename: row.filename, before, now }, queue: true };
  });
  return importAsItIs(id);
}

export async function askReplay(connection: Connection, actor: Actor, id: string): Promise<void> {
  await connection.query(
    `update import set task = 'replay', task_by = $2, status = 'queued', lease = null, error = null,
       finished_at = null, heartbeat_at = now(), unloaded = 0, to_unload = 0, stop_after = null, stop_why = null
     where id = $1`,
    [id, `${actor.kind}:${actor.id}`],
  );
}

export async function checkKept(sha256: string): Promise<void> {
  if (await isKept(sha256)) return;
  throw new AppError("gone", "The uploaded file is no longer in Rollcall's folder. Upload it again.");
}

/**
 * Removes an import in the background: its events, then itself; imports that share rows with it are read again. The
 * answer is the import as it is now, `task: "remove"`; once that is done there is no such import. Rulings stay.
 * Needs `ingest`. Throws `not-found`, and `conflict` while it still arrives or is being removed already.
 */
export async function removeImport(actor: Actor, id: string): Promise<Import> {
  await change(actor, id, async (connection, row) => {
    if (row.task === "remove") refuse("This import is being removed already.");
    if (row.status === "receiving") refuse("This import is still arriving. Cancel it first.");
    await connection.query(
      `update import set task = 'remove', task_by = $2, lease = null, finished_at = null, heartbeat_at = now(),
         unloaded = 0, to_unload = 0, status = case when status = 'done' then 'done' else 'failed' end,
         error = case when status in ('done', 'failed') then error else 'It was removed while it was being read.' end
       where id = $1`,
      [id, `${actor.kind}:${actor.id}`],
    );
    const { filename, sha256, read, accepted, duplicate } = row;
    return {
      action: "import.remove",
      body: { filename, sha256, rows: { read, accepted, duplicate } },
      queue: true,
    };
  });
  return importAsItIs(id);
}
