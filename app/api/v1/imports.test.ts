import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listImportsCall } from "@/app/operations/imports";
import { SYSTEM } from "@/lib/access/schema";
import { createApiKey } from "@/lib/access/write";
import { Import } from "@/lib/intake/schema";
import { saveLimits } from "@/lib/intake/write";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { drain, importText } from "@/test/upload";
import { POST as cancel } from "./imports/[id]/cancel/route";
import { GET as rejects } from "./imports/[id]/rejects/route";
import { GET as removal } from "./imports/[id]/removal/route";
import { POST as replay } from "./imports/[id]/replay/route";
import { POST as retry } from "./imports/[id]/retry/route";
import { GET as read, DELETE as remove } from "./imports/[id]/route";
import { GET as list, POST as upload } from "./imports/route";

databaseForFile();
const folder = mkdtempSync(join(tmpdir(), "rollcall-api-"));
process.env.ROLLCALL_DATA = folder;
const CHUNK = new Uint8Array(64 * 1024).fill(0x7b);
let ingest = "";
let reader = "";

beforeAll(async () => {
  ingest = await createApiKey(SYSTEM, { name: "shipper", scopes: ["ingest", "read"] });
  reader = await createApiKey(SYSTEM, { name: "reader", scopes: ["read"] });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const at = (id?: string) => ({ params: Promise.resolve(id === undefined ? {} : { id }) });
const ask = (search = "") => new Request(`http://x/api/v1/imports${search}`, { headers: bearer(reader) });

/** Sends `chunks` pieces as they are asked for; no length is declared unless `more` does. */
function send(chunks: number, search: string, more: Record<string, string> = {}, key = ingest) {
  let left = chunks;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (left-- > 0) controller.enqueue(CHUNK);
      else controller.close();
    },
  });
  const init = { method: "POST", body, duplex: "half", headers: { ...bearer(key), ...more } } as RequestInit;
  return upload(new Request(`http://x/api/v1/imports${search}`, init), at());
}

test("an upload flows in whole and is answered with where its import is", async () => {
  const answer = await send(200, "?filename=big.json");
  expect(answer.status).toBe(202);
  const { id } = await answer.json();
  expect(answer.headers.get("location")).toBe(`/api/v1/imports/${id}`);
  const made = Import.parse(await (await read(ask(), at(id))).json());
  const hash = createHash("sha256");
  for (let index = 0; index < 200; index++) hash.update(CHUNK);
  expect(made).toMatchObject({ filename: "big.json", bytes: 200 * CHUNK.length, sha256: hash.digest("hex") });
  const { items } = listImportsCall.answers[200].schema.parse(
    await (await list(ask("?limit=1"), at())).json(),
  );
  expect(items).toEqual([made]);
});

test("fewer bytes than declared are never taken for the whole", async () => {
  const answer = await send(2, "?filename=cut.json", { "content-length": String(3 * CHUNK.length) });
  expect(answer.status).toBe(422);
});

test("an upload that grows beyond the limit is 413 while it streams, whether it said so or not", async () => {
  await saveLimits(SYSTEM, { uploadBytes: 1024 * 1024 });
  const declared = await send(1, "?filename=a", { "content-length": String(2 * 1024 * 1024) });
  for (const answer of [declared, await send(1_000_000, "?filename=a")]) {
    expect(answer.status).toBe(413);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect((await answer.json()).detail).toContain("Largest upload");
  }
  await saveLimits(SYSTEM, {});
});

test("an upload needs a name, the scope, bytes, and must not be a form", async () => {
  const form = { "content-type": "multipart/form-data; boundary=x" };
  expect((await send(1, "")).status).toBe(400);
  expect((await send(1, "?filename=a&filename=b")).status).toBe(400);
  expect((await send(1, "?filename=a&tennant=b")).status).toBe(400);
  expect((await send(1, "?filename=a", {}, reader)).status).toBe(403);
  expect((await send(1, "?filename=a", {}, "rc_live_x")).status).toBe(401);
  expect((await send(0, "?filename=a")).status).toBe(400);
  expect((await send(1, "?filename=a", form)).status).toBe(415);
});

test("the rejects of an import that is not there are not found", async () => {
  expect((await rejects(ask(), at("999"))).status).toBe(404);
});

/** A change of one import; a body only where the call takes one. */
function change(method: string, key: string, body?: unknown) {
  const headers = { ...bearer(key), "content-type": "application/json" };
  return new Request("http://x/api/v1/imports/1", {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const signIns = (from: number, to: number) =>
  jsonLines(Array.from({ length: to - from }, (_, index) => graphSignIn(uuid(from + index))));

test("an import is read again, previewed and removed by a key that may ingest, and by no other", async () => {
  const { id } = await importText(signIns(0, 20));
  const { id: other } = await importText(signIns(10, 30));
  const calls = [
    () => cancel(change("POST", reader), at(id)),
    () => retry(change("POST", reader), at(id)),
    () => replay(change("POST", reader, {}), at(id)),
    () => remove(change("DELETE", reader), at(id)),
  ];
  for (const call of calls) expect((await call()).status).toBe(403);
  const preview = await (await removal(ask(), at(id))).json();
  expect(preview).toMatchObject({ events: 20, readAgain: [{ id: other, filename: "export.json" }] });
  const again = await replay(change("POST", ingest, { timeZone: "Europe/Berlin" }), at(id));
  expect(again.status).toBe(202);
  expect(Import.parse(await again.json())).toMatchObject({ id, task: "replay", timeZone: "Europe/Berlin" });
  expect((await replay(change("POST", ingest, {}), at(id))).status).toBe(409);
  await drain();
  const gone = await remove(change("DELETE", ingest), at(id));
  expect(gone.status).toBe(202);
  expect(Import.parse(await gone.json())).toMatchObject({ id, task: "remove" });
  await drain();
  expect((await read(ask(), at(id))).status).toBe(404);
  expect(Import.parse(await (await read(ask(), at(other))).json()).rows.accepted).toBe(20);
});

test("what an import's state does not allow is 409 in words, and what is not there 404", async () => {
  const { id } = await importText(signIns(100, 103));
  for (const call of [cancel, retry]) {
    const answer = await call(change("POST", ingest), at(id));
    expect(answer.status).toBe(409);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect((await answer.json()).detail.length).toBeGreaterThan(20);
    expect((await call(change("POST", ingest), at("999"))).status).toBe(404);
    expect((await call(change("POST", ingest), at("x"))).status).toBe(404);
  }
  expect((await replay(change("POST", ingest, { timeZone: "Mars/Base" }), at(id))).status).toBe(400);
  expect((await replay(change("POST", ingest, { dateOrder: "year-first" }), at(id))).status).toBe(400);
  expect((await remove(change("DELETE", ingest), at("999"))).status).toBe(404);
  expect((await removal(ask(), at("999"))).status).toBe(404);
});

test("a queued import is cancelled, and goes on when it is tried again", async () => {
  const sent = await send(1, "?filename=queued.json");
  const { id } = await sent.json();
  // Whoever sends files need not be allowed to read what others sent.
  const sender = await createApiKey(SYSTEM, { name: "sender", scopes: ["ingest"] });
  const answer = await cancel(change("POST", sender), at(id));
  expect(answer.status).toBe(202);
  expect(Import.parse(await answer.json()).error).toContain("Cancelled by");
  await drain();
  expect(Import.parse(await (await read(ask(), at(id))).json()).status).toBe("failed");
  expect((await retry(change("POST", ingest), at(id))).status).toBe(202);
});
