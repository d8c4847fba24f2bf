import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { cursorOf, keyOf } from "@/lib/cursor";
import { type Prisma, store } from "@/lib/db";
import { AppError } from "@/lib/errors";
import type { Span } from "@/lib/event/schema";
import { rawSlices } from "@/lib/source/raw-slices";
import { LIMITS_SETTING, Limits } from "./limits";
import { isKept } from "./run-uploads";
import { Import, type Page } from "./schema";
import { uploadPath } from "./spool";

const WITH_TENANT = {
  tenant: { select: { name: true, isSample: true } },
  upload: { select: { length: true } },
} as const;
type Row = Prisma.ImportGetPayload<{ include: typeof WITH_TENANT }>;

/** Whoever sends says so every two seconds. */
const PAUSED_MS = 10_000;

const isPaused = ({ status, upload, heartbeatAt }: Row): boolean =>
  status === "receiving" && upload !== null && Date.now() - (heartbeatAt?.getTime() ?? 0) > PAUSED_MS;

const iso = (at: Date | null) => at?.toISOString() ?? null;

function importOf(row: Row): Import {
  const { filename, sha256, format, encoding, container, status, error, notes } = row;
  return Import.parse({
    ...{ filename, sha256, format, encoding, container, status, error, notes },
    id: String(row.id),
    tenant: row.tenant.name,
    isSample: row.tenant.isSample,
    duplicateOf: row.duplicateOf === null ? null : String(row.duplicateOf),
    bytes: Number(row.bytes),
    announcedBytes: row.upload === null ? null : Number(row.upload.length),
    isPaused: isPaused(row),
    bytesRead: Number(row.bytesRead),
    rows: {
      read: Number(row.rowsRead),
      accepted: Number(row.accepted),
      duplicate: Number(row.duplicate),
      skipped: Number(row.skipped),
      rejected: Number(row.rejected),
    },
    skippedBy: row.skippedBy,
    rejectedBy: row.rejectedBy,
    duplicateBy: row.duplicateBy,
    outOfRange: Number(row.outOfRange),
    unmapped: Number(row.unmapped),
    eventsFrom: iso(row.eventsFrom),
    eventsTo: iso(row.eventsTo),
    detections: row.detections,
    alerts: row.alerts,
    task: row.task,
    needsMapping: row.needsMapping && status === "failed",
    taskDone: { events: Number(row.unloaded), of: Number(row.toUnload) },
    isReadAgain: row.isAgain,
    timeZone: row.timeZone,
    dateOrder: row.dateOrder,
    createdAt: row.createdAt.toISOString(),
    startedAt: iso(row.startedAt),
    finishedAt: iso(row.finishedAt),
  });
}

/** What an upload may cost, as an administrator set it; the one place that reads it. */
export async function readLimits(): Promise<Limits> {
  const row = await store().db.setting.findUnique({ where: { name: LIMITS_SETTING } });
  return Limits.parse(row?.value ?? {});
}

/** Imports, the newest first. */
export async function listImports(
  actor: Actor,
  { limit, cursor }: Page,
): Promise<{ items: Import[]; nextCursor: string | null }> {
  authorise(actor, "read");
  const before = cursor === undefined ? null : importIdOf(keyOf(cursor, 1)[0] ?? "");
  const rows = await store().db.import.findMany({
    ...(before === null ? {} : { where: { id: { lt: before } } }),
    orderBy: { id: "desc" },
    take: limit + 1,
    include: WITH_TENANT,
  });
  const items = rows.slice(0, limit).map(importOf);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? cursorOf([last.id]) : null };
}

/** One import; throws `not-found`. */
export async function readImport(actor: Actor, id: string): Promise<Import> {
  authorise(actor, "read");
  return importAsItIs(id);
}

/** For those who were let in to change it: whoever may send files need not be allowed to read all. */
export async function importAsItIs(id: string): Promise<Import> {
  return importOf(await findImport(id));
}

export function importIdOf(text: string): bigint {
  if (!/^\d{1,18}$/.test(text)) throw new AppError("not-found", `There is no import ${text}.`);
  return BigInt(text);
}

async function findImport(id: string): Promise<Row> {
  const row = await store().db.import.findUnique({ where: { id: importIdOf(id) }, include: WITH_TENANT });
  if (!row) throw new AppError("not-found", `There is no import ${id}.`);
  return row;
}

const Form = z.object({
  encoding: z.enum(["utf-8", "utf-16le", "utf-16be", "windows-1252", "binxml"]),
  container: z.enum(["plain", "gzip", "zstd", "zip"]),
});

export type Reject = { position: number; reason: string; raw: string };

/**
 * The rejected rows of an import in file order, each with its text as it stands in the kept upload. Streams; throws
 * `not-found`, and `gone` where the upload is no longer kept.
 */
export async function* readRejects(actor: Actor, id: string): AsyncGenerator<Reject> {
  authorise(actor, "read");
  const { id: importId, sha256, encoding, container, rejected } = await findImport(id);
  if (rejected === 0n || sha256 === null) return;
  const path = uploadPath(sha256);
  const form = Form.parse({ encoding, container });
  if (!(await isKept(sha256))) throw new AppError("gone", "The upload of this import is no longer kept.");
  const waiting: Omit<Reject, "raw">[] = [];
  async function* spans(): AsyncGenerator<Span> {
    for await (const { position, rawOffset, rawLength, reason } of rejectRows(importId)) {
      waiting.push({ position: Number(position), reason });
      yield { offset: Number(rawOffset), length: Number(rawLength) };
    }
  }
  for await (const raw of rawSlices(path, form, spans())) {
    const reject = waiting.shift();
    if (reject) yield { ...reject, raw };
  }
}

async function* rejectRows(importId: bigint) {
  let after = 0n;
  for (;;) {
    const rows = await store().db.importReject.findMany({
      where: { importId, position: { gt: after } },
      orderBy: { position: "asc" },
      take: 1000,
    });
    yield* rows;
    const last = rows.at(-1);
    if (!last) return;
    after = last.position;
  }
}
