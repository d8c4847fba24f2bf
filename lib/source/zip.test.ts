import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Packed, zipOf } from "@/test/zip";
import { zipChunks, zipEntries } from "./zip";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-zip-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const LIMITS = { unpackedBytes: 200 * 1024 * 1024, compressionRatio: 250 };

function written(data: Buffer): string {
  const path = join(folder, "archive.zip");
  writeFileSync(path, data);
  return path;
}
const archive = (...files: Packed[]) => written(zipOf(files));

async function contentOf(path: string, index: number): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of zipChunks(path, index)) parts.push(chunk);
  return Buffer.concat(parts).toString("utf8");
}

test("the files of an archive come in the order of its directory, packed or stored, folders left out", async () => {
  const path = archive(
    { name: "logs/", content: "", isStored: true },
    { name: "logs/a.json", content: "[1]" },
    { name: "ünï.csv", content: "b", isStored: true },
  );
  const entries = await zipEntries(path, LIMITS);
  expect(entries.map(({ name, bytes }) => [name, bytes])).toEqual([
    ["logs/a.json", 3],
    ["ünï.csv", 1],
  ]);
  expect(await Promise.all(entries.map((_, index) => contentOf(path, index)))).toEqual(["[1]", "b"]);
});

test("an archive that is cut off anywhere is refused, never crashed on", async () => {
  const whole = zipOf([{ name: "a.json", content: "[]" }]);
  for (let bytes = 0; bytes < whole.length; bytes++)
    await expect(zipEntries(written(whole.subarray(0, bytes)), LIMITS)).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining("cut off or damaged"),
    });
});

test("names that lead out of the archive, passwords and overlaps are refused with what to do", async () => {
  const one = { name: "a.json", content: "[]" };
  const cases: [Packed[], string][] = [
    [[{ ...one, name: "../a.json" }], "names a file outside of itself"],
    [[{ ...one, name: "/etc/passwd" }], "names a file outside of itself"],
    [[{ ...one, lies: { flags: 1 } }], "is protected by a password"],
    [[one, { ...one, name: "b.json", lies: { at: 0 } }], "overlap one another"],
    [[one, { ...one, name: "b.json", lies: { at: 5 } }], "overlap one another"],
  ];
  for (const [files, why] of cases)
    await expect(zipEntries(archive(...files), LIMITS)).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringMatching(new RegExp(`${why}.*Unpack it and upload`)),
    });
});

test("too many files, too much to unpack and too tight a packing are refused before anything is read", async () => {
  const many = Array.from({ length: 1001 }, (_, i) => ({ name: `${i}.json`, content: "", isStored: true }));
  await expect(zipEntries(archive(...many), LIMITS)).rejects.toThrow("holds 1001 files, more than 1000");
  const large = { name: "a.json", content: "", lies: { bytes: 4_000_000_000 } };
  await expect(zipEntries(archive(large), LIMITS)).rejects.toMatchObject({ code: "too-large" });
  const tight = { name: "a.json", content: Buffer.alloc(65 * 1024 * 1024, 97) };
  await expect(zipEntries(archive(tight), LIMITS)).rejects.toThrow("unpacks to more than 250 times its size");
});

test("a file that is not what the directory says is told so after what could be read", async () => {
  const content = "x".repeat(1000);
  const cases: [Packed["lies"], string][] = [
    [{ bytes: 900 }, "does not have the length that the archive gives"],
    [{ bytes: 1100 }, "does not have the length that the archive gives"],
    [{ crc: 1 }, "its checksum is not the one that the archive gives"],
    [{ method: 12 }, "it is packed by method 12, and only Deflate is read"],
  ];
  for (const [lies, why] of cases) {
    const path = archive({ name: "a.json", content, ...(lies && { lies }) });
    expect(await zipEntries(path, LIMITS)).toHaveLength(1);
    await expect(contentOf(path, 0)).rejects.toMatchObject({
      code: "incomplete",
      message: expect.stringContaining(why),
    });
  }
});

test("no flipped byte crashes it", async () => {
  const whole = zipOf([
    { name: "a.json", content: '{"id":1}\n'.repeat(20) },
    { name: "b.json", content: "[]", isStored: true },
  ]);
  for (let at = 0; at < whole.length; at++) {
    const spoilt = Buffer.from(whole);
    spoilt[at] = (spoilt[at] ?? 0) ^ 0xff;
    const path = written(spoilt);
    try {
      for (const index of (await zipEntries(path, LIMITS)).keys()) await contentOf(path, index);
    } catch (error) {
      expect(error).toMatchObject({ code: expect.stringMatching(/unsupported|incomplete|too-large/) });
    }
  }
});
