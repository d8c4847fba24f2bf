import { randomUUID } from "node:crypto";
import { z } from "zod";
import { store, transaction } from "@/lib/db";
import { env } from "@/lib/env";
import { AppError, isNoFile } from "@/lib/errors";
import { settleImport } from "@/lib/event/run-filling";
import { dimensionKey, Load } from "@/lib/event/run-load";
import { Remembered } from "@/lib/source/mapping";
import { readPacks } from "@/lib/source/read-packs";
import { recognise } from "@/lib/source/recognise";
import { NeedsMapping } from "@/lib/source/recognise-mapped";
import { DateOrder, type ReadOptions, type Recognised } from "@/lib/source/schema";
import { Batches, type Hooks, Interrupted } from "./batches";
import type { Limits } from "./limits";
import { readLimits } from "./read";
import { readMappings } from "./read-mappings";
import { Fenced, type Held } from "./run-batch";
import { describe } from "./run-describe";
import { runQueue } from "./run-queue";
import { runTask } from "./run-task";
import { uploadPath } from "./spool";

const BEAT_MS = 4000;
/** Times a worker may take an import up without a single batch before the file is blamed. */
const MAX_ATTEMPTS = 25;

/**
 * Reads an import from where it stands to its end: batches, then detection, then `done` or `failed`. Does nothing
 * for one that has ended, is gone, or is taken over by another worker meanwhile. Whatever kills it, calling it
 * again ends in the same state. Throws `Interrupted`, and what the database throws.
 */
export async function runImport(importId: string, hooks: Hooks): Promise<void> {
  try {
    const isRemoved = await runTask(importId, { proceed: () => proceed(hooks), beat: beatFor });
    if (isRemoved && !(await isHollow(importId))) await hooks.detect();
  } catch (error) {
    if (error instanceof Fenced) return;
    throw error;
  }
  const taken = await takeUp(importId);
  if (!taken) return;
  const stop = beatFor(taken.held);
  try {
    if (taken.row.attempts > MAX_ATTEMPTS) {
      await toDetection(taken.held, `The worker ended ${MAX_ATTEMPTS} times while it read this file.`, {
        isResumable: true,
      });
    } else if (taken.row.status === "reading") {
      const detect = async () => ((await isHollow(importId)) ? undefined : hooks.detect());
      await readFile(taken, { ...hooks, detect: taken.row.isAgain ? async () => undefined : detect });
    }
    if (await isHollow(importId)) return await letWait(taken.held);
    await hooks.detect();
    await finish(taken.held);
  } catch (error) {
    if (error instanceof Interrupted) await letGo(taken.held);
    if (!(error instanceof Fenced)) throw error;
  } finally {
    stop();
  }
}

function beatFor(held: Held): () => void {
  const beat = setInterval(() => void sayAlive(held), BEAT_MS);
  return () => clearInterval(beat);
}

function proceed({ signal }: Hooks): void {
  if (signal?.aborted) throw new Interrupted();
}

/**
 * Whether another import's rows are out of the store and about to come back. What detection saw now would be half of
 * it: it would close what opens again a moment later, under another id.
 */
export async function isHollow(exceptId: string | null): Promise<boolean> {
  const { rows } = await store().pool.query<{ found: boolean }>(
    `select exists (
       select from import
       where id is distinct from $1::bigint
         and (task is not null or (is_again and status in ('queued', 'reading')))
     ) as found`,
    [exceptId],
  );
  return rows[0]?.found ?? false;
}

/** Every row is in; detection comes when the others are back too. */
async function letWait({ id, lease }: Held): Promise<void> {
  await transaction(store().pool, async (connection) => {
    const { rowCount } = await connection.query(
      "update import set lease = null, attempts = 0, heartbeat_at = now() where id = $1 and lease = $2",
      [id, lease],
    );
    if (rowCount !== 0) await runQueue(connection, id, 1);
  });
}

const Count = z.coerce.number().int();
const Reasons = z.record(z.string(), z.number());
const Micros = z.coerce.bigint().nullable();
const Row = z.object({
  tenantId: z.number(),
  filename: z.string(),
  sha256: z.string(),
  bytes: Count,
  timeZone: z.string().nullable(),
  dateOrder: DateOrder.nullable(),
  mappings: z.array(Remembered),
  isAgain: z.boolean(),
  stopAfter: Count.nullable(),
  stopWhy: z.string().nullable(),
  status: z.enum(["reading", "detecting"]),
  attempts: z.number(),
  read: Count,
  accepted: Count,
  duplicate: Count,
  skipped: Count,
  rejected: Count,
  outOfRange: Count,
  unmapped: Count,
  skippedBy: Reasons,
  rejectedBy: Reasons,
  duplicateBy: Reasons,
  from: Micros,
  to: Micros,
});
type Taken = { held: Held; row: z.infer<typeof Row> };

/** Takes the lease, whoever had it: a worker that comes back finds it gone and commits nothing more. */
async function takeUp(id: string): Promise<Taken | null> {
  const lease = randomUUID();
  const { rows } = await store().pool.query(
    `update import set lease = $2, heartbeat_at = now(), attempts = attempts + 1,
       started_at = coalesce(started_at, now()), status = case status when 'queued' then 'reading' else status end
     where id = $1 and status in ('queued', 'reading', 'detecting') and task is null
     returning tenant_id as "tenantId", filename, sha256, bytes, time_zone as "timeZone", date_order as "dateOrder",
       mappings, is_again as "isAgain", stop_after as "stopAfter", stop_why as "stopWhy", status, attempts,
       rows_read as read, accepted, duplicate, skipped, rejected, out_of_range as "outOfRange", unmapped,
       skipped_by as "skippedBy", rejected_by as "rejectedBy", duplicate_by as "duplicateBy",
       (extract(epoch from events_from) * 1000000)::bigint::text as "from",
       (extract(epoch from events_to) * 1000000)::bigint::text as "to"`,
    [id, lease],
  );
  if (!rows[0]) return null;
  const row = Row.parse(rows[0]);
  return { held: { id, tenantId: row.tenantId, lease }, row };
}

/** A beat that is missed is made up by the next; a database that is away is told by the batch's own statements. */
async function sayAlive({ id, lease }: Held): Promise<void> {
  await store()
    .pool.query("update import set heartbeat_at = now() where id = $1 and lease = $2", [id, lease])
    .catch(() => undefined);
}

async function letGo({ id, lease }: Held): Promise<void> {
  await store().pool.query("update import set lease = null, attempts = 0 where id = $1 and lease = $2", [
    id,
    lease,
  ]);
}

async function readFile({ held, row }: Taken, hooks: Hooks): Promise<void> {
  const limits = await readLimits();
  const recognised = await recogniseKept(row, limits).catch((error: unknown) => {
    if (error instanceof AppError) return error;
    throw error;
  });
  if (recognised instanceof AppError)
    return toDetection(held, recognised.message, { needsMapping: recognised instanceof NeedsMapping });
  await describe(held, recognised);
  const damage = await readBatches({ held, row }, recognised, { ...hooks, limits });
  await toDetection(held, row.stopWhy ?? damage);
}

async function recogniseKept(
  { sha256, filename, dateOrder, mappings }: Taken["row"],
  limits: Limits,
): Promise<Recognised> {
  try {
    return await recognise(uploadPath(sha256), {
      ...{ filename, limits, mappings: await readMappings(mappings) },
      ...(dateOrder === null ? {} : { dateOrder }),
    });
  } catch (cause) {
    if (!isNoFile(cause)) throw cause;
    throw new AppError("gone", "The uploaded file is no longer in Rollcall's folder. Upload it again.", {
      cause,
    });
  }
}

/** Commits batch after batch while the next is being read; returns what was wrong with the file, if anything. */
async function readBatches(
  taken: Taken,
  recognised: Recognised,
  hooks: Hooks & { limits: Limits },
): Promise<string | null> {
  const load = await loadFor(taken, hooks);
  const batches = new Batches(taken.held, load, taken.row, hooks);
  const notes = new Set(recognised.notes);
  let bytesRead = 0;
  const options: ReadOptions = {
    skip: taken.row.read,
    limits: hooks.limits,
    ...(taken.row.stopAfter === null ? {} : { stopAfter: taken.row.stopAfter }),
    ...(taken.row.timeZone === null ? {} : { timeZone: taken.row.timeZone }),
    onBytes: (bytes) => {
      bytesRead = bytes;
    },
    onNote: (note) => notes.add(note),
  };
  let damage: string | null = null;
  try {
    for await (const filled of readPacks(uploadPath(taken.row.sha256), recognised, options, () =>
      load.pack(),
    )) {
      await batches.push(filled, bytesRead);
    }
  } catch (error) {
    // Damage (an AppError of the reader) ends the file after everything before it; any other error is ours.
    if (!(error instanceof AppError)) throw error;
    damage = error.message;
  } finally {
    await batches.end().finally(() => load.rest());
  }
  await load.settle(store().pool, hooks.detect);
  if (notes.size > recognised.notes.length) await describe(taken.held, { ...recognised, notes: [...notes] });
  return damage;
}

/** What a worker before this one filled and did not settle is settled first; a large file begins by filling. */
async function loadFor({ held, row }: Taken, { batchRows, fillFrom }: Hooks): Promise<Load> {
  const { ROLLCALL_BATCH_ROWS, ROLLCALL_FILL_BYTES } = env();
  const { pool } = store();
  const importId = BigInt(held.id);
  await settleImport(pool, importId);
  return new Load(await dimensionKey(pool), {
    tenantId: held.tenantId,
    importId,
    capacity: batchRows ?? ROLLCALL_BATCH_ROWS,
    fillsMonths: row.read === 0 && row.bytes >= (fillFrom ?? ROLLCALL_FILL_BYTES),
  });
}

/** Reading is over: well, or with the sentence that says why not. A well-read file was consumed to its last byte. */
async function toDetection(
  { id, lease }: Held,
  error: string | null,
  { isResumable = false, needsMapping = false } = {},
): Promise<void> {
  const { rowCount } = await store().pool.query(
    `update import set status = 'detecting', error = $3, heartbeat_at = now(), attempts = 0, is_resumable = $4,
       needs_mapping = $5, bytes_read = case when $3::text is null then bytes else bytes_read end
     where id = $1 and lease = $2`,
    [id, lease, error, isResumable, needsMapping],
  );
  if (rowCount === 0) throw new Fenced(id);
}

/**
 * Closes the import with the number of detections that hold rows of it, and of their alerts. Detections keep
 * milliseconds, events microseconds.
 */
async function finish({ id, tenantId, lease }: Held): Promise<void> {
  const { rowCount } = await store().pool.query(
    `update import i set status = case when i.error is null then 'done' else 'failed' end, finished_at = now(),
       lease = null, heartbeat_at = null, is_again = false, detections = found.detections, alerts = found.alerts
     from (
       select count(*)::int as detections, count(distinct d.alert_id)::int as alerts
       from detection d, import own
       where own.id = $1 and d.tenant_id = $3 and d.window_from <= own.events_to and d.window_to > own.events_from
         and case when d.digest is null then exists (
           select from event e
           where e.tenant_id = d.tenant_id and e.import_id = own.id
             and e.origin_id = coalesce(d.origin_id, (select o.id from origin o where o.kind = 'none'))
             and e.at >= d.first_seen and e.at < d.last_seen + interval '1 millisecond'
         ) else exists (
           select from detection_row r
           join event e on e.tenant_id = r.tenant_id and e.origin_id = r.origin_id and e.at >= r.first and e.at <= r.last
             and e.import_id = own.id and e.outcome_id = r.outcome_id and e.identity_id = r.identity_id
           where r.detection_id = d.id
         ) end
     ) found
     where i.id = $1 and i.lease = $2`,
    [id, lease, tenantId],
  );
  if (rowCount === 0) throw new Fenced(id);
}
