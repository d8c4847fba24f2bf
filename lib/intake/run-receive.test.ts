import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { bytesOf } from "@/test/upload";
import { readImport } from "./read";
import { receiveUpload } from "./run-receive";

const store = databaseForFile();

const query = { filename: "export.json" };
const receive = (body: AsyncIterable<Uint8Array>, declaredBytes?: number) =>
  receiveUpload(SYSTEM, body, query, declaredBytes === undefined ? {} : { declaredBytes });
const filesIn = (name: string) => {
  try {
    return readdirSync(join(dataFolder, name));
  } catch {
    return [];
  }
};
const newest = async () =>
  (await store().pool.query("select id::text, status, error from import order by id desc limit 1")).rows[0];
const jobs = async () => (await store().pool.query("select key from graphile_worker.jobs order by id")).rows;

test("an upload is kept by its hash, and its job appears with its row", async () => {
  const text = "x".repeat(100_000);
  const { id } = await receive(bytesOf(text), 100_000);
  const sha256 = createHash("sha256").update(text).digest("hex");
  expect(await readImport(SYSTEM, id)).toMatchObject({
    status: "queued",
    bytes: 100_000,
    sha256,
    duplicateOf: null,
  });
  expect(readFileSync(join(dataFolder, "uploads", sha256), "utf8")).toBe(text);
  expect(statSync(join(dataFolder, "uploads", sha256)).mode & 0o077).toBe(0);
  expect(filesIn("spool")).toEqual([]);
  expect(await jobs()).toEqual([{ key: `import-${id}` }]);
});

test("the same bytes again are kept once and named after the first, also when both come at once", async () => {
  const before = filesIn("uploads").length;
  const both = await Promise.all([receive(bytesOf("twice", 1)), receive(bytesOf("twice", 2))]);
  const third = await receive(bytesOf("twice"));
  expect(filesIn("uploads").length).toBe(before + 1);
  const first = await Promise.all(both.map(({ id }) => readImport(SYSTEM, id)));
  expect(first.filter(({ duplicateOf }) => duplicateOf === null).length).toBe(1);
  const [a, b] = both.map(({ id }) => Number(id));
  expect((await readImport(SYSTEM, third.id)).duplicateOf).toBe(String(Math.min(a ?? 0, b ?? 0)));
});

test("fewer or more bytes than declared are refused, said, and leave no file", async () => {
  for (const declared of [4, 6]) {
    const before = [filesIn("uploads"), await jobs()];
    await expect(receive(bytesOf("12345"), declared)).rejects.toMatchObject({ code: "incomplete" });
    expect([filesIn("uploads"), await jobs()]).toEqual(before);
    expect(await newest()).toMatchObject({
      status: "failed",
      error: expect.stringContaining("5 bytes arrived"),
    });
    expect(filesIn("spool")).toEqual([]);
  }
});

test("a connection that breaks leaves a failed import that says where, and no part", async () => {
  async function* broken() {
    yield* bytesOf("x".repeat(70_000));
    throw new Error("socket hang up");
  }
  await expect(receive(broken())).rejects.toMatchObject({ code: "incomplete" });
  expect(await newest()).toMatchObject({
    status: "failed",
    error: expect.stringContaining("after 70000 bytes"),
  });
  expect(filesIn("spool")).toEqual([]);
});

test("an empty body is refused before anything is made of it", async () => {
  const before = await newest();
  await expect(receive(bytesOf(""))).rejects.toMatchObject({ code: "bad-input" });
  expect(await newest()).toEqual(before);
});

test("an unknown tenant, the sample's tenant and an unknown zone are bad input", async () => {
  for (const wrong of [{ tenant: "nobody" }, { tenant: "sample" }, { timeZone: "Mars/Base" }]) {
    const call = receiveUpload(SYSTEM, bytesOf("x"), { ...query, ...wrong });
    await expect(call).rejects.toMatchObject({ code: "bad-input" });
  }
});

test("nobody uploads without the scope for it", async () => {
  const actor = { ...SYSTEM, scopes: ["read"] as const };
  await expect(receiveUpload(actor, bytesOf("x"), query)).rejects.toMatchObject({ code: "forbidden" });
});

test("a hostile file name is stored without its control characters", async () => {
  const { id } = await receiveUpload(SYSTEM, bytesOf("x"), { filename: "a\0b\r\nc\ud800.json" });
  expect((await readImport(SYSTEM, id)).filename).toBe("a\ufffdb\ufffd\ufffdc\ufffd.json");
});
