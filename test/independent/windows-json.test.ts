import { expect, test } from "vitest";
import { eventsOf, logFolder, readWhole } from "@/test/log-files";
import { Random, SEED } from "@/test/seeded";
import { beat, evtxDump, flat, powerShell, type WindowsEvent } from "@/test/windows-records";
import { type Truth, windowsTruth } from "./windows-truth";

const FILES = Number(process.env.FILES ?? 60);
const write = logFolder();

const SHAPES = [evtxDump, (event: WindowsEvent) => evtxDump(event, true), beat, flat, powerShell] as const;

/** A file of random events in one shape, and what a reader must find in it, by what was put in. */
function generate(seed: number): { bytes: Buffer; truth: Truth[] } {
  const random = new Random(seed);
  const shape = random.pick(SHAPES);
  const truth: Truth[] = [];
  const records = Array.from({ length: random.between(1, 60) }, (_, index) => {
    const { id, data, ...told } = windowsTruth(random);
    const at = Date.parse("2026-03-03T00:00:00Z") + random.below(86_400_000);
    truth.push({ id, at, ...told });
    const time = new Date(at).toISOString();
    const record = shape({ id, data, time, recordId: index }) as Record<string, unknown>;
    if (shape === flat) record["@timestamp"] = time;
    if (shape === powerShell) record.TimeCreated = random.chance(0.5) ? `/Date(${at})/` : time;
    return record;
  });
  const indent = random.pick([undefined, 1, 2]);
  const texts = records.map((record) => JSON.stringify(record, null, indent));
  const text = random.pick([
    () => texts.join("\n"),
    () => texts.map((one, index) => `Record ${index + 1}\r\n${one}\r\n`).join(""),
    () => `[${texts.join(",\n")}]`,
    () => texts.map((one) => `${one},`).join("\n"),
  ])();
  const bytes = random.chance(0.2) ? Buffer.from(`\ufeff${text}`, "utf16le") : Buffer.from(text);
  return { bytes, truth };
}

test(`${FILES} generated files of Windows events hold what was put into them (SEED=${SEED})`, async () => {
  for (let file = 0; file < FILES; file++) {
    const { bytes, truth } = generate(SEED + file);
    const { rows, error } = await readWhole(write(bytes));
    expect(error, `SEED=${SEED + file}`).toBeNull();
    const found = eventsOf(rows).map(({ operation, atMicros, name, address, code, qualifier }) => ({
      ...{ id: Number(operation), at: Number(atMicros) / 1000, name, origin: address, code, qualifier },
    }));
    expect(found, `SEED=${SEED + file} FILES=1`).toEqual(truth);
  }
}, 60_000);
