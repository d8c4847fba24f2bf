import { z } from "zod";
import type { Operation } from "./operation";

const tag = "imports";

const Version = z.object({ "Tus-Resumable": z.literal("1.0.0") });
const ByUpload = z.object({ upload: z.uuid() });
const PROTOCOL =
  "The tus protocol 1.0.0 (core, creation, expiration, termination), for senders that may lose the line; every tus " +
  "client speaks it. One request is enough for a script: POST /api/v1/imports.";

export const describeUploadsCall = {
  id: "describeUploads",
  method: "options",
  path: "/api/v1/uploads",
  tag,
  summary: "Which resumable uploads are spoken here",
  description: PROTOCOL,
  answers: {
    204: {
      description: "In the headers.",
      headers: ["Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size"],
    },
  },
} satisfies Operation;

export const beginUploadCall = {
  id: "beginUpload",
  method: "post",
  path: "/api/v1/uploads",
  tag,
  summary: "Announce a resumable upload",
  description:
    `${PROTOCOL} Location is where its bytes go, Upload-Import the import it becomes: it is there at once, as ` +
    "`receiving`. Whoever announced it alone may go on with it, until Upload-Expires.",
  headers: Version.extend({
    "Upload-Length": z.string().meta({ description: "Bytes of the whole file.", example: "104857600" }),
    "Upload-Metadata": z.string().meta({
      description: "Names with values in base64: filename, and if wanted timeZone, tenant, source.",
      example: "filename ZXhwb3J0Lmpzb24=",
    }),
  }),
  answers: {
    201: {
      description: "Announced.",
      headers: ["Location", "Tus-Resumable", "Upload-Offset", "Upload-Import", "Upload-Expires"],
    },
  },
  problems: [412, 413],
} satisfies Operation;

export const readUploadCall = {
  id: "readUpload",
  method: "head",
  path: "/api/v1/uploads/{upload}",
  tag,
  summary: "How far a resumable upload is",
  description: "404 also where it is somebody else's; 410 for one that was cancelled or given up.",
  params: ByUpload,
  headers: Version,
  answers: {
    200: {
      description: "In the headers.",
      headers: ["Tus-Resumable", "Upload-Offset", "Upload-Length", "Upload-Metadata", "Upload-Import"],
    },
  },
  problems: [404, 410, 412],
} satisfies Operation;

export const continueUploadCall = {
  id: "continueUpload",
  method: "patch",
  path: "/api/v1/uploads/{upload}",
  tag,
  summary: "Send the next bytes of a resumable upload",
  description:
    "With the last of them the file is checked in and queued, once. Whatever arrived before a connection broke stays: " +
    "HEAD says where to go on. 409 where that is not Upload-Offset.",
  params: ByUpload,
  headers: Version.extend({
    "Upload-Offset": z.string().meta({ description: "Where these bytes begin.", example: "8388608" }),
  }),
  isUpload: true,
  uploadType: "application/offset+octet-stream",
  answers: {
    204: { description: "Taken.", headers: ["Tus-Resumable", "Upload-Offset", "Upload-Import"] },
  },
  problems: [404, 409, 410, 412, 413, 415, 422],
} satisfies Operation;

export const endUploadCall = {
  id: "endUpload",
  method: "delete",
  path: "/api/v1/uploads/{upload}",
  tag,
  summary: "End a resumable upload and remove its bytes",
  description: "Its import ends as cancelled. 409 where every byte has arrived.",
  params: ByUpload,
  headers: Version,
  answers: { 204: { description: "Ended.", headers: ["Tus-Resumable"] } },
  problems: [404, 409, 410, 412],
} satisfies Operation;
