import { z } from "zod";
import { type Connection, Prisma } from "@/lib/db";
import { type Entity, firstOf, type Link, lastOf } from "./chain";
import { historyOf, ticksOf, uncoveredOf } from "./coverage";
import { type Counts, forgetTally, tallyAlerts } from "./run-tally";
import { AlertStatus } from "./schema";
import { EMPTIED, severityOf, severityWhy, titleOf } from "./title";

/** A new alert for a chain. A part that split off inherits the rulings of the alerts it was part of. */
export async function openAlert(
  connection: Connection,
  entity: Entity,
  links: readonly Link[],
  parents: readonly string[],
): Promise<string> {
  const { rows } = await connection.query<{ id: string }>(Prisma.sql`
    insert into alert (tenant_id, entity_kind, entity_value, origin_id, title, severity, first_seen, last_seen, rules,
                       names, attempts, version)
    values (${entity.tenantId}, ${entity.kind}, ${entity.value},
            ${entity.kind === "origin" ? entity.originId : null}::bigint, '', 'informational',
            ${new Date(firstOf(links))}, ${new Date(lastOf(links))}, '{}', 0, 0, 0)
    returning id::text`);
  const id = rows[0]?.id ?? "";
  for (const parent of parents) await inheritFrom(connection, id, parent);
  return id;
}

/** Two alerts are one now: the older keeps its id and both histories, the other only points to it. */
export async function mergeInto(connection: Connection, survivor: string, other: string): Promise<void> {
  await inheritFrom(connection, survivor, other);
  await connection.query("update alert set merged_into = $1 where id = $2 or merged_into = $2", [
    survivor,
    other,
  ]);
  await connection.query("update alert set version = version + 1 where id = $1", [survivor]);
  await forgetTally(connection, other);
}

/**
 * Takes over another alert's rulings and ticks. Closed stays closed only if both were; an alert that nobody ruled on has
 * no say. Classification, category, comment and owner are those of the latest ruling of all.
 */
async function inheritFrom(connection: Connection, heir: string, from: string): Promise<void> {
  await connection.query(Prisma.sql`
    insert into alert_lineage (alert_id, ancestor_id, up_to)
    select ${heir}::bigint, ancestor_id, max(up_to)
    from (
      select alert_id as ancestor_id, max(id) as up_to
      from (
        select alert_id, id from classification where alert_id = ${from}
        union all
        select alert_id, id from guide_tick where alert_id = ${from}
      ) said
      group by alert_id
      union all
      select ancestor_id, up_to from alert_lineage where alert_id = ${from}
    ) held
    where ancestor_id <> ${heir}
    group by ancestor_id
    on conflict (alert_id, ancestor_id) do update set up_to = greatest(alert_lineage.up_to, excluded.up_to)`);
  await connection.query(Prisma.sql`
    update alert heir
    set ruled_status = case
          when heir.ruled_status is null then other.ruled_status
          when other.ruled_status is null then heir.ruled_status
          when heir.ruled_status = other.ruled_status then heir.ruled_status
          when 'active' in (heir.ruled_status, other.ruled_status) then 'active'
          else 'new'
        end
    from alert other
    where heir.id = ${heir} and other.id = ${from}`);
  await connection.query(Prisma.sql`
    update alert
    set classification = k.classification, classification_reason = k.classification_reason, category = k.category,
        comment = k.comment, owner_id = k.owner_id
    from (select * from (${historyOf(heir)}) held order by id desc limit 1) k
    where alert.id = ${heir}`);
}

const Ruled = z.object({ alertId: z.string(), ruled: AlertStatus.nullable(), wasClosed: z.boolean() });
type Ruled = z.infer<typeof Ruled>;

/** What people said of these alerts, and whether one of them was ever closed. */
async function readRuled(connection: Connection, alertIds: readonly string[]): Promise<Map<string, Ruled>> {
  const { rows } = await connection.query(Prisma.sql`
    select alert.id::text as "alertId", ruled_status as ruled,
           exists (select from (${historyOf(Prisma.sql`alert.id`)}) held where status = 'closed') as "wasClosed"
    from alert where alert.id = any(${[...alertIds]}::bigint[])`);
  return new Map(
    z
      .array(Ruled)
      .parse(rows)
      .map((row) => [row.alertId, row]),
  );
}

/** Where an alert stands: what people said last, unless it was "closed" and something came that they never saw. */
async function standingOf(connection: Connection, { alertId, ruled, wasClosed }: Ruled) {
  if (!wasClosed) return { status: ruled ?? "new", sinceClosed: 0 };
  const uncovered = await connection.query(uncoveredOf(alertId));
  const sinceClosed = uncovered.rows.length;
  if (ruled !== "closed") return { status: ruled ?? "new", sinceClosed };
  return { status: sinceClosed > 0 ? "new" : "closed", sinceClosed };
}

type Shown = Counts & {
  alertId: string;
  status: string;
  sinceClosed: number;
  first: Date;
  last: Date;
  links: readonly Link[];
};

/** An alert that is to be counted anew, with the detections it now has. */
export type Stale = { alertId: string; links: Link[] };

/** Counts alerts anew over their detections. A version moves only when something that is shown did. */
export async function refreshAlerts(connection: Connection, stale: readonly Stale[]): Promise<void> {
  if (stale.length === 0) return;
  const alertIds = stale.map(({ alertId }) => alertId);
  const counts = await tallyAlerts(connection, alertIds);
  const ruled = await readRuled(connection, alertIds);
  const shown: Shown[] = [];
  for (const { alertId, links } of stale) {
    const [counted, said] = [counts.get(alertId), ruled.get(alertId)];
    if (!counted || !said) throw new Error(`Alert ${alertId} went while it was counted.`);
    const standing = await standingOf(connection, said);
    const [first, last] = [new Date(firstOf(links)), new Date(lastOf(links))];
    shown.push({ alertId, ...counted, ...standing, first, last, links });
  }
  await show(connection, shown);
}

/** What an alert's row says of itself. */
function rowOf({ alertId, learned, names, attempts, status, sinceClosed, first, last, links }: Shown) {
  const rules = [...new Set(links.map((link) => link.ruleId))].sort();
  const exists = (learned.exists ?? 0) + (learned["exists-unusable"] ?? 0);
  const [passwordKnown, signedIn] = [learned["password-known"] ?? 0, learned["signed-in"] ?? 0];
  return {
    id: alertId,
    title: titleOf({ rules, names, exists, passwordKnown, signedIn }),
    severity: severityOf(links),
    why: links.length > 0 ? severityWhy(links) : [`${EMPTIED}.`],
    ...{
      status,
      since_closed: sinceClosed,
      first_seen: first,
      last_seen: last,
      rules,
      names,
      attempts,
      learned,
    },
    ...{ exists_count: exists, password_known: passwordKnown, signed_in: signedIn, detections: links.length },
  };
}

/** Alerts that are written in one statement. */
const TOGETHER = 500;

async function show(connection: Connection, shown: readonly Shown[]): Promise<void> {
  for (let at = 0; at < shown.length; at += TOGETHER) {
    const rows = shown.slice(at, at + TOGETHER).map(rowOf);
    await connection.query(Prisma.sql`
      update alert
      set title = now.title, severity = now.severity, severity_why = now.why, status = now.status,
          since_closed = now.since_closed, first_seen = now.first_seen, last_seen = now.last_seen, rules = now.rules,
          names = now.names, attempts = now.attempts, exists_count = now.exists_count,
          password_known = now.password_known, signed_in = now.signed_in, learned = now.learned,
          detections = now.detections, version = version + 1, updated_at = now()
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as now
        (id bigint, title text, severity text, why jsonb, status text, since_closed int, first_seen timestamptz,
         last_seen timestamptz, rules text[], names int, attempts int, exists_count int, password_known int,
         signed_in int, learned jsonb, detections int)
      where alert.id = now.id
        and (alert.title, alert.severity, alert.severity_why, alert.status, alert.since_closed, alert.first_seen,
             alert.last_seen, alert.rules, alert.names, alert.attempts, alert.exists_count, alert.password_known,
             alert.signed_in, alert.learned, alert.detections)
        is distinct from (now.title, now.severity, now.why, now.status, now.since_closed, now.first_seen,
             now.last_seen, now.rules, now.names, now.attempts, now.exists_count, now.password_known,
             now.signed_in, now.learned, now.detections)`);
  }
}

/**
 * An alert that lost its last detection. With a ruling or a tick it stays, as people left it, and says why it is
 * empty; a human's words are not deleted by arithmetic. Without any it goes, and those merged into it with it.
 */
export async function endEmptied(connection: Connection, alertId: string): Promise<void> {
  const { rows } = await connection.query<{ first: Date; last: Date; ruled: string | null }>(Prisma.sql`
    select first_seen as first, last_seen as last, ruled_status as ruled from alert
    where id = ${alertId}
      and (exists (select from (${historyOf(alertId)}) held) or exists (select from (${ticksOf(alertId)}) ticked))`);
  const kept = rows[0];
  if (!kept) {
    await connection.query("delete from alert where id = $1 or merged_into = $1", [alertId]);
    return;
  }
  const status = kept.ruled ?? "new";
  await forgetTally(connection, alertId);
  const nothing = { names: 0, attempts: 0, learned: {}, sinceClosed: 0, links: [] };
  await show(connection, [{ alertId, ...nothing, status, first: kept.first, last: kept.last }]);
}
