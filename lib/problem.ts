import { randomUUID } from "node:crypto";
import { z } from "zod";
import { isDatabaseAway } from "./database-away";
import { AppError, type ErrorCode } from "./errors";
import { log } from "./log";

/** RFC 9457 with our own `code`; `type` stays about:blank because the code says it. */
export const Problem = z
  .object({
    type: z.literal("about:blank"),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    id: z.string().optional().meta({ description: "Names the log line of an unexpected error." }),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;

const KINDS: Record<ErrorCode, { status: number; title: string; headers?: Record<string, string> }> = {
  "bad-input": { status: 400, title: "The request cannot be understood" },
  unauthenticated: {
    status: 401,
    title: "Sign in or send a key",
    headers: { "www-authenticate": 'Bearer realm="rollcall"' },
  },
  forbidden: { status: 403, title: "Not allowed" },
  "not-found": { status: 404, title: "Not found" },
  stale: { status: 409, title: "Somebody else was quicker" },
  conflict: { status: 409, title: "This clashes with what is there" },
  gone: { status: 410, title: "Gone" },
  "unsupported-version": {
    status: 412,
    title: "Another version of the protocol",
    headers: { "tus-version": "1.0.0" },
  },
  "too-large": { status: 413, title: "Too large" },
  unsupported: { status: 415, title: "Not a format that is read here" },
  incomplete: { status: 422, title: "Something is missing" },
  "precondition-required": { status: 428, title: "Say which version you saw" },
  "too-many": { status: 429, title: "Too many requests", headers: { "retry-after": "1" } },
  unavailable: { status: 503, title: "Not available now", headers: { "retry-after": "5" } },
};

/** Every answer of the API, good or bad. */
export const ANSWER_HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

function problemAnswer(problem: Problem, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "content-type": "application/problem+json", ...ANSWER_HEADERS, ...headers },
  });
}

export function problemOf(code: ErrorCode, detail: string, headers?: Record<string, string>): Response {
  const kind = KINDS[code];
  const problem: Problem = { type: "about:blank", title: kind.title, status: kind.status, detail, code };
  return problemAnswer(problem, { ...kind.headers, ...headers });
}

/** The one place where an error becomes an answer. What we did not expect is logged and not told. */
export function answerOfError(error: unknown): Response {
  if (error instanceof AppError) return problemOf(error.code, error.message);
  if (isDatabaseAway(error)) {
    log.warn({ err: error }, "the database is away");
    return problemOf("unavailable", "The database is away. Try again in a few seconds.");
  }
  const id = randomUUID();
  log.error({ err: error, id }, "unexpected error");
  return problemAnswer({
    type: "about:blank",
    title: "Unexpected error",
    status: 500,
    detail: "This is our mistake. The log has more under this id.",
    code: "unexpected",
    id,
  });
}
