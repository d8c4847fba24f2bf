import { z } from "zod";
import { Import, Page, UploadQuery } from "@/lib/intake/schema";
import { ById, listOf, type Operation } from "./operation";

const tag = "imports";

export const uploadCall = {
  id: "upload",
  method: "post",
  path: "/api/v1/imports",
  tag,
  summary: "Stream one log export in, as the raw body",
  description:
    "The body is the file, plain or gzip, of any size: `curl -T FILE -X POST`. What it is is decided by its content. " +
    "The answer comes when every byte is here; reading goes on in the background, and the import says how far it is.",
  query: UploadQuery,
  isUpload: true,
  answers: {
    202: { description: "Received.", schema: z.object({ id: z.string() }), headers: ["Location"] },
  },
  problems: [415, 422],
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
