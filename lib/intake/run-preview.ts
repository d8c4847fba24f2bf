import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { store, transaction } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { overlapsOf } from "@/lib/event/run-overlap";
import { importIdOf } from "./read";
import { Removal } from "./schema";

const Found = z.object({ tenantId: z.number(), from: z.date().nullable(), to: z.date().nullable() });

/** What removing an import would take away and set in motion. Changes nothing. Throws `not-found`. */
export async function previewRemoval(actor: Actor, id: string): Promise<Removal> {
  authorise(actor, "read");
  const importId = importIdOf(id);
  return transaction(store().pool, async (connection) => {
    const found = await connection.query(
      `select tenant_id as "tenantId", events_from as from, events_to as to from import where id = $1`,
      [importId],
    );
    if (!found.rows[0]) throw new AppError("not-found", `There is no import ${id}.`);
    const { tenantId, from, to } = Found.parse(found.rows[0]);
    const others = await connection.query(
      `select id::text, filename from import where id = any($1::bigint[]) and task is distinct from 'remove' order by id`,
      [await overlapsOf(connection, importId)],
    );
    const counted = await connection.query(
      `with own as materialized (
         select origin_id, at from event
         where tenant_id = $1 and import_id = $2 and at >= $3 and at <= $4
       ), touched as (select distinct origin_id, date_trunc('hour', at, 'UTC') as hour from own)
       select (select count(*)::int from own) as events, count(distinct a.id)::int as alerts,
              (count(distinct a.id) filter (where a.ruled_status is not null))::int as ruled
       from touched t
       join detection d on d.tenant_id = $1 and d.window_from < t.hour + interval '1 hour' and d.window_to > t.hour
         and (coalesce(d.origin_id, (select o.id from origin o where o.kind = 'none')) = t.origin_id
              or exists (select from detection_row r where r.detection_id = d.id and r.origin_id = t.origin_id))
       join alert a on a.id = d.alert_id`,
      [tenantId, importId, from, to === null ? null : new Date(to.getTime() + 1)],
    );
    return Removal.parse({ ...counted.rows[0], readAgain: others.rows });
  });
}
