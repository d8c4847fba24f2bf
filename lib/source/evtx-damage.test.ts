import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { chunkAt, evtxFile } from "@/test/evtx";
import { Random, SEED } from "@/test/seeded";
import { EvtxChunk } from "./evtx-chunk";
import { EvtxCutter } from "./evtx-cutter";
import { evtxTexts } from "./evtx-raw";
import { readEvtx } from "./evtx-reading";
import type { Slice } from "./schema";

const CHUNK = 65_536;
const TIMES = 200;
const setting = { nameClaims: null, dateOrder: "month-first", timeZone: null } as const;

/** What the records of a file say, by where they lie; as text, to be compared. */
function recordsOf(bytes: Buffer): Map<number, string> {
  const found = new Map<number, string>();
  const cutter = new EvtxCutter(() => undefined);
  const take = (slices: Slice[]) => {
    for (const slice of slices) {
      const reading = readEvtx(slice, setting);
      const told = reading.ok ? reading.event : reading;
      if (slice.bytes !== null)
        found.set(
          slice.offset,
          JSON.stringify(told, (_, value) => (typeof value === "bigint" ? String(value) : value)),
        );
    }
  };
  for (let at = 0; at < bytes.length; at += CHUNK) take(cutter.push(bytes.subarray(at, at + CHUNK)));
  take(cutter.end());
  return found;
}

/**
 * Holds a damaged file to the whole one: every record of a sound chunk that was not touched is there, and says the same.
 * One whose template its own chunk had lost before may have been read by that of the chunk that is hit now.
 */
function expectOthersWhole(whole: Map<number, string>, damaged: Buffer, touched: number, upTo: number) {
  const found = recordsOf(damaged);
  for (const [offset, told] of whole) {
    const number = Math.floor((offset - 4096) / CHUNK);
    if (number !== touched && chunkEnd(offset) <= upTo && isSoundChunk(damaged, number))
      expect(found.get(offset)).toBe(told);
  }
  return found;
}
const isSoundChunk = (bytes: Buffer, number: number) =>
  new EvtxChunk(bytes.subarray(chunkAt(number), chunkAt(number + 1)), chunkAt(number)).problem === null;
const chunkEnd = (offset: number) => chunkAt(Math.floor((offset - 4096) / CHUNK) + 1);

const generated = evtxFile(
  Array.from({ length: 150 }, (_, at) => ({
    ...{ id: at % 5 === 0 ? 4688 : 4625, recordId: BigInt(at + 1), at: Date.UTC(2026, 2, 3) + at * 1000 },
    data: [
      ["TargetUserName", `name${at}`],
      ["Status", "0xc000006d"],
      ["SubStatus", "0xc0000064"],
      ["IpAddress", "10.0.0.5"],
    ] as [string, string][],
  })),
);

const FOLDER = fileURLToPath(new URL("../../../shared/samples", import.meta.url));
const samples = ["mdecrevoisier_EVTX-to-MITRE-Attack", "omerbenamram_evtx"].flatMap((folder) =>
  existsSync(`${FOLDER}/${folder}`)
    ? readdirSync(`${FOLDER}/${folder}`)
        .filter((name) => name.endsWith(".evtx"))
        .map((name) => [name, readFileSync(`${FOLDER}/${folder}/${name}`)] as [string, Buffer])
    : [],
);
const files: [string, Buffer][] = [["a generated file", generated], ...samples];

/** Of a large file only three chunks at a time: what lies further away is cut by itself. */
function pieceOf(bytes: Buffer, random: Random): Buffer {
  const chunks = Math.ceil((bytes.length - 4096) / CHUNK);
  if (chunks < 4) return bytes;
  const first = random.below(chunks - 2);
  return Buffer.concat([bytes.subarray(0, 4096), bytes.subarray(chunkAt(first), chunkAt(first + 3))]);
}

/** Most files use the beginning of their chunks only. */
const placeIn = (bytes: Buffer, random: Random) =>
  random.chance(0.5) ? random.below(Math.min(bytes.length, 30_000)) : random.below(bytes.length);

test.each(files)(
  `%s with ${TIMES} bytes flipped, one at a time: never a crash, never a record of another chunk lost (SEED=${SEED})`,
  async (name, bytes) => {
    const random = new Random(SEED);
    for (let time = 0; time < TIMES; time++) {
      const piece = pieceOf(bytes, random);
      const at = placeIn(piece, random);
      const flipped = Buffer.from(piece);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8));
      const touched = Math.floor((at - 4096) / CHUNK);
      const found = expectOthersWhole(recordsOf(piece), flipped, touched, piece.length);
      const spans = [...found.keys()].slice(0, 3).map((offset) => ({ offset, length: 400 }));
      for await (const text of evtxTexts(
        async (from, length) => flipped.subarray(from, from + length),
        spans,
      ))
        expect(typeof text, `${name} byte ${at}`).toBe("string");
    }
  },
  120_000,
);

test.each(files)(
  `%s cut at ${TIMES} places: every chunk before the cut is whole (SEED=${SEED})`,
  (_name, bytes) => {
    const random = new Random(SEED + 1);
    for (let time = 0; time < TIMES; time++) {
      const piece = pieceOf(bytes, random);
      const to = placeIn(piece, random);
      const whole = recordsOf(piece);
      const found = expectOthersWhole(whole, piece.subarray(0, to), -2, to);
      // A record that is whole before the cut is read, though its chunk is not.
      const last = [...whole].filter(([offset]) => offset + 4000 < to).at(-1);
      if (last && isSound(piece, last[0])) expect(found.get(last[0])).toBe(last[1]);
    }
  },
  120_000,
);

/** Files that come damaged have records whose reading depends on what follows them. */
const isSound = (bytes: Buffer, offset: number) => {
  const start = chunkAt(Math.floor((offset - 4096) / CHUNK));
  return bytes.toString("latin1", start, start + 7) === "ElfChnk" && bytes.readUInt32LE(120) === 0;
};
