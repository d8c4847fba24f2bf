import { appendAudit } from "@/lib/access/audit";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { store, transaction } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { floorHour, HOUR } from "@/lib/time";
import { ruleOf } from "./catalogue";
import { readReevaluation } from "./read";
import { queueReevaluations } from "./run-reevaluate";
import type { NewReevaluation, Reevaluation } from "./schema";

/**
 * Asks for a rule to be evaluated anew over all rows held or a range, in the background. Rulings stay as they are.
 * Asked again while the same is still open, it answers with that one. One audit row for each that is queued.
 * @throws AppError `not-found` for an id that no rule has, `bad-input` for an empty range.
 */
export async function requestReevaluation(
  actor: Actor,
  ruleId: string,
  { from, to }: NewReevaluation = {},
): Promise<Reevaluation> {
  authorise(actor, "triage");
  const rule = ruleOf(ruleId);
  if (from && to && from >= to) throw new AppError("bad-input", "`from` must lie before `to`.");
  const range = [from ? floorHour(from) : null, to ? new Date(Math.ceil(to.getTime() / HOUR) * HOUR) : null];
  const id = await transaction(store().pool, async (connection) => {
    // Two people who press at once get one.
    await connection.query("lock table reevaluation in share row exclusive mode");
    const open = await connection.query<{ id: string }>(
      `select id::text from reevaluation
       where rule_id = $1 and version = $2 and status in ('queued', 'running')
         and range_from is not distinct from $3 and range_to is not distinct from $4
       order by reevaluation.id limit 1`,
      [rule.id, rule.version, ...range],
    );
    if (open.rows[0]) return open.rows[0].id;
    const made = await connection.query<{ id: string }>(
      `insert into reevaluation (rule_id, version, range_from, range_to, asked_by) values ($1, $2, $3, $4, $5)
       returning id::text`,
      [rule.id, rule.version, ...range, actor.name],
    );
    const reevaluation = made.rows[0]?.id ?? "";
    const body = { reevaluation, version: rule.version, from: range[0] ?? null, to: range[1] ?? null };
    await appendAudit(connection, {
      ...{ actor, action: "rule.reevaluate", subject: `rule:${rule.id}` },
      body: { ...body, from: body.from?.toISOString() ?? null, to: body.to?.toISOString() ?? null },
    });
    await queueReevaluations(connection);
    return reevaluation;
  });
  return readReevaluation(actor, rule.id, id);
}
