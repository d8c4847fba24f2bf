import "@/test/data-folder";
import { beforeEach, expect, test } from "vitest";
import { firstBrokenAudit } from "@/lib/access/audit";
import { SYSTEM } from "@/lib/access/schema";
import { transaction } from "@/lib/db";
import { Mapping } from "@/lib/source/mapping";
import { databaseForFile } from "@/test/database";
import { drain, importText } from "@/test/upload";
import { listImports, readImport, readRejects } from "./read";
import { listMappings } from "./read-mappings";
import { previewMapping, readColumns } from "./run-columns";
import { forgetMapping, saveMapping } from "./run-mapping";
import { removeImport, replayImport } from "./run-request";

const store = databaseForFile();

beforeEach(async () => {
  await store().pool.query(
    "truncate import, import_reject, event, probe, presence, rollup, client_day, touched, detection, origin_total, origin_stale, alert, classification, coverage, mapping cascade",
  );
});

const HEADER = "When,Who,Source IP,Result,App";
const row = (at: number, who: string, result = "denied") =>
  `4/${(at % 9) + 1}/2026 10:${String(at).padStart(2, "0")}:00,${who}@contoso.example,203.0.113.9,${result},Portal`;
const table = (rows: string[]) => `${[HEADER, ...rows].join("\n")}\n`;
const ROWS = [row(0, "ana"), row(1, "bob", "granted"), "soon,cleo@contoso.example,203.0.113.9,denied,Portal"];
const MAPPING = Mapping.parse({
  time: "when",
  account: "who",
  address: "source ip",
  app: "app",
  outcome: { column: "result", success: ["granted"], failure: ["denied"] },
  dateOrder: "day-first",
  timeZone: "+02:00",
});

const sum = ({ rows }: { rows: Record<string, number> }) =>
  (rows.accepted ?? 0) + (rows.duplicate ?? 0) + (rows.skipped ?? 0) + (rows.rejected ?? 0);

const events = async () =>
  (
    await store().pool.query(
      `select to_char(e.at at time zone 'UTC', 'MM-DD HH24:MI') as at, i.name, o.code, e.import_id::text as import
       from event e join identity i on i.id = e.identity_id join outcome o on o.id = e.outcome_id order by e.at`,
    )
  ).rows;

async function mapped(text: string, mapping = MAPPING) {
  const { id } = await importText(text, { filename: "vpn.csv" });
  await saveMapping(SYSTEM, id, mapping);
  await drain();
  return readImport(SYSTEM, id);
}

test("an unknown header fails with what to do; mapped, the file is read and every row is accounted for", async () => {
  const failed = await importText(table(ROWS), { filename: "vpn.csv" });
  expect(failed).toMatchObject({ status: "failed", needsMapping: true, rows: { read: 0 } });
  expect(failed.error).toBe(
    "No known header (When, Who, Source IP, Result, App): say which column holds what.",
  );
  const queued = await saveMapping(SYSTEM, failed.id, MAPPING);
  expect(queued).toMatchObject({ status: "queued", needsMapping: false, error: null, timeZone: "+02:00" });
  await drain();
  const done = await readImport(SYSTEM, failed.id);
  expect(done).toMatchObject({
    ...{ status: "done", format: "mapped", error: null, needsMapping: false },
    rows: { read: 3, accepted: 2, duplicate: 0, skipped: 0, rejected: 1 },
    ...{ rejectedBy: { "time cannot be read": 1 }, unmapped: 1 },
  });
  expect(done.notes[0]).toMatch(/^Read by the mapping that Rollcall made on \d{4}-\d\d-\d\d\.$/);
  expect(done.bytesRead).toBe(done.bytes);
  // 4/1 day-first is 4 January; 10:00 at +02:00 is 08:00 UTC.
  expect(await events()).toMatchObject([
    { at: "01-04 08:00", name: "ana@contoso.example", code: "" },
    { at: "02-04 08:01", name: "bob@contoso.example", code: "0" },
  ]);
  const rejects: unknown[] = [];
  for await (const reject of readRejects(SYSTEM, done.id)) rejects.push(reject);
  expect(rejects).toEqual([{ position: 3, reason: "time cannot be read", raw: ROWS[2] }]);
});

test("a later file with that header needs no step, another header does", async () => {
  await mapped(table(ROWS));
  const next = await importText(table([row(5, "dora"), row(6, "eve")]), { filename: "next.csv" });
  expect(next).toMatchObject({ status: "done", format: "mapped", timeZone: "+02:00", rows: { accepted: 2 } });
  expect(next.notes[0]).toMatch(/^Read by the mapping that Rollcall made on /);
  const other = await importText(table([row(7, "f"), row(8, "g")]).replace("Who", "Whom"));
  expect(other).toMatchObject({ status: "failed", needsMapping: true });
});

test("mapping again ends as if it had been mapped so at first, and what others were read by stays", async () => {
  const first = await mapped(table(ROWS));
  const second = await importText(table([row(5, "dora")].concat(row(6, "eve"))), { filename: "next.csv" });
  const monthFirst = Mapping.parse({ ...MAPPING, dateOrder: "month-first", timeZone: null });
  await saveMapping(SYSTEM, first.id, monthFirst);
  await drain();
  const of = async (id: string) => (await events()).filter(({ import: from }) => from === id);
  expect((await of(first.id)).map(({ at }) => at)).toEqual(["04-01 10:00", "04-02 10:01"]);
  const before = await of(second.id);
  await replayImport(SYSTEM, second.id);
  await drain();
  expect(await of(second.id)).toEqual(before);
  expect((await listMappings(SYSTEM, { limit: 10 })).items).toHaveLength(1);
});

test("a forgotten mapping costs no row that was read by it, whoever is read again for another one's sake", async () => {
  const first = await mapped(table([row(0, "ana"), row(1, "bob")]));
  const second = await importText(table([row(1, "bob"), row(2, "cleo")]), { filename: "next.csv" });
  expect(second.rows).toMatchObject({ accepted: 1, duplicate: 1 });
  const [kept] = (await listMappings(SYSTEM, { limit: 1 })).items;
  expect(kept).toMatchObject({ header: HEADER.split(","), createdBy: "Rollcall" });
  await forgetMapping(SYSTEM, kept?.id ?? "");
  await removeImport(SYSTEM, first.id);
  await drain();
  expect((await readImport(SYSTEM, second.id)).rows).toMatchObject({ read: 2, accepted: 2, duplicate: 0 });
  const third = await importText(table([row(3, "dora"), row(4, "eve")]), { filename: "third.csv" });
  expect(third.needsMapping).toBe(true);
  await expect(forgetMapping(SYSTEM, kept?.id ?? "")).rejects.toMatchObject({ code: "not-found" });
});

test("the columns come with a guess, their first rows and how their times would be read", async () => {
  const { id } = await importText(table(ROWS), { filename: "vpn.csv" });
  const found = await readColumns(SYSTEM, id, {});
  expect(found.columns.map(({ title }) => title)).toEqual(HEADER.split(","));
  expect(found.guess).toEqual({
    fields: { time: "when", account: "who", address: "source ip", app: "app" },
    outcome: { column: "result", success: ["granted"], failure: ["denied"] },
  });
  expect(found.rows[0]).toEqual([
    "4/1/2026 10:00:00",
    "ana@contoso.example",
    "203.0.113.9",
    "denied",
    "Portal",
  ]);
  expect(found.times).toMatchObject({
    ...{ column: "when", order: "month-first", why: "undecided", assumesZone: true, zone: "UTC" },
    values: [
      { typed: "4/1/2026 10:00:00", utc: "2026-04-01T10:00:00.000Z" },
      { utc: "2026-04-02T10:01:00.000Z" },
      { typed: "soon", utc: null, why: "time cannot be read" },
    ],
  });
  const chosen = await readColumns(SYSTEM, id, { timeZone: "Europe/Berlin", dateOrder: "day-first" });
  expect(chosen.times?.values[0]?.utc).toBe("2026-01-04T09:00:00.000Z");
});

test("a preview says what the rows would be and changes nothing", async () => {
  const { id } = await importText(table(ROWS), { filename: "vpn.csv" });
  const preview = await previewMapping(SYSTEM, id, MAPPING);
  expect(preview).toMatchObject({
    ...{ looked: 3, rejected: 1, rejectedBy: { "time cannot be read": 1 }, unmapped: 1, signedIn: 1 },
    rows: [
      { at: "2026-01-04T08:00:00.000Z", account: "ana@contoso.example", answer: "nothing", isMapped: false },
      { answer: "signed-in", code: "0", address: "203.0.113.9" },
      { reason: "time cannot be read", at: null },
    ],
  });
  expect(await readImport(SYSTEM, id)).toMatchObject({ status: "failed", needsMapping: true });
  expect((await listMappings(SYSTEM, { limit: 1 })).items).toEqual([]);
});

test("who may not, what is not there and what is not asked about is refused", async () => {
  const { id } = await importText(table(ROWS), { filename: "vpn.csv" });
  const reader = { ...SYSTEM, scopes: ["read"] as const };
  await expect(saveMapping(reader, id, MAPPING)).rejects.toMatchObject({ code: "forbidden" });
  const wrong = { ...MAPPING, account: "whom" };
  await expect(saveMapping(SYSTEM, id, wrong)).rejects.toMatchObject({ code: "bad-input" });
  const known = await importText('{"half":\n{"x":1}\n', { filename: "a.json" });
  await expect(readColumns(SYSTEM, known.id, {})).rejects.toMatchObject({ code: "conflict" });
});

test("each decision has one audit row, and the chain holds", async () => {
  const { id } = await mapped(table(ROWS));
  const [kept] = (await listMappings(SYSTEM, { limit: 1 })).items;
  await forgetMapping(SYSTEM, kept?.id ?? "");
  const { rows } = await store().pool.query(
    "select action from audit where subject = any($1::text[]) order by id",
    [[`import:${id}`, `mapping:${kept?.id}`]],
  );
  expect(rows.map(({ action }) => action)).toEqual(["import.map", "mapping.forget"]);
  expect(await transaction(store().pool, firstBrokenAudit)).toBeNull();
  const { items } = await listImports(SYSTEM, { limit: 10 });
  expect(items.map((item) => sum(item) - item.rows.read)).toEqual([0]);
});
