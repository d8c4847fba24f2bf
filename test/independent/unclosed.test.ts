import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { logFolder, readWhole } from "@/test/log-files";
import { Random, SEED } from "@/test/seeded";
import { readIndependently } from "./reader";
import { attemptOf } from "./rows";
import { portalTable } from "./tables";

const FILES = Math.ceil(Number(process.env.FILES ?? 1000) / 15);
const ROWS = 40;
const write = logFolder();

/** A portal table without line breaks in its cells, as lines; row `at` opens a quote that nothing closes. */
function spoilt(random: Random, at: number) {
  const attempts = Array.from({ length: ROWS }, () => attemptOf(random));
  const { header, rows } = portalTable(attempts, random);
  const isQuoted = random.chance(0.5);
  const calm = (cell: string) => cell.replace(/[\r\n"]/g, " ").replace(/^,+/, "");
  const line = (cells: string[]) =>
    cells.map((cell) => (isQuoted || cell.includes(",") ? `"${calm(cell)}"` : calm(cell))).join(",");
  const lines = rows.map(line);
  const whole = [line(header), ...lines].join("\n");
  lines[at] = `"never closed,${lines[at]?.replaceAll('"', "")}`;
  return { whole, broken: [line(header), ...lines].join("\n") };
}

test(
  `a quote that nothing closes costs its own row and at most the next two (SEED=${SEED})`,
  async () => {
    let alone = 0;
    for (let file = 0; file < FILES; file++) {
      const random = new Random(SEED + file);
      const at = random.between(1, ROWS - 4);
      const { whole, broken } = spoilt(random, at);
      const theirs = readIndependently(Buffer.from(whole), "export.csv").records;
      const { rows, error } = await readWhole(write(broken, "export.csv"));
      const what = `SEED=${SEED + file}, row ${at + 1}`;
      expect(error, what).toBeNull();
      expect(rows[at], what).toMatchObject({ ok: false });
      const events = rows.map((row) => (row.ok ? { event: row.event } : { as: row.as }));
      const expected = theirs.map(({ found }) => found);
      const lost = ROWS - rows.length;
      expect(lost, what).toBeLessThanOrEqual(2);
      if (lost === 0) alone += 1;
      expect(isDeepStrictEqual(events.slice(0, at), expected.slice(0, at)), what).toBe(true);
      expect(isDeepStrictEqual(events.slice(at + 1), expected.slice(at + 1 + lost)), what).toBe(true);
    }
    expect(alone).toBeGreaterThan(FILES * 0.9);
  },
  Math.max(60_000, FILES * 500),
);
