import { expect, test } from "vitest";
import { encodingOf, utf8Chunks } from "./encoding";

const utf16 = (text: string, encoding: "utf-16le" | "utf-16be") => {
  const bytes = Buffer.from(text, "utf16le");
  return encoding === "utf-16le" ? bytes : bytes.swap16();
};

async function decode(bytes: Buffer, encoding: "utf-16le" | "utf-16be", size: number) {
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  };
  const parts: Buffer[] = [];
  for await (const part of utf8Chunks(chunks(), encoding)) parts.push(part);
  return Buffer.concat(parts);
}

test.each(["utf-16le", "utf-16be"] as const)("%s is told with and without its mark", (encoding) => {
  expect(encodingOf(utf16('{"id":"é漢"}', encoding))).toBe(encoding);
  expect(encodingOf(utf16("\ufeff漢字", encoding))).toBe(encoding);
});

test("UTF-8 is told with and without its mark, and a few NULs do not change that", () => {
  for (const text of ['{"a":1}', '\ufeff{"a":1}', "Date (UTC),é", 'a,"\0\0"', "x", ""])
    expect(encodingOf(Buffer.from(text))).toBe("utf-8");
});

test.each(["utf-16le", "utf-16be"] as const)(
  "%s becomes UTF-8 at every chunk size from 1 to 64",
  async (encoding) => {
    const text = '{"name":"naïve 漢字 😀😀","b":"x"}';
    for (let size = 1; size <= 64; size++) {
      expect(String(await decode(utf16(text, encoding), encoding, size))).toBe(text);
      expect(String(await decode(utf16(`\ufeff${text}`, encoding), encoding, size))).toBe(text);
    }
  },
);

test.each(["utf-16le", "utf-16be"] as const)(
  "an unpaired surrogate in %s shows as bytes that are not UTF-8",
  async (encoding) => {
    for (const size of [1, 2, 3, 64])
      for (const text of ["a\ud83db", "a\ude00b", "ab\ud83d"]) {
        const decoded = await decode(utf16(text, encoding), encoding, size);
        expect(() => new TextDecoder("utf-8", { fatal: true }).decode(decoded)).toThrow();
      }
  },
);

test("half a character at the end is damage", async () => {
  await expect(decode(utf16("abc", "utf-16le").subarray(0, 5), "utf-16le", 64)).rejects.toThrow("at byte 5");
});
