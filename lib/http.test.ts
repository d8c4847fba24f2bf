import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeToNodeResponse } from "next/dist/server/pipe-readable";
import { expect, test } from "vitest";
import { z } from "zod";
import { AppError } from "./errors";
import { jsonAnswer, linesAnswer, routesFor, textAnswer, textBody } from "./http";
import { Problem } from "./problem";

const route = routesFor(async () => "ada");
const context = (params: Record<string, string> = {}) => ({ params: Promise.resolve(params) });
const get = (query = "") => new Request(`http://x/api/things${query}`);
const post = (body: BodyInit, type = "application/json") =>
  new Request("http://x/api/things", { method: "POST", body, headers: { "content-type": type } });

const problemIn = async (response: Response) => {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const problem = Problem.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return problem;
};

const list = route(
  { query: z.object({ limit: z.coerce.number().int().default(100), name: z.string().optional() }) },
  async ({ actor, query }) => ({ actor, ...query }),
);

test("a query is parsed with its schema and answered as JSON that nobody keeps", async () => {
  const response = await list(get("?limit=5"), context());
  expect(await response.json()).toEqual({ actor: "ada", limit: 5 });
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
});

test("a parameter that is unknown, given twice or of the wrong kind is named and refused", async () => {
  for (const [query, word] of [
    ["?limt=5", "limt"],
    ["?name=a&name=b", "name"],
    ["?limit=many", "limit"],
    ["?limit[gt]=1", "limit[gt]"],
    ["?__proto__=1", "__proto__"],
    ["?constructor=1", "constructor"],
  ] as const) {
    const problem = await problemIn(await list(get(query), context()));
    expect([problem.status, problem.code]).toEqual([400, "bad-input"]);
    expect(problem.detail).toContain(word);
  }
});

test("a call without parameters takes none", async () => {
  const bare = route({}, async () => ({}));
  expect((await problemIn(await bare(get("?x=1"), context()))).status).toBe(400);
  expect((await bare(get(), context())).status).toBe(200);
});

test("a path whose parts do not parse names nothing", async () => {
  const one = route({ params: z.object({ id: z.string().regex(/^\d+$/) }) }, async ({ params }) => params);
  expect(await (await one(get(), context({ id: "7" }))).json()).toEqual({ id: "7" });
  expect((await problemIn(await one(get(), context({ id: "7 or 1=1" })))).status).toBe(404);
});

test("a body must be JSON of the right shape, said to be JSON, and small", async () => {
  const write = route({ body: z.strictObject({ name: z.string() }) }, async ({ body }) => body);
  const statusOf = async (request: Request) => (await write(request, context())).status;
  expect(await (await write(post('{"name":"a"}'), context())).json()).toEqual({ name: "a" });
  expect(await statusOf(post('{"name":"a"}', "application/json; charset=utf-8"))).toBe(200);
  expect(await statusOf(post('{"name":"a"}', "text/plain"))).toBe(415);
  expect(await statusOf(post("name=a", "application/x-www-form-urlencoded"))).toBe(415);
  expect(await statusOf(post('{"name":'))).toBe(400);
  expect(await statusOf(post(""))).toBe(400);
  expect(await statusOf(post('{"name":["a"]}'))).toBe(400);
  expect(await statusOf(post('{"name":{"not":""}}'))).toBe(400);
  expect(await statusOf(post('{"name":"a","role":"admin"}'))).toBe(400);
  expect(await statusOf(post('{"name":"a","__proto__":{"isAdmin":true}}'))).toBe(400);
  expect(await statusOf(post(new Uint8Array([0x22, 0xff, 0x22])))).toBe(400);
  expect(await statusOf(post(JSON.stringify({ name: "a".repeat(1024 * 1024) })))).toBe(413);
});

test("a body is not read further than its limit", async () => {
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(1000));
    },
  });
  const request = new Request("http://x/", { method: "POST", body: endless, duplex: "half" } as RequestInit);
  await expect(textBody(request, 10_000)).rejects.toMatchObject({ code: "too-large" });
  expect(pulled).toBeLessThan(20);
});

test("nothing is parsed for somebody who is not let in", async () => {
  const closed = routesFor(async () => {
    throw new AppError("unauthenticated", "Who are you?");
  })({ body: z.object({}) }, async () => "never");
  const response = await closed(post("not json"), context());
  expect(response.headers.get("www-authenticate")).toContain("Bearer");
  expect((await problemIn(response)).status).toBe(401);
});

test("each kind of mistake has its status, and what we did not expect tells nothing", async () => {
  const failing = (error: unknown) =>
    route({}, async () => {
      throw error;
    })(get(), context());
  expect((await problemIn(await failing(new AppError("stale", "m")))).status).toBe(409);
  expect((await problemIn(await failing(new AppError("precondition-required", "m")))).status).toBe(428);
  expect((await problemIn(await failing(new AppError("incomplete", "m")))).status).toBe(422);
  const problem = await problemIn(await failing(new Error("password=hunter2 in /srv/x.ts")));
  expect(problem.status).toBe(500);
  expect(problem.id).toMatch(/^[0-9a-f-]{36}$/);
  expect(JSON.stringify(problem)).not.toMatch(/hunter2|srv/);
  const ours = z.object({ id: z.number() }).safeParse({ id: "x" }).error;
  expect((await problemIn(await failing(ours))).status).toBe(500);
});

test("whoever hangs up is no error of ours", async () => {
  const controller = new AbortController();
  const request = new Request("http://x/api/things", { signal: controller.signal });
  const leaving = route({}, async () => {
    controller.abort();
    request.signal.throwIfAborted();
  });
  expect((await leaving(request, context())).status).toBe(499);
});

test("a handler may answer for itself", async () => {
  const made = route({}, async () => jsonAnswer({ id: "1" }, { status: 202, headers: { location: "/x" } }));
  const response = await made(get(), context());
  expect([response.status, response.headers.get("location")]).toEqual([202, "/x"]);
});

test("lines flow one by one, and an error before the first is still a problem", async () => {
  async function* rows() {
    yield { a: 1 };
    yield { a: "two\nlines" };
  }
  const response = await route({}, () => linesAnswer(rows()))(get(), context());
  expect(response.headers.get("content-type")).toBe("application/x-ndjson");
  expect(await response.text()).toBe('{"a":1}\n{"a":"two\\nlines"}\n');
  // biome-ignore lint/correctness/useYield: it fails before its first row
  async function* none(): AsyncGenerator<never> {
    throw new AppError("not-found", "There is no import 9.");
  }
  expect((await route({}, () => linesAnswer(none()))(get(), context())).status).toBe(404);
});

test("lines that break off do not look whole", async () => {
  async function* half() {
    yield 1;
    yield 2;
    throw new Error("the file is gone");
  }
  await expect((await linesAnswer(half())).text()).rejects.toThrow("the file is gone");
});

test("lines that nobody reads any more are not made", async () => {
  let isEnded = false;
  async function* endless() {
    try {
      for (;;) yield 1;
    } finally {
      isEnded = true;
    }
  }
  const response = await linesAnswer(endless());
  await response.body?.cancel();
  expect(isEnded).toBe(true);
});

test("over a socket, half a list ends in a broken connection and no last chunk", async () => {
  async function* half() {
    yield "a".repeat(100_000);
    throw new Error("the database is gone");
  }
  const server = createServer(async (_, response) => {
    const answer = await textAnswer(half(), { "content-type": "text/plain" });
    await pipeToNodeResponse(answer.body as ReadableStream, response).catch(() => undefined);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  expect(answer.status).toBe(200);
  await expect(answer.text()).rejects.toThrow();
  await new Promise((done) => server.close(done));
});
