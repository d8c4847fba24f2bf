import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { Alert } from "@/lib/alert/schema";
import { Detection, DetectionName, RuleInfo } from "@/lib/detection/schema";
import { Directory } from "@/lib/enrich/directory-schema";
import { AccountReport } from "@/lib/insight/account-schema";
import { EventDetail, EventRow } from "@/lib/insight/event-schema";
import { Bucket, OriginReport } from "@/lib/insight/schema";
import { Import } from "@/lib/intake/schema";
import { Problem } from "@/lib/problem";
import packageJson from "@/package.json";
import type { Answer, Operation } from "./operation";

const PROBLEMS: Record<number, string> = {
  400: "The request cannot be understood.",
  401: "No session, or a bad key.",
  403: "A scope is missing, or the Origin is foreign.",
  404: "There is no such thing.",
  409: "Somebody else changed it since.",
  410: "It is not there any more.",
  412: "This version of the protocol is not spoken here; see Tus-Version.",
  413: "The body is too large.",
  415: "The content cannot be read here.",
  422: "Something is missing.",
  428: "If-Match is missing.",
  429: "Too many requests; see Retry-After.",
  500: "Our mistake; the log has more under the id.",
  503: "The database is away; see Retry-After.",
};

const problem = (status: number) => ({
  description: PROBLEMS[status] ?? "A problem.",
  content: { "application/problem+json": { schema: Problem } },
});

function answerOf({ description, schema, type = "application/json", headers = [] }: Answer) {
  return {
    description,
    ...(schema ? { content: Object.fromEntries([type].flat().map((one) => [one, { schema }])) } : {}),
    ...(headers.length > 0
      ? { headers: z.object(Object.fromEntries(headers.map((name) => [name, z.string()]))) }
      : {}),
  };
}

const uploadOf = (type = "application/octet-stream") => ({
  required: true,
  content: { [type]: { schema: { type: "string" as const, contentMediaType: "application/octet-stream" } } },
});

/** How the door may refuse a call. A foreign Origin matters to changes only. */
function admissionOf({ isOpen, isForAnyKey, method }: Operation): number[] {
  if (isOpen) return method === "get" ? [] : [403];
  return isForAnyKey ? [401, 429] : [401, 403, 429];
}

function describe(operation: Operation): ZodOpenApiOperationObject {
  const { id, tag, summary, description, isOpen, params, query, headers, body } = operation;
  const common = [400, ...admissionOf(operation), 500, 503];
  const problems = [...new Set([...common, ...(body ? [413, 415] : []), ...(operation.problems ?? [])])];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description ? { description } : {}),
    security: isOpen ? [] : [{ bearer: [] }, { session: [] }],
    requestParams: {
      ...(params ? { path: params } : {}),
      ...(query ? { query } : {}),
      ...(headers ? { header: headers } : {}),
    },
    ...(operation.isUpload ? { requestBody: uploadOf(operation.uploadType) } : {}),
    ...(body ? { requestBody: { required: true, content: { "application/json": { schema: body } } } } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(operation.answers).map(([status, answer]) => [status, answerOf(answer)]),
      ),
      ...Object.fromEntries(problems.map((status) => [String(status), problem(status)])),
    },
  };
}

/** zod spells out what a format already says, in patterns of 300 characters. */
function plainly({ jsonSchema }: { jsonSchema: Record<string, unknown> }): void {
  if (jsonSchema.format === "date-time" || jsonSchema.format === "date") delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

/** The OpenAPI document of these calls. Paths are whole and there is no server: it is true wherever it is read. */
export function documentOf(operations: readonly Operation[]) {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation) };
  }
  const description: Parameters<typeof createDocument>[0] = {
    openapi: "3.1.0",
    info: {
      title: "Rollcall",
      version: packageJson.version,
      description: packageJson.description,
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    paths,
    components: {
      schemas: {
        RuleInfo,
        Bucket,
        Detection,
        DetectionName,
        Alert,
        Directory,
        Import,
        OriginReport,
        EventRow,
        EventDetail,
        AccountReport,
      },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "An API key: rc_live_<id>_<secret>." },
        session: { type: "apiKey", in: "cookie", name: "rollcall.session_token" },
      },
    },
  };
  return createDocument(description, { override: plainly });
}
