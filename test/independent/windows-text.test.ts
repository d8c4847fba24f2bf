import { expect, test } from "vitest";
import type { Parsed } from "@/lib/event/schema";
import { logFolder, readWhole } from "@/test/log-files";
import { Random, SEED } from "@/test/seeded";
import {
  auditData,
  type Export,
  eventXml,
  evtxEcmd,
  securityEvent,
  UAL_WRAPPINGS,
} from "@/test/windows-exports";
import type { WindowsEvent } from "@/test/windows-records";
import { type Truth, windowsTruth } from "./windows-truth";

const FILES = Number(process.env.FILES ?? 60);
const write = logFolder();
const DAY = Date.parse("2026-03-03T00:00:00Z");

const SHAPES: Record<string, Export> = { eventXml, evtxEcmd, securityEvent };

/** Rows of random events in one shape, and what was put into each. */
function rowsOf(random: Random, shape: Export, count: number): { rows: string[]; truth: Truth[] } {
  const truth: Truth[] = [];
  const rows = Array.from({ length: count }, (_, index) => {
    const { id, data, ...told } = windowsTruth(random);
    const at = DAY + random.below(86_400_000);
    truth.push({ id, at, ...told });
    const event: Required<WindowsEvent> = {
      ...{ id, data, time: new Date(at).toISOString(), computer: "fs01.corp.example", channel: "Security" },
      // Beyond 2^53, where a number is no longer exact.
      ...{ recordId: `90071992547409${90 + index}`, provider: "Microsoft-Windows-Security-Auditing" },
    };
    return shape.row(event);
  });
  return { rows, truth };
}

const found = (rows: Parsed[]) =>
  rows.flatMap((row) => {
    if (!row.ok) return [];
    const { operation, atMicros, name, address, code, qualifier } = row.event;
    return [{ id: Number(operation), at: Number(atMicros) / 1000, name, origin: address, code, qualifier }];
  });

/** XML has no NUL, and what surrounds a name in an element is kept. */
const isSayable = (shape: string, { name }: Truth) => shape !== "eventXml" || !name.includes("\0");

test.each(Object.keys(SHAPES))(
  `%s: ${FILES} generated files hold what was put into them (SEED=${SEED})`,
  async (name) => {
    const shape = SHAPES[name];
    if (!shape) throw new Error(`There is no shape ${name}.`);
    for (let file = 0; file < FILES; file++) {
      const random = new Random(SEED + file);
      const { rows, truth } = rowsOf(random, shape, random.between(1, 40));
      const kept = rows.filter((_, index) => truth[index] && isSayable(name, truth[index]));
      const text = shape.head + kept.join("");
      const bytes = random.chance(0.2)
        ? Buffer.from(`\ufeff${text.replace(/^\ufeff/, "")}`, "utf16le")
        : Buffer.from(text);
      if (kept.length === 0) continue;
      const read = await readWhole(write(bytes));
      expect(read.error, `SEED=${SEED + file}`).toBeNull();
      expect(found(read.rows), `SEED=${SEED + file} FILES=1`).toEqual(
        truth.filter((one) => isSayable(name, one)),
      );
      if (name !== "securityEvent")
        expect(new Set(read.rows.map((row) => row.ok && row.event.nativeId)).size).toBe(kept.length);
    }
  },
  60_000,
);

/** What may stand between two rows; each may cost itself and, where it opens what it does not close, its neighbourhood. */
const TORTURE: Record<string, (row: string) => Buffer> = {
  "a NUL": (row) => Buffer.from(row.replace("S-1-0-0", "S\0")),
  "bytes that are no UTF-8": (row) => {
    const bytes = Buffer.from(row);
    bytes[Math.floor(bytes.length / 2)] = 0xff;
    return bytes;
  },
  "a row cut at half": (row) => Buffer.from(`${row.slice(0, row.length / 2)}\n`),
  "an unclosed quote": (row) => Buffer.from(`"${row.slice(0, 40)}\n`),
  "a name that is no property": (row) => Buffer.from(row.replace("TargetDomainName", "__proto__")),
};

test.each(Object.keys(SHAPES).flatMap((shape) => Object.keys(TORTURE).map((what) => [shape, what] as const)))(
  "%s with %s between its rows loses no more than the neighbourhood",
  async (name, what) => {
    const shape = SHAPES[name];
    const torture = TORTURE[what];
    if (!shape || !torture) throw new Error("There is no such shape.");
    for (let file = 0; file < Math.ceil(FILES / 6); file++) {
      const random = new Random(SEED + file);
      const { rows, truth } = rowsOf(random, shape, 60);
      const kept = rows.filter((_, index) => truth[index] && isSayable(name, truth[index]));
      const told = truth.filter((one) => isSayable(name, one));
      const at = 20;
      const parts = [...kept.slice(0, at).map((row) => Buffer.from(row)), torture(kept[at] ?? "")];
      const text = [Buffer.from(shape.head), ...parts, ...kept.slice(at + 1).map((row) => Buffer.from(row))];
      const { rows: read } = await readWhole(write(Buffer.concat(text)));
      const events = found(read);
      expect(events.slice(0, at), `SEED=${SEED + file}`).toEqual(told.slice(0, at));
      // What lies a few rows behind is whole again, to the last one.
      expect(events.slice(-15), `SEED=${SEED + file}`).toEqual(told.slice(-15));
    }
  },
  60_000,
);

test.each(Object.keys(UAL_WRAPPINGS))(
  `the unified audit log in %s holds what was put into it (SEED=${SEED})`,
  async (name) => {
    for (let file = 0; file < FILES; file++) {
      const random = new Random(SEED + file);
      const truth = Array.from({ length: random.between(1, 40) }, (_, index) => ({
        id: `id-${file}-${index}`,
        at: new Date(DAY + random.below(86_400) * 1000).toISOString(),
        user: random.pick([
          "Ana@contoso.example",
          'o"hara@contoso.example',
          "名前@contoso.example",
          "a,b",
          "__proto__",
        ]),
        address: random.pick(["203.0.113.7", "2001:db8::9"]),
        error: random.pick(["50126", "50034", "0", "50053"]),
      }));
      const wrap = UAL_WRAPPINGS[name];
      const { rows, error } = await readWhole(write(wrap?.(truth.map(auditData)) ?? ""));
      expect(error).toBeNull();
      const ours = rows.map((row) =>
        row.ok
          ? {
              ...{
                id: row.event.nativeId,
                user: row.event.name,
                address: row.event.address,
                error: row.event.code,
              },
              at: new Date(Number(row.event.atMicros / 1000n)).toISOString(),
            }
          : row.reason,
      );
      expect(ours, `SEED=${SEED + file}`).toEqual(truth);
    }
  },
  60_000,
);
