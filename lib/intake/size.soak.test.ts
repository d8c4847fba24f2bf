import { createGzip } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import "@/test/data-folder";
import { SYSTEM } from "@/lib/access/schema";
import { databaseForFile } from "@/test/database";
import { graphSignIn, uuid } from "@/test/graph";
import { held } from "@/test/held";
import { detectAll, drain } from "@/test/upload";
import { readImport } from "./read";
import { runImport } from "./run-import";
import { receiveUpload } from "./run-receive";
import { removeImport } from "./run-request";
import { saveLimits } from "./write";

const store = databaseForFile();
const MIB = 1024 * 1024;
/** Sizes of the long form; a trial run takes less. */
const BOMB_GIB = Number(process.env.BOMB_GIB ?? 10);
const ROWS = Number(process.env.ROWS ?? 1_000_000);

afterEach(async () => {
  await store().pool.query("delete from setting where name = 'limits'");
});

/** One sign-in over and over, padded: it packs nearly a thousandfold. */
function bomb(): AsyncIterable<Uint8Array> {
  const gzip = createGzip({ level: 9 });
  const line = Buffer.from(`${JSON.stringify(graphSignIn(uuid(1), { padding: "a".repeat(4 * MIB) }))}\n`);
  const lines = Math.ceil((BOMB_GIB * 1024 * MIB) / line.length);
  (async () => {
    for (let at = 0; at < lines; at++) {
      if (!gzip.write(line)) await new Promise((done) => gzip.once("drain", done));
    }
    gzip.end();
  })().catch((error: unknown) => gzip.destroy(error instanceof Error ? error : new Error(String(error))));
  return gzip;
}

/** The most that this process held, in bytes, while it worked. */
async function mostHeld(work: () => Promise<void>): Promise<number> {
  let most = 0;
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  await work().finally(() => clearInterval(look));
  return most;
}

test(`${BOMB_GIB} GiB packed into little are refused by the limit that they meet first, in little memory`, async () => {
  for (const [limits, words] of [
    [{}, /compression ratio/i],
    [{ compressionRatio: 1100, unpackedBytes: 1024 * MIB }, /unpack/i],
  ] as const) {
    await saveLimits(SYSTEM, limits);
    let id = "";
    const most = await mostHeld(async () => {
      ({ id } = await receiveUpload(SYSTEM, bomb(), { filename: "bomb.json.gz" }));
      await runImport(id, { detect: detectAll });
    });
    const found = await readImport(SYSTEM, id);
    expect(found.status).toBe("failed");
    expect(found.error).toMatch(words);
    expect(found.rows.read).toBe(found.rows.accepted + found.rows.duplicate);
    process.stdout.write(
      `${BOMB_GIB} GiB: ${found.bytes} bytes packed, ${Math.round(most / MIB)} MiB held\n`,
    );
    expect(most).toBeLessThan(700 * MIB);
  }
});

/** A month of one tenant: 200 sources, a twentieth of the rows failures. */
async function* month(): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < ROWS; from += 1000) {
    const lines = Array.from({ length: Math.min(1000, ROWS - from) }, (_, at) => {
      const row = from + at;
      const createdDateTime = new Date(
        Date.UTC(2026, 2, 1) + Math.floor((row * 30 * 86_400_000) / ROWS),
      ).toISOString();
      const errorCode = row % 20 === 0 ? 50034 : 0;
      const userPrincipalName = `name${row % 9973}@contoso.example`;
      const ipAddress = `198.51.100.${row % 200}`;
      return `${JSON.stringify(graphSignIn(uuid(row), { createdDateTime, userPrincipalName, ipAddress, status: { errorCode, failureReason: "" } }))}\n`;
    });
    yield Buffer.from(lines.join(""));
  }
}

test(`removing an import of ${ROWS} rows leaves nothing of it`, async () => {
  await store().pool.query(
    "truncate import, event, probe, presence, rollup, touched, detection, alert cascade",
  );
  const before = await held(store().pool);
  const { id } = await receiveUpload(SYSTEM, month(), { filename: "month.json" });
  await runImport(id, { detect: detectAll });
  expect((await readImport(SYSTEM, id)).rows.accepted).toBe(ROWS);
  const began = Date.now();
  await removeImport(SYSTEM, id);
  await drain();
  process.stdout.write(`${ROWS} rows removed in ${Math.round((Date.now() - began) / 1000)} s\n`);
  expect(await held(store().pool)).toEqual(before);
});
