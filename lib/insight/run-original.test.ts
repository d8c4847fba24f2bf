import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import "@/test/data-folder";
import { SYSTEM } from "@/lib/access/schema";
import { readImport, readRejects } from "@/lib/intake/read";
import { runPack } from "@/lib/intake/run-pack";
import { replayImport } from "@/lib/intake/run-request";
import { tidyUploads } from "@/lib/intake/run-tidy";
import { uploadPath } from "@/lib/intake/spool";
import { membersPath } from "@/lib/source/packed";
import { databaseForFile } from "@/test/database";
import { chunkAt, evtxFile } from "@/test/evtx";
import { drain, importText } from "@/test/upload";
import { EventQuery } from "./event-schema";
import { searchEvents } from "./run-events";
import { readOriginal } from "./run-original";

databaseForFile();

/** A log of its own for each test: records are known by computer and number. */
function evtx(computer: string): Buffer {
  const bytes = evtxFile(
    Array.from({ length: 90 }, (_, at) => ({
      ...{
        id: at % 3 === 0 ? 4688 : 4768,
        recordId: BigInt(at + 1),
        at: Date.UTC(2026, 2, 3, 10) + at * 1000,
        computer,
      },
      data: [
        ["TargetUserName", `<näme${at}>`],
        ["Status", "0x6"],
        ["IpAddress", "198.51.100.9"],
      ] as [string, string][],
    })),
  );
  bytes.write("X", bytes.indexOf("**\0\0", chunkAt(1) + 3000));
  return bytes;
}

async function originals(id: string) {
  const { items } = await searchEvents(SYSTEM, EventQuery.parse({ import: id, limit: "1000" }));
  return Promise.all(
    items.map(async (item) => ({ ...(await readOriginal(SYSTEM, item.id)), account: item.name })),
  );
}

test.each<[string, (bytes: Buffer) => Buffer]>([
  ["plain", (bytes) => bytes],
  ["in gzip", (bytes) => gzipSync(bytes)],
])(
  "a record of EVTX is shown as XML, as it came and packed, and its bytes are kept: %s",
  async (how, pack) => {
    const bytes = evtx(how);
    const done = await importText(pack(bytes), { filename: "Security.evtx" });
    expect(done).toMatchObject({ status: "done", format: "windows-evtx", encoding: "binxml" });
    expect(done.rows).toMatchObject({ read: 91, accepted: 59, skipped: 30, rejected: 2 });
    const before = await originals(done.id);
    expect(before).toHaveLength(59);
    for (const { text, type, filename, account } of before) {
      expect(text).toContain(
        `<Data Name="TargetUserName">${account.replace("<", "&lt;").replace(">", "&gt;")}</Data>`,
      );
      expect([type, filename.endsWith(".xml")]).toEqual(["text/plain; charset=utf-8", true]);
    }
    await runPack({ proceed: async () => undefined });
    const path = uploadPath(done.sha256 ?? "");
    expect(gunzipSync(readFileSync(membersPath(path))).equals(bytes)).toBe(true);
    await tidyUploads(Date.now() + 61_000);
    expect(await originals(done.id)).toEqual(before);
    const rejects: [string, string][] = [];
    for await (const { reason, raw } of readRejects(SYSTEM, done.id))
      rejects.push([reason, raw.slice(0, 30)]);
    expect(rejects).toEqual([
      [expect.stringContaining("chunk 1 at byte 69632: the checksum"), "000000  45 6c 66 43 68 6e 6b 0"],
      ["bytes that are no whole record", expect.stringMatching(/^000000 {2}58 2a 00 00 /)],
    ]);
    await replayImport(SYSTEM, done.id);
    await drain();
    expect((await readImport(SYSTEM, done.id)).rows).toEqual(done.rows);
  },
);
