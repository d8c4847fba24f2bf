import { Prisma } from "@/lib/db";
import { ANSWERS } from "@/lib/event/schema";
import { RULES } from "./catalogue";
import type { HourRule, Rule } from "./rule";

/** Weakest first: the index, from 1, is the rank that SQL compares. */
export const ANSWER_RANKS = Prisma.sql`${[...ANSWERS]}::text[]`;

/** The group's values of a stored detection, in the rule's order, as `asked` gives them. */
const keysOf = (rule: HourRule) =>
  Prisma.sql`array[${Prisma.join(rule.groupKeys.map((key) => Prisma.sql`d."group" ->> ${key}`))}]`;

/**
 * The ledger rows behind detections. `chosen` is a relation with the ids of some detections (one column, id);
 * the result has detection_id, alert_id, rule_id, the row's key (tenant_id, origin_id, hour, client_id, outcome_id, identity_id),
 * name, code, attempts, first and last. A row that counts in two detections comes twice, and an episode's row has the
 * attempts inside it, so callers that add attempts up fold by the key first. `rules` spares the arms of rules that none
 * of them is of.
 */
export function rowsOf(chosen: Prisma.Sql, rules: readonly Rule[] = RULES): Prisma.Sql {
  const arms = rules.filter((rule) => rule.kind === "hour").map((rule) => hourRowsOf(chosen, rule));
  if (rules.some((rule) => rule.kind === "span" || rule.kind === "flagged")) arms.push(spanRowsOf(chosen));
  return Prisma.join(arms, " union all ");
}

const hourRowsOf = (chosen: Prisma.Sql, rule: HourRule) => Prisma.sql`
  select d.id as detection_id, d.alert_id, d.rule_id, a.tenant_id, a.origin_id, a.hour, a.client_id, a.outcome_id, a.identity_id,
         a.name, a.code, a.attempts, a.first, a.last
  from (${chosen}) as chosen
  join detection d on d.id = chosen.id and d.rule_id = ${rule.id}
  join (${rule.asked(Prisma.sql`
    select distinct d.tenant_id, d.origin_id, d.window_from as hour
    from (${chosen}) as chosen join detection d on d.id = chosen.id
    where d.rule_id = ${rule.id}`)}
  ) a on a.tenant_id = d.tenant_id and a.origin_id = d.origin_id and a.hour = d.window_from
     and a.keys = ${keysOf(rule)}`;

/** An episode's rows were written down with it. */
const spanRowsOf = (chosen: Prisma.Sql) => Prisma.sql`
  select d.id as detection_id, d.alert_id, d.rule_id, r.tenant_id, r.origin_id, r.hour, r.client_id, r.outcome_id, r.identity_id,
         i.name, coalesce(nullif(u.code, ''), upper(u.vector)) as code, r.attempts, r.first, r.last
  from (${chosen}) as chosen
  join detection d on d.id = chosen.id
  join detection_row r on r.detection_id = d.id
  join identity i on i.id = r.identity_id
  join outcome u on u.id = r.outcome_id`;
