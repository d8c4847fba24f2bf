import { expect, test } from "vitest";
import { zstdBlock, zstdFrame } from "@/test/zstd";
import { Unzstd } from "./zstd";

/** What `zstd -19 --check` made of `recordsText`. */
const BY_ZSTD = Buffer.from(
  "KLUv/WS4Ck0IABJMHhagKR3PMF+vZLqq1pGEyJSSlJVeP07Fc9jOyshoxZLf7b/f1+n8PTFi823XZTJdnBSp9XXba3u9JnV19XK1qqyuSh0dHZ1MpSMTkQpVQoTG0yyLRLKwJIght7VFdOIJaEyrFM8NYYAQzDFMEBSLuSEYAoc5ys2gMIxWqBFQ5e5/B8AqlCLbEnAQaBA0aBDB6wR/f0dyY1XrDFJ+Utbp5wSa1vMnNe5eNdfgDl/T6bQbU9tn0BFdKt+Ivy1wlnj9UpdFnWwe94fqBNoaL17ZkXMyGnIf7SXPuToZ2n4Cltq7err298kHpXspYA8/mSm1RmkTv9u0WsEWHuAzQpdlLtYNwhUgVwF8/CaU",
  "base64",
);

function recordsText(): string {
  let [text, x] = ["", 7];
  for (let i = 0; text.length < 3000; i++) {
    x = Number((BigInt(x) * 48271n) % 2147483647n);
    text += `{"id":${i},"name":"user${x % 9}","code":"${x % 3 ? 50034 : 50126}"}\n`;
  }
  return text.slice(0, 3000);
}

const raw = (text: string, isLast = true) => zstdBlock(0, text.length, Buffer.from(text), isLast);
const skippable = (bytes: number) =>
  Buffer.concat([Buffer.from([0x51, 0x2a, 0x4d, 0x18, bytes, 0, 0, 0]), Buffer.alloc(bytes, 7)]);

function unpacked(data: Buffer, size = data.length): string {
  const unzstd = new Unzstd();
  const parts: Buffer[] = [];
  for (let at = 0; at < data.length; at += size) parts.push(...unzstd.push(data.subarray(at, at + size)));
  unzstd.end();
  return Buffer.concat(parts).toString("utf8");
}

test("what zstd packed comes back whole, wherever the bytes are cut", () => {
  for (let size = 1; size <= BY_ZSTD.length; size++) expect(unpacked(BY_ZSTD, size)).toBe(recordsText());
});

test("frames one after the other are read, those to be skipped are skipped, however small they are", () => {
  const data = Buffer.concat([
    zstdFrame([raw("a")]),
    skippable(3),
    zstdFrame([raw("b", false), raw("", true)]),
    skippable(0),
    BY_ZSTD,
  ]);
  for (const size of [1, 2, 5, data.length]) expect(unpacked(data, size)).toBe(`ab${recordsText()}`);
});

test("one step gives no more than a block, so that a bomb is met piece by piece", () => {
  const bomb = zstdFrame(
    Array.from({ length: 50 }, (_, i) => zstdBlock(1, 131_072, Buffer.from("a"), i === 49)),
  );
  const sizes: number[] = [];
  for (const part of new Unzstd().push(bomb)) sizes.push(part.length);
  expect(sizes).toEqual(Array(50).fill(131_072));
});

test("a frame that asks for too much memory is refused before any is taken", () => {
  expect(() => unpacked(zstdFrame([raw("a")], 20))).toThrow(/window of 1073741824 bytes/);
  const declared = Buffer.alloc(13);
  Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xe0]).copy(declared);
  declared.writeBigUInt64LE(2n ** 40n, 5);
  expect(() => unpacked(declared)).toThrow(/--long/);
});

test("a cut file says where it ends, and what follows a frame without being one where it stands", () => {
  const whole = zstdFrame([raw("abc")]);
  for (let bytes = 1; bytes < whole.length; bytes++)
    expect(() => unpacked(whole.subarray(0, bytes))).toThrow(`it ends at byte ${bytes} inside a frame`);
  expect(() => unpacked(Buffer.concat([whole, Buffer.from("trailing")]))).toThrow(
    `At byte ${whole.length} of the compressed file something that is not Zstandard follows.`,
  );
  expect(() => unpacked(zstdFrame([zstdBlock(3, 1, Buffer.from("a"), true)]))).toThrow(
    "At byte 6 of the compressed file the compressed data is damaged.",
  );
});

test("no flipped byte crashes it or keeps it busy", () => {
  for (let at = 0; at < BY_ZSTD.length; at++) {
    const spoilt = Buffer.from(BY_ZSTD);
    spoilt[at] = (spoilt[at] ?? 0) ^ 0xff;
    try {
      expect(unpacked(spoilt).length).toBeLessThan(1_000_000);
    } catch (error) {
      expect(error).toMatchObject({ code: expect.stringMatching(/incomplete|too-large/) });
    }
  }
});
