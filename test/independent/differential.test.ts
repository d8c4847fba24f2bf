import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { rawSlices } from "@/lib/source/raw-slices";
import { logFolder, readWhole } from "@/test/log-files";
import { SEED } from "@/test/seeded";
import { generate } from "./generate";
import { readIndependently } from "./reader";

const FILES = Number(process.env.FILES ?? 1000);
const write = logFolder();

/** Everything that was read of a file by both, ready to be compared. */
async function bothWays(seed: number) {
  const { filename, bytes, what } = generate(seed);
  const path = write(bytes, filename);
  const { rows, error, recognised } = await readWhole(path).catch((cause: unknown) => {
    throw new Error(`SEED=${seed} FILES=1: ${what} was refused`, { cause });
  });
  const theirs = readIndependently(bytes, filename);
  const raws: string[] = [];
  for await (const raw of rawSlices(
    path,
    recognised,
    rows.map(({ span }) => span),
  ))
    raws.push(raw);
  return { theirs, rows, error, raws, what: `SEED=${seed} FILES=1: ${what}` };
}

test(
  `${FILES} generated files are read as an independent reader reads them (SEED=${SEED})`,
  async () => {
    const seen: Record<string, number> = { accepted: 0, rejected: 0, skipped: 0, damaged: 0 };
    for (let file = 0; file < FILES; file++) {
      const { theirs, rows, error, raws, what } = await bothWays(SEED + file);
      const ours = rows.map((row) => ({
        position: row.position,
        ...row.span,
        found: row.ok ? { event: row.event } : { as: row.as },
      }));
      const expected = theirs.records.map(({ position, offset, length, found }) => ({
        position,
        offset,
        length,
        found,
      }));
      const at = expected.findIndex((record, index) => !isDeepStrictEqual(ours[index], record));
      if (at >= 0) expect(ours[at], `${what}, record ${at + 1}`).toEqual(expected[at]);
      expect(ours.length, what).toBe(expected.length);
      expect(error !== null, `${what}: ${error?.message}`).toBe(theirs.isDamaged);
      expect(raws, what).toEqual(
        theirs.records.map(({ offset, length }) =>
          theirs.text.subarray(offset, offset + length).toString("utf8"),
        ),
      );
      for (const row of rows)
        seen[row.ok ? "accepted" : row.as] = (seen[row.ok ? "accepted" : row.as] ?? 0) + 1;
      if (error) seen.damaged = (seen.damaged ?? 0) + 1;
    }
    process.stdout.write(`SEED=${SEED} FILES=${FILES}: ${JSON.stringify(seen)}\n`);
    // A generator that spoilt nothing, or everything, would prove nothing.
    if (FILES >= 200) for (const count of Object.values(seen)) expect(count).toBeGreaterThan(FILES / 50);
  },
  Math.max(300_000, FILES * 5000),
);
