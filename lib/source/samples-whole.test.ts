import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Parsed } from "@/lib/event/schema";
import { readWhole } from "@/test/log-files";

/**
 * Every real log that lies beside the project, against what other programs read in it: test/sample-truth.txt, which says
 * of each file why. Where the folder is absent the files are left out, and the last test's name says so.
 */
const FOLDER = fileURLToPath(new URL("../../../shared/samples", import.meta.url));
const areThere = existsSync(FOLDER);
const TRUTH = readFileSync(new URL("../../test/sample-truth.txt", import.meta.url), "utf8");

/** The path of a file, its reason, and what is in it. */
const blocks = TRUTH.trim()
  .split("\n\n")
  .slice(1)
  .map((block) => {
    const [file = "", why = "", ...told] = block.split("\n").map((line) => line.trim());
    return { file, why: why.replace(/^# /, ""), told: told.join("\n") };
  });

/** Whose operation names the event better than where it happened. */
const hasOperations = (source: string) => source === "ual" || source === "windows-security";

/** The same sentences of what we read. */
async function tell(file: string): Promise<string> {
  const { recognised, rows, error } = await readWhole(`${FOLDER}/${file}`);
  if (error) throw error;
  const events = rows.flatMap((row) => (row.ok ? [row.event] : []));
  const kinds = counted(
    events.map(({ source, operation, vector, code }) =>
      `${hasOperations(source) ? operation : vector} ${code}`.trim(),
    ),
  );
  const names = new Set(events.map(({ name }) => name.trim().toLowerCase()).filter((name) => name !== ""));
  const sources = new Set(events.map(({ address }) => address));
  const moments = events.map(({ atMicros }) => atMicros).sort((a, b) => (a < b ? -1 : 1));
  const [first, last] = [moments[0], moments.at(-1)];
  const span = first === undefined || last === undefined ? [] : [`${iso(first)} to ${iso(last)}`];
  const sum = [`skipped ${left(rows, "skipped")}`, `rejected ${left(rows, "rejected")}`];
  return [
    `${recognised.format}: ${kinds || "no event"}`,
    [...sum, `names ${names.size}`, `sources ${sources.size}`, ...span].join(", "),
  ].join("\n");
}

const left = (rows: Parsed[], as: "skipped" | "rejected") =>
  rows.filter((row) => !row.ok && row.as === as).length;

function counted(kinds: string[]): string {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return Object.entries(counts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${kind} ×${count}`)
    .join(", ");
}

const iso = (micros: bigint) =>
  `${new Date(Number(micros / 1000n)).toISOString().slice(0, 19)}.${String(micros % 1_000_000n).padStart(6, "0")}`;

if (areThere) {
  test.each(blocks)("$file: $why", async ({ file, told }) => {
    const refused = /^refused: (.+)$/.exec(told)?.[1];
    if (refused === undefined) expect(await tell(file)).toBe(told);
    else
      await expect(readWhole(`${FOLDER}/${file}`)).rejects.toMatchObject({
        code: "unsupported",
        message: expect.stringContaining(refused),
      });
  });

  test("no sample is without an expectation, and none is expected that is not there", () => {
    const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== "INDEX.tsv")
      .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(FOLDER.length + 1));
    expect(blocks.map(({ file }) => file).sort()).toEqual(files.sort());
  });
}

test(`the samples ${areThere ? "were all read" : "are absent: what they hold was left out"}`, () => {
  expect(blocks.length).toBeGreaterThan(50);
});
