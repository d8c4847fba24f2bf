import { createHash } from "node:crypto";
import type { Connection } from "@/lib/db";
import type { Actor } from "./schema";

export type AuditEntry = { actor: Actor; action: string; subject: string; body: Record<string, unknown> };

const AUDIT_LOCK = 7010;

/** Canonical JSON: keys sorted, so that jsonb's own order does not change a hash. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(",")}}`;
}

function hashOf(previous: string, at: string, entry: Omit<AuditEntry, "actor"> & { actor: string }): string {
  const text = [previous, at, entry.actor, entry.action, entry.subject, canonical(entry.body)].join("\n");
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Writes one audit row inside the caller's transaction, chained to the row before it: changing or removing
 * any row breaks every hash after it. Appends are serialised, or two rows would share a predecessor.
 */
export async function appendAudit(connection: Connection, entry: AuditEntry): Promise<void> {
  await connection.query("select pg_advisory_xact_lock($1)", [AUDIT_LOCK]);
  const last = await connection.query<{ hash: string }>("select hash from audit order by id desc limit 1");
  const previous = last.rows[0]?.hash ?? "";
  const at = new Date().toISOString();
  const actor = `${entry.actor.kind}:${entry.actor.id}`;
  await connection.query(
    "insert into audit (at, actor, action, subject, body, previous, hash) values ($1, $2, $3, $4, $5, $6, $7)",
    [
      at,
      actor,
      entry.action,
      entry.subject,
      canonical(entry.body),
      previous,
      hashOf(previous, at, { ...entry, actor }),
    ],
  );
}

type AuditRow = {
  id: string;
  at: Date;
  actor: string;
  action: string;
  subject: string;
  body: Record<string, unknown>;
  previous: string;
  hash: string;
};

/** Walks the chain; returns the id of the first row that does not fit, or null. */
export async function firstBrokenAudit(connection: Connection): Promise<string | null> {
  let previous = "";
  let after = "0";
  for (;;) {
    const { rows } = await connection.query<AuditRow>(
      "select * from audit where id > $1 order by id limit 1000",
      [after],
    );
    if (rows.length === 0) return null;
    for (const row of rows) {
      if (row.previous !== previous || row.hash !== hashOf(previous, row.at.toISOString(), row))
        return row.id;
      previous = row.hash;
      after = row.id;
    }
  }
}
