import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { csv, eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";
import { rawSlices } from "./raw-slices";
import { fromWindows1252, isWindows1252 } from "./windows-1252";

const write = logFolder();
const NAMES = ["Date (UTC)", "Request ID", "Username", "Sign-in error code", "Status"];
const fileOf = (...users: string[]) =>
  csv(
    NAMES,
    users.map((user, at) => ["2026-03-03T10:15:30Z", `id-${at}`, user, "50034", "Failure"]),
  );
const ansi = (text: string) => Buffer.from(text.replaceAll("€", "\x80").replaceAll("’", "\x92"), "latin1");

test("a file from a spreadsheet is read as Windows-1252, and the receipt says so", async () => {
  for (const pack of [(bytes: Buffer) => bytes, gzipSync]) {
    const path = write(pack(ansi(fileOf("josé@contoso.example", "o’hara€@contoso.example", "Ünal@x"))));
    const { recognised, rows, notes } = await readWhole(path);
    expect(recognised.encoding).toBe("windows-1252");
    expect(notes.join(" ")).toContain("Windows-1252");
    expect(eventsOf(rows).map(({ name }) => name)).toEqual([
      "josé@contoso.example",
      "o’hara€@contoso.example",
      "Ünal@x",
    ]);
    const raws: string[] = [];
    for await (const raw of rawSlices(
      path,
      recognised,
      rows.map(({ span }) => span),
    ))
      raws.push(raw);
    expect(raws[1]).toContain("o’hara€");
  }
});

test("a file that is UTF-8 but for one row stays UTF-8: that row is rejected", async () => {
  const bytes = Buffer.concat([
    Buffer.from(`${fileOf("naïve@x", "b@x")}\r\n`),
    ansi(fileOf("josé@x").split("\r\n")[1] ?? ""),
  ]);
  const { recognised, rows } = await readWhole(write(bytes));
  expect(recognised.encoding).toBe("utf-8");
  expect(receipt(rows)).toEqual({ "entra-signin": 2, "rejected: not valid UTF-8": 1 });
});

test("bytes that make no sense in either encoding are no Windows-1252", async () => {
  for (const byte of ["\x81", "\x8d", "\x90", "\x9d", "\xff"])
    expect(isWindows1252(Buffer.from(`Date,jos${byte}\n`, "latin1"), true)).toBe(false);
  // A letter that stands alone between signs is a broken byte, not a word.
  expect(isWindows1252(Buffer.from('"1","\xe9","2"\n', "latin1"), true)).toBe(false);
  expect(isWindows1252(Buffer.from("plain,text\n"), true)).toBe(false);
  expect(isWindows1252(Buffer.from("naïve,text\n"), true)).toBe(false);
  expect(isWindows1252(Buffer.from("jos\xe9", "latin1"), true)).toBe(true);
});

test("JSON is never taken for it: a bad byte costs its own line", async () => {
  const line = (name: string) =>
    `{"id":"${name}","createdDateTime":"2026-03-03T10:15:30Z","userPrincipalName":"${name}","status":{"errorCode":50034}}`;
  const bytes = Buffer.from([line("ana"), line("josé"), line("bo")].join("\n"), "latin1");
  const { recognised, rows } = await readWhole(write(bytes));
  expect(recognised.encoding).toBe("utf-8");
  expect(receipt(rows)).toEqual({ "entra-signin": 2, "rejected: not valid UTF-8": 1 });
});

test("all 256 bytes are what the encoding says: an independent decoder agrees where it is right", () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
  const text = fromWindows1252(bytes);
  expect(text).toHaveLength(256);
  expect(text.slice(0, 128)).toBe(bytes.toString("latin1", 0, 128));
  expect(text.slice(0xa0)).toBe(bytes.toString("latin1", 0xa0));
  expect([text[0x80], text[0x85], text[0x8a], text[0x92], text[0x99], text[0x9f]]).toEqual([..."€…Š’™Ÿ"]);
});
