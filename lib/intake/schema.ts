import { z } from "zod";

export const ImportStatus = z.enum(["receiving", "queued", "reading", "detecting", "done", "failed"]);
export type ImportStatus = z.infer<typeof ImportStatus>;

const Count = z.number().int().min(0);
const Reasons = z.record(z.string(), Count);

/** One upload with its receipt: rows.read = accepted + duplicate + skipped + rejected, always. */
export const Import = z.object({
  id: z.string(),
  tenant: z.string(),
  filename: z.string(),
  sha256: z.string().nullable(),
  duplicateOf: z.string().nullable(),
  format: z.string().nullable(),
  encoding: z.string().nullable(),
  container: z.string().nullable(),
  status: ImportStatus,
  bytes: Count,
  bytesRead: Count,
  rows: z.object({ read: Count, accepted: Count, duplicate: Count, skipped: Count, rejected: Count }),
  skippedBy: Reasons,
  rejectedBy: Reasons,
  duplicateBy: Reasons,
  outOfRange: Count,
  unmapped: Count,
  notes: z.array(z.string()),
  eventsFrom: z.iso.datetime().nullable(),
  eventsTo: z.iso.datetime().nullable(),
  detections: Count,
  alerts: Count,
  error: z.string().nullable(),
  isSample: z.boolean(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Import = z.infer<typeof Import>;

export const UploadQuery = z.object({
  filename: z.string().trim().min(1).max(255),
  tenant: z.string().trim().min(1).max(100).optional(),
  timeZone: z.string().trim().min(1).max(60).optional(),
  source: z.string().trim().min(1).max(60).optional(),
});
export type UploadQuery = z.infer<typeof UploadQuery>;

export const Page = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(200).optional(),
});
export type Page = z.infer<typeof Page>;
