import { z } from "zod";

export const ImportStatus = z.enum(["receiving", "queued", "reading", "detecting", "done", "failed"]);
export type ImportStatus = z.infer<typeof ImportStatus>;

export const ImportTask = z.enum(["remove", "replay", "reread"]);
export type ImportTask = z.infer<typeof ImportTask>;

export const ImportDateOrder = z.enum(["month-first", "day-first"]);

/** How a file is to be read this time; what is absent stays as it is, null is the file's own. */
export const Replay = z.object({
  timeZone: z.string().trim().min(1).max(60).nullish(),
  dateOrder: ImportDateOrder.nullish(),
});
export type Replay = z.infer<typeof Replay>;

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
  bytes: Count.meta({ description: "So far, while it is received." }),
  announcedBytes: Count.nullable().meta({ description: "Of a resumable upload, from its beginning." }),
  isPaused: z
    .boolean()
    .meta({ description: "A resumable upload of which nothing arrives now; its sender may go on with it." }),
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
  needsMapping: z.boolean().meta({
    description:
      "It failed because no format knows its header: `PUT …/mapping` says which column holds what.",
  }),
  task: ImportTask.nullable().meta({
    description:
      "What is done with it first: `remove` takes its events and then itself away, `replay` reads its file again, " +
      "`reread` does so because an import that shares rows with it changed.",
  }),
  taskDone: z
    .object({ events: Count, of: Count })
    .meta({ description: "Events that the task has taken away so far, of those there were." }),
  isReadAgain: z.boolean().meta({ description: "Its file is being read again." }),
  timeZone: z.string().nullable().meta({ description: "The zone of times that state none; null is UTC." }),
  dateOrder: ImportDateOrder.nullable().meta({
    description: "How dates were chosen to be read, if they were.",
  }),
  isSample: z.boolean(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Import = z.infer<typeof Import>;

/** What removing an import means, before anybody does it. */
export const Removal = z.object({
  events: Count.meta({ description: "Stored events that go." }),
  readAgain: z
    .array(z.object({ id: z.string(), filename: z.string() }))
    .meta({ description: "Imports that share rows with it and are read again." }),
  alerts: Count.meta({ description: "Alerts over rows of it; those that somebody ruled on stay." }),
  ruled: Count.meta({ description: "Of them, those that somebody ruled on." }),
});
export type Removal = z.infer<typeof Removal>;

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
