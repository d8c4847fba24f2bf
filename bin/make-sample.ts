// Writes the synthetic sample exports to public/sample/, out of the replay range. Seeded: the same files every time.
// `node --import tsx bin/make-sample.ts [FOLDER]`. People, company and addresses are invented; addresses are private or
// set aside for documentation, and so are the network numbers (RFC 1918, RFC 5737, RFC 3849, RFC 5398).
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { auditRecord } from "../bench/audit-form";
import { graphRecord } from "../bench/graph-form";
import { sampleScenario } from "../bench/range/sample";
import { logOf } from "../bench/range/write";

const folder = process.argv[2] ?? join(import.meta.dirname, "..", "public", "sample");

/** Every record says what it is, also when it is looked at alone. */
const marked = (record: string) => `${record.slice(0, -1)},"note":"synthetic sample"}\n`;

const scenario = sampleScenario();
const { signIns, audits } = logOf(scenario, "ndjson");
const files = {
  "synthetic-sign-ins.ndjson": signIns.map((row) => marked(graphRecord(row, scenario.company))),
  "synthetic-audit-logs.ndjson": audits.map((row) => marked(auditRecord(row))),
};
mkdirSync(folder, { recursive: true });
for (const [name, records] of Object.entries(files)) {
  const packed = gzipSync(records.join(""), { level: 9 });
  writeFileSync(join(folder, `${name}.gz`), packed);
  console.log(`${name}.gz: ${records.length} records, ${Math.round(packed.length / 1024)} KiB`);
}
