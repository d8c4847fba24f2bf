import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { cursorOf, keyOf } from "@/lib/cursor";
import { Prisma, store } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { RULES, ruleOf } from "./catalogue";
import { ANSWER_RANKS, rowsOf } from "./ledger";
import { type Rule, thresholdsOf } from "./rule";
import {
  Detection,
  type DetectionList,
  DetectionName,
  type DetectionNameList,
  type DetectionQuery,
  NO_ORIGIN,
  type Page,
  Reevaluation,
  type ReevaluationList,
  RuleInfo,
  type RuleList,
  RuleSetting,
} from "./schema";

const Moment = z.date().transform((at) => at.toISOString());
const Row = Detection.omit({ window: true }).extend({
  from: Moment,
  to: Moment,
  firstSeen: Moment,
  lastSeen: Moment,
});

const columns = Prisma.sql`
  d.id::text, d.rule_id as "ruleId", d.window_from as "from", d.window_to as "to", d."group",
  nullif(o.value, '') as origin, d.names, d.attempts, d.first_seen as "firstSeen", d.last_seen as "lastSeen",
  d.verdict, d.severity, d.severity_why as "severityWhy", d.measures, d.name_sample as "nameSample", d.apps, d.codes, d.alert_id::text as "alertId"`;

function detectionOf(row: unknown): Detection {
  const { from, to, ...rest } = Row.parse(row);
  return { ...rest, window: { from, to } };
}

/** Ids are numbers of at most 18 digits; anything else names nothing. */
function idOf(id: string): string {
  if (!/^\d{1,18}$/.test(id)) throw new AppError("not-found", `There is no detection ${id}.`);
  return id;
}

/** Detections, the newest window first. `from` and `to` pick windows that overlap the range. */
export async function listDetections(actor: Actor, query: DetectionQuery): Promise<DetectionList> {
  authorise(actor, "read");
  const after = query.cursor ? keyOf(query.cursor, 2) : null;
  const origin = query.origin === NO_ORIGIN ? "" : query.origin;
  const { rows } = await store().pool.query(Prisma.sql`
    select ${columns}
    from detection d left join origin o on o.id = d.origin_id
    where true
      ${query.rule ? Prisma.sql`and d.rule_id = ${query.rule}` : Prisma.empty}
      ${query.alert ? Prisma.sql`and d.alert_id = ${query.alert}` : Prisma.empty}
      ${origin === undefined ? Prisma.empty : Prisma.sql`and o.value = ${origin}`}
      ${query.from ? Prisma.sql`and d.window_to > ${query.from}` : Prisma.empty}
      ${query.to ? Prisma.sql`and d.window_from < ${query.to}` : Prisma.empty}
      ${after ? Prisma.sql`and (d.window_from, d.id) < (${after[0]}::timestamptz, ${after[1]}::bigint)` : Prisma.empty}
    order by d.window_from desc, d.id desc
    limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit).map(detectionOf);
  const last = rows.length > query.limit ? items.at(-1) : undefined;
  return { items, nextCursor: last ? cursorOf([last.window.from, last.id]) : null };
}

/** One detection. Throws `not-found`; a detection that the rows no longer support is gone. */
export async function readDetection(actor: Actor, id: string): Promise<Detection> {
  authorise(actor, "read");
  const { rows } = await store().pool.query(Prisma.sql`
    select ${columns} from detection d left join origin o on o.id = d.origin_id where d.id = ${idOf(id)}`);
  if (!rows[0]) throw new AppError("not-found", `There is no detection ${id}.`);
  return detectionOf(rows[0]);
}

const NameRow = DetectionName.extend({ rank: z.number().int(), firstSeen: Moment, lastSeen: Moment });

/**
 * Every raw name of a detection with its best answer, the strongest first. The code is the one that gave that
 * answer (the most frequent, if several did).
 */
export async function readDetectionNames(actor: Actor, id: string, page: Page): Promise<DetectionNameList> {
  authorise(actor, "read");
  const rule = ruleOf((await readDetection(actor, id)).ruleId);
  const after = page.cursor ? keyOf(page.cursor, 2) : null;
  const { rows } = await store().pool.query(Prisma.sql`
    with asked as (
      select r.name, i.account, r.code, u.answer, array_position(${ANSWER_RANKS}, u.answer) as rank,
             sum(r.attempts) as attempts, min(r.first) as first, max(r.last) as last
      from (${rowsOf(Prisma.sql`select ${idOf(id)}::bigint as id`, [rule])}) r
      join identity i on i.id = r.identity_id
      join outcome u on u.id = r.outcome_id
      group by r.name, i.account, r.code, u.answer
    ), best as (
      select distinct on (name collate "C") name, account, answer, code, rank, sum(attempts) over whole as attempts,
             min(first) over whole as first, max(last) over whole as last
      from asked
      window whole as (partition by name collate "C")
      order by name collate "C", rank desc, asked.attempts desc, code
    )
    select name, account, answer, code, rank, attempts::int, first as "firstSeen", last as "lastSeen"
    from best
    where true ${after ? Prisma.sql`and (-rank, name collate "C") > (${after[0]}::int, ${after[1]})` : Prisma.empty}
    order by -rank, name collate "C"
    limit ${page.limit + 1}`);
  const parsed = z.array(NameRow).parse(rows);
  const items = parsed.slice(0, page.limit).map(({ rank: _, ...name }) => name);
  const last = parsed.length > page.limit ? parsed[page.limit - 1] : undefined;
  return { items, nextCursor: last ? cursorOf([String(-last.rank), last.name]) : null };
}

/** The statement of an hourly rule as text, its scope named instead of filled in; episodes are found in no statement. */
function statementOf(rule: Rule): string | null {
  if (rule.kind === "span") return null;
  const lines = rule.asked(Prisma.sql`windows`).text.split("\n");
  return lines
    .map((line) => line.replace("(windows) as scope", "windows").replace(/^ {4}/, ""))
    .join("\n")
    .trim();
}

/** What of a rule goes out: its meaning and what somebody set, without the functions that make it. */
function infoOf(rule: Rule, settings: readonly RuleSetting[]): RuleInfo {
  const [latest] = settings;
  const effective = thresholdsOf(rule, latest?.thresholds ?? {});
  const thresholds = Object.entries(rule.thresholds).map(([name, { value, meaning }]) => [
    name,
    { value: effective[name] ?? value, default: value, meaning },
  ]);
  return RuleInfo.parse({
    ...rule,
    group: [...rule.groupKeys],
    statement: statementOf(rule),
    thresholds: Object.fromEntries(thresholds),
    isFixed: rule.kind === "hour",
    revision: latest?.revision ?? 0,
    settings,
  });
}

const SettingRow = RuleSetting.extend({ at: Moment, ruleId: z.string() });

/** The settings of rules, per rule the latest first. */
async function readSettings(ids: readonly string[]): Promise<Map<string, RuleSetting[]>> {
  const { rows } = await store().pool.query(Prisma.sql`
    select rule_id as "ruleId", revision, thresholds, reason, set_by_name as "setBy", set_at as at
    from (select *, row_number() over (partition by rule_id order by revision desc) as n from rule_setting) s
    where rule_id = any(${[...ids]}::text[]) and n <= 100
    order by rule_id, revision desc`);
  const settings = new Map<string, RuleSetting[]>();
  for (const { ruleId, ...setting } of z.array(SettingRow).parse(rows)) {
    settings.set(ruleId, [...(settings.get(ruleId) ?? []), setting]);
  }
  return settings;
}

/** The catalogue with its meaning, thresholds and advice. */
export async function listRules(actor: Actor): Promise<RuleList> {
  authorise(actor, "read");
  const settings = await readSettings(RULES.map(({ id }) => id));
  return { items: RULES.map((rule) => infoOf(rule, settings.get(rule.id) ?? [])), nextCursor: null };
}

/** One rule; throws `not-found`. */
export async function readRule(actor: Actor, id: string): Promise<RuleInfo> {
  authorise(actor, "read");
  const rule = ruleOf(id);
  return infoOf(rule, (await readSettings([id])).get(id) ?? []);
}

const ReevaluationRow = Reevaluation.extend({
  from: Moment.nullable(),
  to: Moment.nullable(),
  createdAt: Moment,
  startedAt: Moment.nullable(),
  finishedAt: Moment.nullable(),
});

const reevaluations = Prisma.sql`
  select id::text, rule_id as "ruleId", version, range_from as "from", range_to as "to", asked_by as "askedBy", status,
         jsonb_build_object('done', hours_done, 'total', hours_total) as hours,
         jsonb_build_object('before', detections_before, 'after', detections_after) as detections, error,
         created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt"
  from reevaluation`;

/** The re-evaluations of a rule, the latest first. Throws `not-found` for an id that no rule has. */
export async function listReevaluations(actor: Actor, ruleId: string, page: Page): Promise<ReevaluationList> {
  authorise(actor, "read");
  const after = page.cursor ? keyOf(page.cursor, 1) : null;
  const { rows } = await store().pool.query(Prisma.sql`
    ${reevaluations}
    where rule_id = ${ruleOf(ruleId).id} ${after ? Prisma.sql`and id < ${after[0]}::bigint` : Prisma.empty}
    order by reevaluation.id desc
    limit ${page.limit + 1}`);
  const items = z.array(ReevaluationRow).parse(rows.slice(0, page.limit));
  const last = rows.length > page.limit ? items.at(-1) : undefined;
  return { items, nextCursor: last ? cursorOf([last.id]) : null };
}

/** One of them. Throws `not-found`, also where it is another rule's. */
export async function readReevaluation(actor: Actor, ruleId: string, id: string): Promise<Reevaluation> {
  authorise(actor, "read");
  const isId = /^\d{1,18}$/.test(id);
  const { rows } = await store().pool.query(
    Prisma.sql`${reevaluations} where rule_id = ${ruleOf(ruleId).id} and id = ${isId ? id : null}::bigint`,
  );
  if (!rows[0]) throw new AppError("not-found", `There is no re-evaluation ${id} of ${ruleId}.`);
  return ReevaluationRow.parse(rows[0]);
}
