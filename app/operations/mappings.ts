import { Columns, ColumnsQuery, KeptMapping, MappingPreview } from "@/lib/intake/mapping-schema";
import { Import, Page } from "@/lib/intake/schema";
import { Mapping } from "@/lib/source/mapping";
import { ById, listOf, type Operation } from "./operation";

const tag = "imports";
const ASKED = "409 where the header of the file is known, or it is no table by itself.";

export const readColumnsCall = {
  id: "readColumns",
  method: "get",
  path: "/api/v1/imports/{id}/columns",
  tag,
  summary: "The columns of a table whose header nobody knows",
  description:
    "With the first rows, a guess of what each column holds by its name, and how the times of the one that `time` " +
    `names (else the guess) would be read in \`timeZone\` and \`dateOrder\`. ${ASKED}`,
  params: ById,
  query: ColumnsQuery,
  answers: { 200: { description: "The columns.", schema: Columns } },
  problems: [404, 409, 410],
} satisfies Operation;

export const previewMappingCall = {
  id: "previewMapping",
  method: "post",
  path: "/api/v1/imports/{id}/mapping/preview",
  tag,
  summary: "What the first rows would be by a mapping",
  description: `The first 5 as events, and how many of the first 200 would be rejected and why. Nothing is changed. ${ASKED}`,
  params: ById,
  body: Mapping,
  answers: { 200: { description: "The preview.", schema: MappingPreview } },
  problems: [404, 409, 410],
} satisfies Operation;

export const saveMappingCall = {
  id: "saveMapping",
  method: "put",
  path: "/api/v1/imports/{id}/mapping",
  tag,
  summary: "Say which column holds what, and read the file by it",
  description:
    "Columns go by their names as `columns` lists them. A success without a code is what `outcome` says it is and " +
    "becomes code 0; a failure without one tells nothing. It is remembered for this header: any later file with it is " +
    `read at once. The import is read again from its first byte; every row counts once. ${ASKED}`,
  params: ById,
  body: Mapping,
  answers: { 202: { description: "The import, queued.", schema: Import } },
  problems: [404, 409, 410],
} satisfies Operation;

export const listMappingsCall = {
  id: "listMappings",
  method: "get",
  path: "/api/v1/mappings",
  tag,
  summary: "What is remembered of headers that nobody knew, the newest first",
  query: Page,
  answers: { 200: { description: "One page of mappings.", schema: listOf(KeptMapping) } },
} satisfies Operation;

export const forgetMappingCall = {
  id: "forgetMapping",
  method: "delete",
  path: "/api/v1/mappings/{id}",
  tag,
  summary: "Forget a mapping",
  description:
    "Later files with its header are asked about again. What was read by it stays, and is read by it again if need be.",
  params: ById,
  answers: { 200: { description: "The mapping that is gone.", schema: KeptMapping } },
  problems: [404],
} satisfies Operation;
