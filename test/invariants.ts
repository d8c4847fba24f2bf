import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { firstBrokenAudit } from "@/lib/access/audit";
import { SYSTEM } from "@/lib/access/schema";
import { store, transaction } from "@/lib/db";
import { readImport, readRejects } from "@/lib/intake/read";
import { readIndependently, type Whole } from "./independent/reader";
import { expectedOf, storedLines, sumOf, type Wanted } from "./independent/stored";

/** A file as it was sent, and the import that it became. */
export type Sent = { id: string; filename: string; bytes: Buffer };

/**
 * I1: the receipt adds up to the records of the file and its bytes to the file's size, and every rejected record can
 * be downloaded with its place and its very text.
 */
export async function expectReceipt({ id, filename, bytes }: Sent, where = ""): Promise<void> {
  const found = await readImport(SYSTEM, id);
  const theirs = readIndependently(bytes, filename);
  const { read, accepted, duplicate, skipped, rejected } = found.rows;
  expect(read, where).toBe(accepted + duplicate + skipped + rejected);
  expect(found, where).toMatchObject({ status: theirs.isDamaged ? "failed" : "done", bytes: bytes.length });
  if (theirs.isDamaged) expect(found.error, where).toMatch(/at byte \d+/);
  else expect(found.bytesRead, where).toBe(bytes.length);
  const of = (as: string) =>
    theirs.records.filter((record) => "as" in record.found && record.found.as === as);
  expect(read, where).toBe(theirs.records.length);
  expect(skipped, where).toBe(of("skipped").length);
  expect(rejected, where).toBe(of("rejected").length);
  for (const [reasons, count] of [
    [found.skippedBy, skipped],
    [found.rejectedBy, rejected],
    [found.duplicateBy, duplicate],
  ] as const)
    expect(sum(Object.values(reasons)), where).toBe(count);
  expect(await rejectsOf(id), where).toEqual(of("rejected").map((record) => rejectOf(theirs, record)));
}

const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);

async function rejectsOf(id: string) {
  const rejects: { position: number; raw: string }[] = [];
  for await (const { position, reason, raw } of readRejects(SYSTEM, id)) {
    expect(reason).not.toBe("");
    rejects.push({ position, raw });
  }
  return rejects;
}

const rejectOf = ({ text }: Whole, { position, offset, length }: Whole["records"][number]) => ({
  position,
  raw: text.subarray(offset, offset + length).toString("utf8"),
});

/** I2: what these imports stored is what an independent reader finds in their files, by count and by content. */
export async function expectEvents(sent: Sent[], where = ""): Promise<void> {
  const records = sent.flatMap(({ bytes, filename }) => readIndependently(bytes, filename).records);
  const { wanted } = expectedOf(records);
  const stored = await storedLines(
    store().pool,
    sent.map(({ id }) => id),
  );
  expect(stored.length, where).toBe(wanted.length);
  const waiting = new Map<string, Wanted[]>();
  for (const row of wanted) waiting.set(row.key, [...(waiting.get(row.key) ?? []), row]);
  for (const { key, line } of stored) {
    const rows = waiting.get(key) ?? [];
    const row = rows.find(({ lines }) => lines.includes(line));
    if (!row) expect(line, where).toBe(rows[0]?.lines[0]);
    else {
      row.lines = [line];
      waiting.set(
        key,
        rows.filter((other) => other !== row),
      );
    }
  }
  const expected = wanted.map(({ lines }) => lines[0] ?? "");
  expect(sumOf(stored.map(({ line }) => line)), where).toBe(sumOf(expected));
}

/**
 * I4: the audit chain verifies, every ruling that was acknowledged is there exactly once, has exactly one audit row,
 * and is in the history of an alert that still stands.
 */
export async function expectRulings(comments: string[], where = ""): Promise<void> {
  const { pool } = store();
  expect(await transaction(pool, firstBrokenAudit), where).toBeNull();
  const { rows } = await pool.query<{ comment: string; audited: number; stands: boolean }>(
    `select k.comment,
            (select count(*)::int from audit a where a.action = 'alert.rule' and a.body ->> 'ruling' = k.id::text) as audited,
            exists (select from alert a where a.merged_into is null and (a.id = k.alert_id or exists (
              select from alert_lineage l
              where l.alert_id = a.id and l.ancestor_id = k.alert_id and k.id <= l.up_to))) as stands
     from classification k order by k.id`,
  );
  expect(rows.map(({ comment }) => comment).sort(), where).toEqual([...comments].sort());
  for (const row of rows) expect(row, where).toMatchObject({ audited: 1, stands: true });
  const audits = await pool.query("select count(*)::int as n from audit where action = 'alert.rule'");
  expect(audits.rows, where).toEqual([{ n: comments.length }]);
}

/**
 * I6: nothing that is under way has been silent for a minute, and what has ended holds no lease. An upload that may be
 * gone on with is no job and waits for its sender.
 */
export async function expectNoSilence(where = ""): Promise<void> {
  const { rows } = await store().pool.query(
    `select id::text, status, heartbeat_at from import
     where (status in ('receiving', 'reading', 'detecting')
            and not (status = 'receiving' and exists (select from upload u where u.import_id = import.id))
            and coalesce(heartbeat_at, created_at) < now() - interval '60 seconds')
        or (status in ('done', 'failed') and (lease is not null or heartbeat_at is not null))`,
  );
  expect(rows, where).toEqual([]);
}

/** No file is left over: no part of an upload, and of every upload one copy. */
export function expectTidy(folder: string, sent: Sent[], where = ""): void {
  const kept = sent.map(({ bytes }) => createHash("sha256").update(bytes).digest("hex"));
  expect(namesIn(join(folder, "spool")), where).toEqual([]);
  // A background job may have rewritten an upload under its name with an ending.
  const held = namesIn(join(folder, "uploads")).map((name) => name.slice(0, 64));
  expect([...new Set(held)], where).toEqual([...new Set(kept)].sort());
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

/** I1, I2 and I6 of files that have ended, and the tidiness of the folder they lie in. */
export async function expectWhole(folder: string, sent: Sent[], where = ""): Promise<void> {
  for (const one of sent) await expectReceipt(one, where);
  await expectEvents(sent, where);
  await expectNoSilence(where);
  expectTidy(folder, sent, where);
}
