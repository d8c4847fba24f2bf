import { z } from "zod";
import { appendAudit } from "@/lib/access/audit";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { type Connection, type Pool, Prisma, store, transaction } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { ticksOf } from "./coverage";
import { type NewTick, Tick } from "./tick-schema";

const Row = Tick.extend({ at: z.date().transform((at) => at.toISOString()) });

/** Every tick on the alert, the latest first; those of alerts that merged with it or that it split from too. */
export async function ticksOn(connection: Connection | Pool, alertId: string): Promise<Tick[]> {
  const { rows } = await connection.query(Prisma.sql`
    select id::text, step, state, note, ticked_by_name as by, ticked_at as at, alert_id::text as "alertId"
    from (${ticksOf(alertId)}) g order by g.id desc`);
  return z.array(Row).parse(rows);
}

/** The tick that counts of each step: its latest. */
export function latestTicks(ticks: readonly Tick[]): Map<string, Tick> {
  const latest = new Map<string, Tick>();
  for (const tick of ticks) if (!latest.has(tick.step)) latest.set(tick.step, tick);
  return latest;
}

/**
 * Ticks a step, or takes the tick back; row and audit row are one transaction. The alert's version stays: nothing
 * that a ruling decides on has changed, and two people may work through one guide. Saying again what stands there
 * writes nothing.
 * @throws AppError `not-found`; `stale` when the step was ticked since `seen`, or the alert was merged.
 */
export async function tickStep(actor: Actor, id: string, wanted: NewTick): Promise<Tick> {
  authorise(actor, "triage");
  return transaction(store().pool, async (connection) => {
    await lockAlert(connection, id);
    const last = latestTicks(await ticksOn(connection, id)).get(wanted.step);
    if (wanted.seen !== undefined && wanted.seen !== (last?.id ?? null)) {
      throw new AppError(
        "stale",
        `${last ? `${last.by} left this step ${last.state}` : "Nobody ticked this step"} meanwhile. Read it again.`,
      );
    }
    const note = wanted.note || null;
    if (last && last.state === wanted.state && (last.note ?? null) === note) return last;
    if (!last && wanted.state === "open") throw new AppError("bad-input", "Nobody has ticked this step.");
    return storeTick(connection, actor, id, { ...wanted, note }, last);
  });
}

/** The alert's row, held until the tick is written: nobody merges it away meanwhile. */
async function lockAlert(connection: Connection, id: string): Promise<void> {
  if (!/^\d{1,18}$/.test(id)) throw new AppError("not-found", `There is no alert ${id}.`);
  const { rows } = await connection.query<{ to: string | null }>(
    "select merged_into::text as to from alert where id = $1 for update",
    [id],
  );
  if (!rows[0]) throw new AppError("not-found", `There is no alert ${id}.`);
  if (rows[0].to)
    throw new AppError("stale", `Alert ${id} is part of alert ${rows[0].to} now; go on with that one.`);
}

async function storeTick(
  connection: Connection,
  actor: Actor,
  alertId: string,
  { step, state, note }: NewTick,
  before: Tick | undefined,
): Promise<Tick> {
  const { rows } = await connection.query(Prisma.sql`
    insert into guide_tick (alert_id, step, state, note, ticked_by, ticked_by_name)
    values (${alertId}, ${step}, ${state}, ${note ?? null}, ${actor.id}, ${actor.name})
    returning id::text, step, state, note, ticked_by_name as by, ticked_at as at, alert_id::text as "alertId"`);
  const tick = Row.parse(rows[0]);
  await appendAudit(connection, {
    actor,
    action: "alert.tick",
    subject: `alert:${alertId}`,
    body: { tick: tick.id, step, before: before?.state ?? "open", after: state, note: note ?? null },
  });
  return tick;
}
