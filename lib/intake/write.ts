import { z } from "zod";
import { appendAudit } from "@/lib/access/audit";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { type Connection, store, transaction } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { lockDetection, lockLoad } from "@/lib/event/locks";
import { settleTenant } from "@/lib/event/run-filling";
import { forgetOverlaps } from "@/lib/event/run-overlap";
import { ALL_SOURCES } from "@/lib/event/write";
import { LIMITS_SETTING, Limits } from "./limits";
import { readLimits } from "./read";
import { removeUpload } from "./run-uploads";

/**
 * Removes the sample data whole: events, ledger, detections, alerts with their rulings, imports and the files that
 * nobody else uploaded. Real data lives in other tenants and is not touched. A second call finds nothing and
 * writes no audit row.
 */
export async function removeSample(actor: Actor): Promise<void> {
  authorise(actor, "ingest");
  const { db, pool } = store();
  const tenants = await db.tenant.findMany({ where: { isSample: true } });
  for (const { id, name } of tenants) {
    const files = await transaction(pool, async (connection) => {
      // A sample that is being read right now: its batch ends first, and the next one finds its import gone.
      await lockDetection(connection);
      await lockLoad(connection, id, ALL_SOURCES);
      await settleTenant(connection, id);
      const removed = await removeRows(connection, id);
      if (removed.imports === 0) return [];
      await appendAudit(connection, {
        actor,
        action: "sample.remove",
        subject: `tenant:${name}`,
        body: { imports: removed.imports, events: removed.events },
      });
      return removed.files;
    });
    // The rows are gone by now; a file that stays behind after a crash is found by the sweep.
    for (const sha256 of files) await removeUpload(sha256);
  }
}

async function removeRows(connection: Connection, tenantId: number) {
  const tenant = [tenantId];
  await connection.query(
    `delete from classification c using alert a where a.id = c.alert_id and a.tenant_id = $1`,
    tenant,
  );
  await connection.query("delete from detection where tenant_id = $1", tenant);
  await connection.query("delete from alert where tenant_id = $1", tenant);
  await connection.query(
    "insert into origin_stale select distinct origin_id from probe where tenant_id = $1 on conflict do nothing",
    tenant,
  );
  await connection.query("delete from touched where tenant_id = $1", tenant);
  await connection.query("delete from touched_tenant where tenant_id = $1", tenant);
  await connection.query("delete from watched where tenant_id = $1", tenant);
  await connection.query("delete from followed where tenant_id = $1", tenant);
  await connection.query("delete from touched_suspect where tenant_id = $1", tenant);
  await connection.query("delete from watched_day where tenant_id = $1", tenant);
  await connection.query("delete from probe where tenant_id = $1", tenant);
  await connection.query("delete from presence where tenant_id = $1", tenant);
  await connection.query("delete from rollup where tenant_id = $1", tenant);
  await connection.query("delete from client_day where tenant_id = $1", tenant);
  const events = await connection.query("delete from event where tenant_id = $1", tenant);
  const imports = await connection.query<{ id: string; sha256: string | null }>(
    "delete from import where tenant_id = $1 returning id::text, sha256",
    tenant,
  );
  await forgetOverlaps(
    connection,
    imports.rows.map(({ id }) => BigInt(id)),
  );
  return {
    events: events.rowCount ?? 0,
    imports: imports.rowCount ?? 0,
    files: [...new Set(imports.rows.flatMap(({ sha256 }) => sha256 ?? []))],
  };
}

/** Sets what an upload may cost, from the next one on. Needs `admin`. Throws `bad-input`. */
export async function saveLimits(actor: Actor, wanted: z.input<typeof Limits>): Promise<Limits> {
  authorise(actor, "admin");
  const parsed = Limits.safeParse(wanted);
  if (!parsed.success) throw new AppError("bad-input", z.prettifyError(parsed.error));
  const before = await readLimits();
  await transaction(store().pool, async (connection) => {
    await connection.query(
      `insert into setting (name, value) values ($1, $2::jsonb)
       on conflict (name) do update set value = excluded.value, updated_at = now()`,
      [LIMITS_SETTING, JSON.stringify(parsed.data)],
    );
    const body = { before, now: parsed.data };
    await appendAudit(connection, { actor, action: "limits.set", subject: "setting:limits", body });
  });
  return parsed.data;
}

/** Ends an import that Rollcall itself could not read, for a reason that is not the file's. What is stored stays. */
export async function giveUpImport(id: string, why: string): Promise<void> {
  await store().pool.query(
    `update import set status = 'failed', error = $2, finished_at = now(), lease = null, heartbeat_at = null,
       is_resumable = task is null and not is_again, task = null, is_again = false
     where id = $1 and (status in ('queued', 'reading', 'detecting') or task is not null)`,
    [id, why],
  );
}
