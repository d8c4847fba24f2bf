import { expect, test } from "vitest";
import { fileTime, valueText, valueTexts } from "./evtx-values";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const textOf = (type: number, bytes: Buffer) => valueText(bytes, { type, at: 0, size: bytes.length });
const utf16 = (text: string) => Buffer.from(text, "utf16le");

test.each<[string, number, Buffer, string]>([
  ["nothing", 0x00, hex(""), ""],
  ["a string", 0x01, utf16("NtLmSsp "), "NtLmSsp "],
  ["a string that ends with zeros", 0x01, utf16("näme\0\0"), "näme"],
  ["a string with a zero in it", 0x01, utf16("a\0b"), "a\0b"],
  ["a string of bytes", 0x02, Buffer.from("abc\0"), "abc"],
  ["a small number below zero", 0x03, hex("ff"), "-1"],
  ["a small number", 0x04, hex("ff"), "255"],
  ["a number of two bytes below zero", 0x05, hex("feff"), "-2"],
  ["a number of two bytes", 0x06, hex("1112"), "4625"],
  ["a number of four bytes below zero", 0x07, hex("2c010080"), "-2147483348"],
  ["a number of four bytes", 0x08, hex("ffffffff"), "4294967295"],
  ["a number beyond 2^53 below zero", 0x09, hex("0000000000001080"), "-9218868437227405312"],
  ["a number beyond 2^53", 0x0a, hex("ffffffffffffffff"), "18446744073709551615"],
  ["a fraction", 0x0b, hex("0000c03f"), "1.5"],
  ["a long fraction", 0x0c, hex("000000000000f83f"), "1.5"],
  ["yes", 0x0d, hex("01000000"), "true"],
  ["bytes", 0x0e, hex("00ffa1"), "00FFA1"],
  ["a GUID", 0x0f, hex("25968454 7854 9449 a5ba3e3b0328c30d"), "{54849625-5478-4994-A5BA-3E3B0328C30D}"],
  ["a size of four bytes", 0x10, hex("10000000"), "0x10"],
  ["a size of eight bytes", 0x10, hex("1000000000000000"), "0x10"],
  ["a time of seven digits", 0x11, hex("00c052d6ed67dc01"), "2025-12-08T02:53:31.4929664Z"],
  ["a time in parts", 0x12, hex("ea07 0300 0200 0300 0a00 0f00 1e00 7b00"), "2026-03-03T10:15:30.123Z"],
  ["nobody's SID", 0x13, hex("0101000000000000 00000000"), "S-1-0-0"],
  [
    "an account's SID",
    0x13,
    hex("0105000000000005 15000000 01000000 02000000 ffffffff f4010000"),
    "S-1-5-21-1-2-4294967295-500",
  ],
  ["a SID that is cut off", 0x13, hex("0105000000000005 15000000"), "010500000000000515000000"],
  ["a status", 0x14, hex("640000c0"), "0xc0000064"],
  ["keywords", 0x15, hex("0000000000001080"), "0x8010000000000000"],
  ["a kind that nobody knows", 0x30, hex("0102"), "0102"],
  ["a number that is cut off", 0x08, hex("0102"), "0102"],
])("%s is written as Windows writes it", (_what, type, bytes, text) => {
  expect(textOf(type, bytes)).toBe(text);
});

test("a list is one text for each of its items", () => {
  const list = (type: number, bytes: Buffer) => valueTexts(bytes, { type, at: 0, size: bytes.length });
  expect(list(0x81, utf16("a\0b\0"))).toEqual(["a", "b"]);
  expect(list(0x86, hex("0100 0200"))).toEqual(["1", "2"]);
  expect(list(0x94, hex("640000c0 6a0000c0"))).toEqual(["0xc0000064", "0xc000006a"]);
});

test("a time keeps all seven digits before and after 1970, and none is made up beyond the year 9999", () => {
  expect(fileTime(0n)).toBe("1601-01-01T00:00:00.0000000Z");
  expect(fileTime(116_444_736_000_000_001n)).toBe("1970-01-01T00:00:00.0000001Z");
  expect(fileTime(116_444_735_999_999_999n)).toBe("1969-12-31T23:59:59.9999999Z");
  expect(fileTime(2n ** 64n - 1n)).toBe("18446744073709551615");
});
