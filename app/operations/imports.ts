import { z } from "zod";
import { Import, Page, Removal, Replay, UploadQuery } from "@/lib/intake/schema";
import { ById, listOf, type Operation } from "./operation";

const tag = "imports";

export const uploadCall = {
  id: "upload",
  method: "post",
  path: "/api/v1/imports",
  tag,
  summary: "Stream one log export in, as the raw body",
  description:
    "The body is the file, plain or packed (gzip, Zstandard, ZIP), of any size: `curl -T FILE -X POST`. What it is is decided by its content. " +
    "The answer comes when every byte is here; reading goes on in the background, and the import says how far it is.",
  query: UploadQuery,
  isUpload: true,
  answers: {
    202: { description: "Received.", schema: z.object({ id: z.string() }), headers: ["Location"] },
  },
  problems: [413, 415, 422],
} satisfies Operation;

export const listImportsCall = {
  id: "listImports",
  method: "get",
  path: "/api/v1/imports",
  tag,
  summary: "Imports with their receipts, the newest first",
  query: Page,
  answers: { 200: { description: "One page of imports.", schema: listOf(Import) } },
} satisfies Operation;

export const readImportCall = {
  id: "readImport",
  method: "get",
  path: "/api/v1/imports/{id}",
  tag,
  summary: "One import with its receipt",
  description: "`done` means that its detections and alerts are there too.",
  params: ById,
  answers: { 200: { description: "The import.", schema: Import } },
  problems: [404],
} satisfies Operation;

export const readRejectsCall = {
  id: "readRejects",
  method: "get",
  path: "/api/v1/imports/{id}/rejects",
  tag,
  summary: "Every rejected record with its place, its reason and its text",
  params: ById,
  answers: {
    200: {
      description: "One JSON object a line.",
      type: "application/x-ndjson",
      schema: z.object({ position: z.number().int(), reason: z.string(), raw: z.string() }),
    },
  },
  problems: [404, 410],
} satisfies Operation;

const STATE_PROBLEMS = [404, 409];

export const cancelImportCall = {
  id: "cancelImport",
  method: "post",
  path: "/api/v1/imports/{id}/cancel",
  tag,
  summary: "End an import that is on its way",
  description:
    "It ends as `failed`; rows that were read are kept, counted and evaluated. 409 for an import that has ended.",
  params: ById,
  answers: { 202: { description: "The import, about to end.", schema: Import } },
  problems: STATE_PROBLEMS,
} satisfies Operation;

export const retryImportCall = {
  id: "retryImport",
  method: "post",
  path: "/api/v1/imports/{id}/retry",
  tag,
  summary: "Try a failed import again",
  description:
    "It goes on after the last row that was read where the cause lay outside of the file, else it starts over. Every " +
    "row is counted once. 409 where it has not failed, 410 where the upload is no longer kept.",
  params: ById,
  answers: { 202: { description: "The import, queued.", schema: Import } },
  problems: [...STATE_PROBLEMS, 410],
} satisfies Operation;

export const replayImportCall = {
  id: "replayImport",
  method: "post",
  path: "/api/v1/imports/{id}/replay",
  tag,
  summary: "Read the kept file again, otherwise if wanted",
  description:
    "From its first byte with the present parsers. `timeZone` is the zone of times that state none, `dateOrder` how " +
    "4/5/2026 is read; what is absent stays as it was, null is what the file says itself. Imports that share rows " +
    "with it are read again too; rulings stay.",
  params: ById,
  body: Replay,
  answers: { 202: { description: "The import, queued.", schema: Import } },
  problems: [...STATE_PROBLEMS, 410],
} satisfies Operation;

export const removeImportCall = {
  id: "removeImport",
  method: "delete",
  path: "/api/v1/imports/{id}",
  tag,
  summary: "Remove an import with its events",
  description:
    "In the background; `taskDone` says how far it is, and the import is not found once it is gone. Imports that " +
    "share rows with it are read again; rulings stay. The kept upload goes with the last import of its bytes.",
  params: ById,
  answers: { 202: { description: "The import, about to go.", schema: Import } },
  problems: STATE_PROBLEMS,
} satisfies Operation;

export const previewRemovalCall = {
  id: "previewRemoval",
  method: "get",
  path: "/api/v1/imports/{id}/removal",
  tag,
  summary: "What removing an import would take away, and what would be read again",
  params: ById,
  answers: { 200: { description: "Nothing is changed.", schema: Removal } },
  problems: [404],
} satisfies Operation;
