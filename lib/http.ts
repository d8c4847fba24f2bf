import { z } from "zod";
import { AppError } from "./errors";
import { countAnswer } from "./metrics";
import { ANSWER_HEADERS, answerOfError } from "./problem";
import { shownJson } from "./stored-text";

/** A JSON body of ours is at most a thousand ids and a comment. */
const BODY_BYTES = 1024 * 1024;

/** Nobody reads it; the metrics count it apart from what went wrong here. */
const CALLER_LEFT = 499;

type Shape = z.ZodObject | undefined;
type Output<S extends Shape> = S extends z.ZodObject ? z.output<S> : undefined;

/** What a call takes, as the schemas that both parse it and describe it in the OpenAPI document. */
export type Input = {
  id?: string;
  path?: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
};

export type Call<I extends Input, Actor> = {
  actor: Actor;
  request: Request;
  params: Output<I["params"]>;
  query: Output<I["query"]>;
  body: Output<I["body"]>;
};

type Context = { params: Promise<Record<string, string | string[] | undefined>> };
type Handler = (request: Request, context: Context) => Promise<Response>;

/** One line for people: which part, and what is wrong with it. */
const wordsOf = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": ")).join("; ");

function parsed(
  schema: z.ZodObject,
  value: unknown,
  code: "bad-input" | "not-found" = "bad-input",
): Record<string, unknown> {
  const result = schema.safeParse(value);
  if (!result.success) throw new AppError(code, wordsOf(result.error));
  return result.data;
}

/** Repeated names become a list, so that `limit=1&limit=2` is refused instead of half ignored. */
function queryOf(url: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null);
  const { searchParams } = new URL(url);
  for (const name of new Set(searchParams.keys())) {
    const values = searchParams.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return query;
}

function checkedQuery(schema: z.ZodObject, url: string): Record<string, unknown> {
  const query = queryOf(url);
  const unknown = Object.keys(query).filter((name) => !Object.hasOwn(schema.shape, name));
  if (unknown.length > 0) {
    const known = Object.keys(schema.shape).join(", ") || "no parameters";
    throw new AppError("bad-input", `Unknown parameter: ${unknown.join(", ")}. This call takes ${known}.`);
  }
  return parsed(schema, query);
}

/** Reads at most `limit` bytes of a request's body as UTF-8. Throws `too-large`, or `bad-input` for bad bytes. */
export async function textBody(request: Request, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw new AppError("too-large", `A body has at most ${limit} bytes here.`);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new AppError("bad-input", "The body is not UTF-8.", { cause });
  }
}

/** The body as JSON. Another content type is refused: a form on a foreign page can send those. */
export async function jsonBody(request: Request, limit = BODY_BYTES): Promise<unknown> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new AppError("unsupported", "Send the body as application/json.");
  }
  const text = await textBody(request, limit);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError("bad-input", "The body is not JSON.", { cause });
  }
}

export function jsonAnswer(value: unknown, init: ResponseInit = {}): Response {
  const headers = new Headers(init.headers);
  for (const [name, text] of Object.entries(ANSWER_HEADERS)) headers.set(name, text);
  headers.set("content-type", "application/json");
  return new Response(shownJson(value), { ...init, headers });
}

/** A name that every system takes: anything else in it becomes a dash. */
const safeName = (filename: string) => filename.replace(/[^\w.-]+/g, "-");

/** Headers that make a browser save an answer instead of showing it. */
export const savedAs = (filename: string) => ({
  "content-disposition": `attachment; filename="${safeName(filename)}"`,
});

/**
 * Text made as it is asked for. The first piece is made before the answer begins, so that an error there still
 * becomes a problem; a later one breaks the connection, so that half a list never looks whole. Whoever stops
 * reading stops the making.
 */
export async function textAnswer(
  pieces: AsyncGenerator<string>,
  headers: Record<string, string>,
): Promise<Response> {
  const encoder = new TextEncoder();
  let next = await pieces.next();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next.done) return controller.close();
      controller.enqueue(encoder.encode(next.value));
      next = await pieces.next();
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(body, { headers: { ...ANSWER_HEADERS, ...headers } });
}

async function* jsonLines(rows: AsyncGenerator<unknown>): AsyncGenerator<string> {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/** Lines of JSON, streamed as textAnswer does. */
export function linesAnswer(rows: AsyncGenerator<unknown>): Promise<Response> {
  return textAnswer(jsonLines(rows), { "content-type": "application/x-ndjson" });
}

async function callOf<I extends Input, A>(input: I, actor: A, request: Request, context: Context) {
  // A path whose parts cannot be what they stand for names nothing.
  const params = input.params && parsed(input.params, await context.params, "not-found");
  const query = checkedQuery(input.query ?? z.object({}), request.url);
  const body = input.body && parsed(input.body, await jsonBody(request));
  return { actor, request, params, query: input.query && query, body } as Call<I, A>;
}

/**
 * Makes the routes' one-liner. `admit` says who asks or throws; the ground knows no room, so it is handed
 * in. The route parses once, runs, and maps errors once; what may be done is decided by the function it runs.
 */
export function routesFor<A>(admit: (request: Request) => Promise<A>) {
  async function answerTo<I extends Input, R>(
    input: I,
    run: (call: Call<I, A>) => Promise<R | Response>,
    request: Request,
    context: Context,
  ): Promise<Response> {
    try {
      const actor = await admit(request);
      const answer = await run(await callOf(input, actor, request, context));
      return answer instanceof Response ? answer : jsonAnswer(answer);
    } catch (error) {
      if (request.signal.aborted) return new Response(null, { status: CALLER_LEFT });
      return answerOfError(error);
    }
  }
  return function route<I extends Input, R>(
    input: I,
    run: (call: Call<I, A>) => Promise<R | Response>,
  ): Handler {
    return async (request, context) => {
      const began = performance.now();
      const answer = await answerTo(input, run, request, context);
      countAnswer(request.method, input.path ?? "other", answer.status, (performance.now() - began) / 1000);
      return answer;
    };
  };
}
