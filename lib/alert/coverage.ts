import { Prisma } from "@/lib/db";
import { ANSWER_RANKS, rowsOf } from "@/lib/detection/ledger";

/** The rulings of an alert: its own, and those of the alerts it merged with or split from. */
export const historyOf = (alertId: string | Prisma.Sql) => Prisma.sql`
  select k.* from classification k where k.alert_id = ${alertId}
  union
  select k.* from alert_lineage l
  join classification k on k.alert_id = l.ancestor_id and k.id <= l.up_to
  where l.alert_id = ${alertId}`;

/** What was ticked on an alert: its own, and on the alerts it merged with or split from. */
export const ticksOf = (alertId: string) => Prisma.sql`
  select g.* from guide_tick g where g.alert_id = ${alertId}
  union
  select g.* from alert_lineage l
  join guide_tick g on g.alert_id = l.ancestor_id and g.id <= l.up_to
  where l.alert_id = ${alertId}`;

/** Per detection of an alert and raw name, the rank of its best answer. */
const bestOf = (chosen: Prisma.Sql) => Prisma.sql`
  select r.detection_id, r.name, max(array_position(${ANSWER_RANKS}, u.answer)) as rank
  from (${rowsOf(chosen)}) r join outcome u on u.id = r.outcome_id
  group by r.detection_id, r.name`;

/**
 * The detections of an alert (one column, id) that its people have not seen as they are: no closing ruling saw
 * the detection, or it now holds an attempt, a name or a better answer beyond what the last one that did saw. An episode
 * was seen when one that overlaps it was: late rows move its ends.
 * Names are compared by grouping, not by a join, which the planner would nest over a hundred thousand of them.
 */
export const uncoveredOf = (alertId: string) => Prisma.sql`
  with mine as (
    select id, tenant_id, rule_id, group_key, window_from, window_to, attempts, digest
    from detection where alert_id = ${alertId}
  ), seen as materialized (
    select distinct on (m.id) m.id, m.attempts > c.attempts as is_more, c.names
    from mine m
    join coverage c on c.rule_id = m.rule_id and c.group_key = m.group_key
      and (c.window_from = m.window_from
           or m.digest is not null and c.window_from < m.window_to and c.window_to > m.window_from)
    join classification k on k.id = c.classification_id and k.status = 'closed'
    join alert a on a.id = k.alert_id and a.tenant_id = m.tenant_id
    order by m.id, c.classification_id desc, c.window_from
  ), beyond as (
    select distinct id
    from (
      select best.detection_id as id, best.name, best.rank as now, 0 as seen
      from (${bestOf(Prisma.sql`select id from seen where not is_more`)}) best
      union all
      select seen.id, n.key, 0, array_position(${ANSWER_RANKS}, n.value)
      from seen cross join jsonb_each_text(seen.names) n
      where not seen.is_more
    ) both_sides
    group by id, name
    having max(now) > max(seen)
  )
  select mine.id::text from mine
  left join seen on seen.id = mine.id
  left join beyond on beyond.id = mine.id
  where seen.id is null or seen.is_more or beyond.id is not null`;

/** What a closing ruling sees, as the rows of `coverage`. */
export const storeCoverage = (classificationId: string, alertId: string) => Prisma.sql`
  insert into coverage (classification_id, rule_id, group_key, window_from, window_to, attempts, names)
  select ${classificationId}::bigint, d.rule_id, d.group_key, d.window_from, d.window_to, d.attempts,
         coalesce(seen.names, '{}')
  from detection d
  left join (
    select detection_id, jsonb_object_agg(name, (${ANSWER_RANKS})[rank]) as names
    from (${bestOf(Prisma.sql`select id from detection where alert_id = ${alertId}`)}) best
    group by detection_id
  ) seen on seen.detection_id = d.id
  where d.alert_id = ${alertId}`;
