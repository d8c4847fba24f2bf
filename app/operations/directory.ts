import {
  Directory,
  DirectoryQuery,
  DirectoryReject,
  DirectoryUploadQuery,
} from "@/lib/enrich/directory-schema";
import { listOf, type Operation } from "./operation";

const tag = "directory";

export const uploadDirectoryCall = {
  id: "uploadDirectory",
  method: "post",
  path: "/api/v1/directory",
  tag,
  summary: "Stream a directory export in, as the raw body",
  description:
    "Users as CSV or as Microsoft Graph's JSON (a page, a list or one object a line), plain or gzip: " +
    "userPrincipalName, and where it has them mail, displayName, accountEnabled, createdDateTime and privileged or " +
    "roles. It takes the place of the tenant's directory once it is whole; until then, and where it fails, the one " +
    "before counts.",
  query: DirectoryUploadQuery,
  isUpload: true,
  answers: { 201: { description: "The directory with its receipt.", schema: Directory } },
  problems: [413, 415, 422],
} satisfies Operation;

export const listDirectoriesCall = {
  id: "listDirectories",
  method: "get",
  path: "/api/v1/directory",
  tag,
  summary: "The directories that count, one for each tenant that has one",
  query: DirectoryQuery,
  answers: { 200: { description: "All of them on one page.", schema: listOf(Directory) } },
} satisfies Operation;

export const readDirectoryRejectsCall = {
  id: "readDirectoryRejects",
  method: "get",
  path: "/api/v1/directory/rejects",
  tag,
  summary: "The rejected rows of a tenant's directory with their reasons",
  description: "The first 10,000; the receipt counts all. A row's text is kept up to 2,000 bytes.",
  query: DirectoryQuery,
  answers: {
    200: {
      description: "One JSON object a line.",
      type: "application/x-ndjson",
      schema: DirectoryReject,
    },
  },
  problems: [404],
} satisfies Operation;

export const removeDirectoryCall = {
  id: "removeDirectory",
  method: "delete",
  path: "/api/v1/directory",
  tag,
  summary: "Remove a tenant's directory with everybody in it",
  query: DirectoryQuery,
  answers: { 200: { description: "The directory that is gone.", schema: Directory } },
  problems: [404],
} satisfies Operation;
