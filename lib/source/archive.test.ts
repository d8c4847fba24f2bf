import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { graphRecord, logFolder, readWhole, receipt, resetRecord } from "@/test/log-files";
import { type Packed, zipOf } from "@/test/zip";
import { zstdOf } from "@/test/zstd";
import { recognise } from "./recognise";

const write = logFolder();
const archive = (...files: Packed[]) => write(zipOf(files), "export.zip");
const lines = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => JSON.stringify(graphRecord({ id: `id-${from + n}` }))).join("\n");
const SIGN_INS = { name: "a.json", content: lines(0, 3) };
const AUDITS = { name: "b/audits.json", content: JSON.stringify([resetRecord()]) };

test("every log of an archive is read, whatever each is; positions go on from one to the next", async () => {
  const { recognised, rows, error } = await readWhole(archive(SIGN_INS, AUDITS));
  expect(error).toBeNull();
  expect(recognised).toMatchObject({ container: "zip", format: "several", encoding: "utf-8" });
  expect(receipt(rows)).toEqual({ "entra-signin": 3, sspr: 1 });
  expect(rows.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
  expect(rows[3]?.span.offset).toBe(Buffer.byteLength(SIGN_INS.content) + 1);
});

test("what was passed over before is passed over again, across files", async () => {
  const { rows } = await readWhole(archive(SIGN_INS, { name: "c.json", content: lines(3, 3) }), { skip: 4 });
  expect(rows.map(({ position }) => position)).toEqual([5, 6]);
  expect(rows.map((row) => row.ok && row.event.nativeId)).toEqual(["id-4", "id-5"]);
});

test("the receipt names what was read and what was not, with why", async () => {
  const { notes } = await readWhole(
    archive(
      SIGN_INS,
      { name: "picture.png", content: Buffer.from("\x89PNG\r\n", "latin1") },
      { name: "__MACOSX/a.json", content: "x" },
      { name: "inner.zip", content: zipOf([SIGN_INS]) },
      { name: "packed.gz", content: gzipSync(SIGN_INS.content) },
      { name: "READ ME.txt", content: "Only words." },
    ),
  );
  expect(notes).toEqual([
    "Read from the archive: a.json.",
    expect.stringMatching(/^picture\.png in the archive was not read\. This is a picture\./),
    expect.stringMatching(/^inner\.zip in the archive was not read\. This is a ZIP archive inside another/),
    expect.stringMatching(/^packed\.gz in the archive was not read\. This is a gzip file inside a/),
    expect.stringMatching(/^READ ME\.txt in the archive was not read\. This is text, but not a log/),
  ]);
});

test("an archive without a log says what it holds instead; so do an empty one and an Office document", async () => {
  const refusal = (...files: Packed[]) =>
    recognise(archive(...files), { filename: "x.zip" }).then(
      () => "none",
      (error: Error) => error.message,
    );
  expect(await refusal({ name: "a.txt", content: "words" }, { name: "b.txt", content: "more" })).toMatch(
    /^This ZIP archive holds no log that Rollcall reads\. a\.txt: This is text.*None of the other 1 files/,
  );
  expect(await refusal()).toMatch(/^This ZIP archive holds no file\./);
  expect(await refusal({ name: "[Content_Types].xml", content: "<Types/>" })).toMatch(/^This is an Office/);
});

test("a damaged file costs no other, and the import says which it is", async () => {
  const { rows, error } = await readWhole(
    archive(SIGN_INS, { name: "broken.json", content: `[${lines(9, 1)}`, isStored: true }),
  );
  expect(receipt(rows)).toEqual({ "entra-signin": 4 });
  expect(error?.message).toMatch(/damaged at byte/);
});

test("Zstandard is unpacked like gzip", async () => {
  const { recognised, rows } = await readWhole(write(zstdOf(Buffer.from(SIGN_INS.content)), "a.json.zst"));
  expect(recognised).toMatchObject({ container: "zstd", format: "graph-sign-in" });
  expect(receipt(rows)).toEqual({ "entra-signin": 3 });
});
