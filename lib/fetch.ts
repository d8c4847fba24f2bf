import { z } from "zod";
import { AppError, type ErrorCode } from "./errors";

/** RFC 9457, as every route of ours answers an error. */
const Problem = z.object({
  title: z.string(),
  status: z.number(),
  detail: z.string().optional(),
  code: z.string().optional(),
});

const CODE_OF: Record<number, ErrorCode> = {
  400: "bad-input",
  401: "unauthenticated",
  403: "forbidden",
  404: "not-found",
  409: "stale",
  410: "gone",
  413: "too-large",
  415: "unsupported",
  422: "incomplete",
  428: "precondition-required",
  429: "too-many",
};

/** Throws AppError with the server's sentence unless the answer is a good one. */
async function refuseBad(response: Response): Promise<void> {
  if (response.ok) return;
  const problem = Problem.safeParse(await response.json().catch(() => null));
  const message = problem.success
    ? (problem.data.detail ?? problem.data.title)
    : `The server answered ${response.status}.`;
  throw new AppError(CODE_OF[response.status] ?? "unavailable", message);
}

async function answerOf<T extends z.ZodType>(response: Response, schema: T): Promise<z.infer<T>> {
  await refuseBad(response);
  return schema.parse(await response.json());
}

/** Reads an answer as text, whatever its content type says; errors as getJson throws them. */
export async function getText(url: string): Promise<string> {
  const response = await fetch(url);
  await refuseBad(response);
  return response.text();
}

/** Reads JSON in the browser and parses it; errors come back as AppError with the server's sentence. */
export async function getJson<T extends z.ZodType>(url: string, schema: T): Promise<z.infer<T>> {
  return answerOf(await fetch(url, { headers: { accept: "application/json" } }), schema);
}

export async function sendJson<T extends z.ZodType>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  url: string,
  body: unknown,
  schema: T,
  headers: Record<string, string> = {},
): Promise<z.infer<T>> {
  const init = {
    method,
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  };
  return answerOf(await fetch(url, init), schema);
}

/** Sends a file or a text as it is. */
export async function sendBody<T extends z.ZodType>(
  url: string,
  body: Blob | string,
  schema: T,
): Promise<z.infer<T>> {
  const headers = { "content-type": "application/octet-stream" };
  return answerOf(await fetch(url, { method: "POST", body, headers }), schema);
}
