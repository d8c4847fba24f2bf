import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csv, graphRecord, logFolder, readWhole } from "@/test/log-files";

const write = logFolder();
const records = Array.from({ length: 12 }, (_, at) =>
  graphRecord({ id: `id-${at}`, userAgent: 'a "b", [c] {d}\n' }),
);
const columns = ["CreatedDateTime", "Id", "UserPrincipalName", "ResultType", "IPAddress", "Type"];
const cells = records.map((_, at) => [
  "2026-03-03T10:15:30Z",
  `id-${at}`,
  'a"b,\nc',
  "50034",
  "203.0.113.7",
  "SigninLogs",
]);

const FILES: Record<string, string> = {
  lines: records.map((record) => JSON.stringify(record)).join("\n"),
  "a page": JSON.stringify({ "@odata.context": "x", value: records }, null, 1),
  "an answer of the query API": JSON.stringify({
    tables: [
      { name: "PrimaryResult", columns: columns.map((name) => ({ name, type: "string" })), rows: cells },
    ],
  }),
  "an answer of Elasticsearch": JSON.stringify({
    hits: { total: 1, hits: records.map((_source) => ({ _source })) },
  }),
  "diagnostic records": JSON.stringify({
    records: records.map((properties) => ({
      time: "x",
      category: "SignInLogs",
      operationName: "y",
      properties,
    })),
  }),
  CSV: csv(columns, cells),
};

const wound = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  how: fc.constantFrom("cut", "flip", "insert", "remove"),
  byte: fc.constantFrom(0, 0x22, 0x5b, 0x5d, 0x7b, 0x7d, 0x2c, 0x3a, 0x5c, 0x0a, 0xff, 0x41),
});

function wounded(bytes: Buffer, { at, how, byte }: { at: number; how: string; byte: number }): Buffer {
  const place = Math.min(bytes.length - 1, Math.floor(at * bytes.length));
  if (how === "cut") return bytes.subarray(0, place);
  const rest = bytes.subarray(how === "insert" ? place : place + 1);
  return Buffer.concat([bytes.subarray(0, place), Buffer.from(how === "remove" ? [] : [byte]), rest]);
}

test.each(Object.keys(FILES))(
  "%s that is damaged anywhere costs no neighbours without a word, and never more than an error that says where",
  async (what) => {
    const whole = Buffer.from(FILES[what] ?? "");
    await fc.assert(
      fc.asyncProperty(
        fc.array(wound, { minLength: 1, maxLength: 2 }),
        fc.boolean(),
        async (wounds, isPacked) => {
          const bytes = wounds.reduce(wounded, whole);
          const path = write(isPacked ? gzipSync(bytes) : bytes);
          const { rows, error } = await readWhole(path).catch((caught) => ({ rows: [], error: caught }));
          if (error) expect(error).toMatchObject({ name: "AppError" });
          expect(rows.map(({ position }) => position)).toEqual(rows.map((_, at) => at + 1));
          let end = 0;
          for (const { span } of rows) {
            expect(span.offset).toBeGreaterThanOrEqual(end);
            end = span.offset + span.length;
          }
          expect(end).toBeLessThanOrEqual(bytes.length);
          // Wounds cost what they touch; where the rest is lost, an error says so. Only lines have no end to miss.
          const isShort = ["lines", "CSV"].includes(what) && wounds.some(({ how }) => how === "cut");
          if (!error && !isShort) expect(rows.length).toBeGreaterThanOrEqual(records.length - 4);
        },
      ),
      { numRuns: 120 },
    );
  },
);
