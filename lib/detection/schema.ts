import { z } from "zod";
import { Answer } from "@/lib/event/schema";

/** Weakest first: the index is the rank, and the maximum of a set is its severity. */
export const SEVERITIES = ["informational", "low", "medium", "high", "critical"] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

export const RuleId = z.string().regex(/^RC-\d{2}$/, "a rule id looks like RC-01");

const Count = z.number().int().min(0);

/** A row that a rule returns: one group in one window. Facts, recomputable, never edited by hand. */
export const Detection = z.object({
  id: z.string(),
  ruleId: RuleId,
  window: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
  group: z.record(z.string(), z.string()),
  origin: z.string().nullable(),
  names: Count,
  attempts: Count,
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
  verdict: z.string(),
  severity: Severity,
  /** The severity's arithmetic, one part a line; empty where the verdict alone decides it. */
  severityWhy: z.array(z.string()),
  measures: z.record(z.string(), z.number()),
  nameSample: z.array(z.string()).max(25),
  apps: z.array(z.string()).max(10),
  codes: z.record(z.string(), Count),
  alertId: z.string().nullable(),
});
export type Detection = z.infer<typeof Detection>;

export const DetectionName = z.object({
  name: z.string(),
  account: z.string(),
  answer: Answer,
  code: z.string(),
  attempts: Count,
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
});
export type DetectionName = z.infer<typeof DetectionName>;

/** How an empty address is written where one is asked for. */
export const NO_ORIGIN = "~none";

export const When = z.iso
  .datetime({ offset: true, error: "give an ISO 8601 time with its zone, such as 2026-11-22T10:00:00Z" })
  .transform((text) => new Date(text));

const Paging = {
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(2000).optional(),
};

export const Page = z.object(Paging);
export type Page = z.infer<typeof Page>;

/** Detections whose window overlaps [from, to); `~none` is the empty origin. */
export const DetectionQuery = z.object({
  rule: RuleId.optional(),
  origin: z.string().max(300).optional(),
  alert: z
    .string()
    .regex(/^\d{1,18}$/, "an alert's id is a number")
    .optional(),
  from: When.optional(),
  to: When.optional(),
  ...Paging,
});
export type DetectionQuery = z.infer<typeof DetectionQuery>;

const Cursor = z.string().nullable();
export const DetectionList = z.object({ items: z.array(Detection), nextCursor: Cursor });
export type DetectionList = z.infer<typeof DetectionList>;
export const DetectionNameList = z.object({ items: z.array(DetectionName), nextCursor: Cursor });
export type DetectionNameList = z.infer<typeof DetectionNameList>;

const Step = z.object({ title: z.string(), text: z.string() });

/** Thresholds that somebody set; those it does not name are the catalogue's own. */
export const RuleSetting = z.object({
  revision: z.number().int().min(1),
  thresholds: z.record(z.string(), z.number()),
  reason: z.string(),
  setBy: z.string(),
  at: z.iso.datetime(),
});
export type RuleSetting = z.infer<typeof RuleSetting>;

/** What setting them takes: every threshold that is not to be the catalogue's own, and the reason. */
export const NewRuleSetting = z.strictObject({
  thresholds: z.record(z.string().max(50), z.number().int().min(1).max(1_000_000)),
  reason: z.string().trim().min(1, "say why").max(2000),
});
export type NewRuleSetting = z.infer<typeof NewRuleSetting>;

/** A rule as a page and a program read it: what it looks for, how, and what to do about it. */
export const RuleInfo = z.object({
  id: RuleId,
  version: z.number().int().min(1),
  name: z.string(),
  meaning: z.string(),
  tactic: z.string(),
  technique: z.object({ id: z.string(), name: z.string() }),
  severity: Severity,
  confidence: z.enum(["low", "medium", "high"]),
  dataSources: z.array(z.string()),
  requiredTables: z.array(z.string()),
  window: z.string(),
  group: z.array(z.string()),
  /** What it counts and how, in words. */
  logic: z.string(),
  /** `hour`: groups within a UTC hour, counted in SQL; `span`: episodes found by a function over the answers. */
  kind: z.enum(["hour", "span"]),
  /** The statement that picks and groups the rows, as it runs; null for rules of episodes. */
  statement: z.string().nullable(),
  /** `value` is what counts now, `default` the catalogue's own. */
  thresholds: z.record(z.string(), z.object({ value: z.number(), default: z.number(), meaning: z.string() })),
  /** Whether the thresholds are kept as the seed has them. */
  isFixed: z.boolean(),
  /** How often somebody set the thresholds; the ETag of the rule. */
  revision: Count,
  /** Who set them, when and why, the latest first; at most 100. */
  settings: z.array(RuleSetting),
  falsePositives: z.array(z.object({ category: z.string(), text: z.string() })),
  guide: z.array(Step),
  playbook: z.array(Step),
});
export type RuleInfo = z.infer<typeof RuleInfo>;
export const RuleList = z.object({ items: z.array(RuleInfo), nextCursor: Cursor });
export type RuleList = z.infer<typeof RuleList>;

/** `union` runs both arms of the T1589 seed; its reset arm takes the thresholds that begin with sspr. */
export const SeedArm = z.enum(["sign-in-a", "sign-in-b", "sspr", "union"]);
export type SeedArm = z.infer<typeof SeedArm>;

const Threshold = z.coerce.number().int().min(1).max(1_000_000);

/** Names of the rule's thresholds; those that the arm does not know are ignored, absent ones are the rule's own. */
export const SeedThresholds = z
  .object({
    names: Threshold,
    moderate: Threshold,
    high: Threshold,
    critical: Threshold,
    notFound: Threshold,
    ssprNames: Threshold,
    ssprHigh: Threshold,
  })
  .partial();
export type SeedThresholds = z.infer<typeof SeedThresholds>;

/** An ad hoc run: nothing of it is stored. */
export const SeedRun = z.object({
  arm: SeedArm,
  from: When,
  to: When,
  thresholds: SeedThresholds.default({}),
});
export type SeedRun = z.infer<typeof SeedRun>;

/** What a re-evaluation is asked for; absent ends mean all data held. Widened to whole UTC hours. */
export const NewReevaluation = z
  .strictObject({ from: When, to: When })
  .partial()
  .refine(({ from, to }) => !from || !to || from < to, {
    error: "`from` must lie before `to`",
    path: ["to"],
  });
export type NewReevaluation = z.infer<typeof NewReevaluation>;

/**
 * One rule evaluated anew over the rows held. `hours` count an hour of one origin each; `total` is null until it
 * begins. `queued` also while imports go first; `done` means that detections and alerts are there.
 */
export const Reevaluation = z.object({
  id: z.string(),
  ruleId: RuleId,
  version: z.number().int(),
  from: z.iso.datetime().nullable(),
  to: z.iso.datetime().nullable(),
  askedBy: z.string(),
  status: z.enum(["queued", "running", "done", "failed"]),
  hours: z.object({ done: Count, total: Count.nullable() }),
  detections: z.object({ before: Count.nullable(), after: Count.nullable() }),
  error: z.string().nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Reevaluation = z.infer<typeof Reevaluation>;
export const ReevaluationList = z.object({ items: z.array(Reevaluation), nextCursor: Cursor });
export type ReevaluationList = z.infer<typeof ReevaluationList>;
