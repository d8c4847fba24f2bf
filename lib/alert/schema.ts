import { z } from "zod";
import { RuleId, Severity, When } from "@/lib/detection/schema";
import { Answer, Vector } from "@/lib/event/schema";
import { Tick } from "./tick-schema";

export const AlertStatus = z.enum(["new", "active", "closed"]);
export type AlertStatus = z.infer<typeof AlertStatus>;

export const Classification = z.enum(["true-positive", "benign-positive", "false-positive", "undetermined"]);
export type Classification = z.infer<typeof Classification>;

/** The reasons each classification allows; undetermined needs none. */
export const REASONS = {
  "true-positive": ["suspicious-activity"],
  "benign-positive": ["suspicious-but-expected"],
  "false-positive": ["incorrect-logic", "inaccurate-data"],
  undetermined: [],
} as const satisfies Record<Classification, readonly string[]>;

export const ClassificationReason = z.enum([
  "suspicious-activity",
  "suspicious-but-expected",
  "incorrect-logic",
  "inaccurate-data",
]);
export type ClassificationReason = z.infer<typeof ClassificationReason>;

export const Category = z.enum([
  "federation-malformed-upn",
  "penetration-test",
  "provisioning-check",
  "helpdesk-validation",
  "load-test",
  "list-cycling-app",
  "helpdesk-sspr",
  "password-expiry-notifier",
  "onboarding-sync",
  "other",
]);
export type Category = z.infer<typeof Category>;

const Count = z.number().int().min(0);

/** What an analyst triages: the detections of one entity close in time, and the human decisions on them. */
export const Alert = z.object({
  id: z.string(),
  tenant: z.string(),
  isSample: z.boolean(),
  title: z.string(),
  entity: z.object({ kind: z.enum(["origin", "network", "rule", "campaign", "account"]), value: z.string() }),
  origin: z.string().nullable(),
  severity: Severity,
  severityWhy: z.array(z.string()),
  status: AlertStatus,
  sinceClosed: Count,
  classification: Classification.nullable(),
  classificationReason: ClassificationReason.nullable(),
  category: Category.nullable(),
  comment: z.string().nullable(),
  owner: z.string().nullable(),
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
  rules: z.array(RuleId),
  names: Count,
  attempts: Count,
  confirmed: z.object({ exists: Count, passwordKnown: Count, signedIn: Count }),
  /** Each account once, by the best answer that the alert's detections hold for it. */
  learned: z.partialRecord(Answer, Count),
  suppressedBy: z.string().nullable(),
  detections: z.array(z.string()),
  version: z.number().int().min(1),
});
export type Alert = z.infer<typeof Alert>;

/** What PATCH takes; absent fields keep their value. Whether the whole may be is decided on the merged state. */
export const Ruling = z
  .strictObject({
    status: AlertStatus,
    classification: Classification.nullable(),
    classificationReason: ClassificationReason.nullable(),
    category: Category.nullable(),
    comment: z.string().max(30_000).nullable(),
    owner: z.string().max(200).nullable(),
  })
  .partial();
export type Ruling = z.infer<typeof Ruling>;

/** An alert that was merged into another: ask for that one. */
export const Moved = z.object({ movedTo: z.string() });
export type Moved = z.infer<typeof Moved>;

/** One word or several with commas between. */
const oneOrMore = <T extends z.ZodType<string, string>>(word: T) =>
  z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(word).min(1));

export const AlertSort = z.enum(["last-seen", "first-seen", "severity", "names", "attempts"]);
export type AlertSort = z.infer<typeof AlertSort>;

const Cursor = z.string().max(2000).optional();
const Limit = z.coerce.number().int().min(1).max(1000);

/** Alerts whose time overlaps [from, to); `~none` picks those without an origin. Absent: no filter. */
export const AlertQuery = z
  .object({
    status: oneOrMore(AlertStatus),
    severity: oneOrMore(Severity),
    classification: oneOrMore(Classification),
    rule: RuleId,
    origin: z.string().max(300),
    from: When,
    to: When,
    /** Whether a suppression that has not expired labels the alert. */
    suppressed: z.enum(["true", "false"]),
    sort: AlertSort,
    order: z.enum(["asc", "desc"]),
    limit: Limit,
    cursor: Cursor,
  })
  .partial();
export type AlertQuery = z.infer<typeof AlertQuery>;

const NextCursor = z.string().nullable();
export const AlertList = z.object({ items: z.array(Alert), nextCursor: NextCursor });
export type AlertList = z.infer<typeof AlertList>;

/**
 * `scope=origin` also lists what the same origin asked for in the alert's hours outside its detections, marked
 * `inDetections: false`.
 */
export const AlertNameQuery = z
  .object({ scope: z.enum(["alert", "origin"]), answer: oneOrMore(Answer), limit: Limit, cursor: Cursor })
  .partial();
export type AlertNameQuery = z.infer<typeof AlertNameQuery>;

/** One account with its best answer; `names` are the spellings that were asked for, at most 10. */
export const AlertName = z.object({
  account: z.string(),
  names: z.array(z.string()),
  answer: Answer,
  /** The code that gave the best answer, and all codes in the order in which they first came. */
  code: z.string(),
  codes: z.array(z.string()),
  mfaMissing: z.boolean(),
  attempts: Count,
  firstSeen: z.iso.datetime(),
  /** When the best answer came first. */
  firstLearned: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
  inDetections: z.boolean(),
  /** As the tenant's directory says it; null where there is none, or where it does not say or know. */
  isPrivileged: z.boolean().nullable(),
  isEnabled: z.boolean().nullable(),
});
export type AlertName = z.infer<typeof AlertName>;
export const AlertNameList = z.object({ items: z.array(AlertName), nextCursor: NextCursor });
export type AlertNameList = z.infer<typeof AlertNameList>;

/** What asked and what was answered, the most frequent first, at most 100 each. */
export const AlertFacets = z.object({
  /**
   * Everything that the same origin asked for in the alert's hours, each account once by its best answer: also
   * what answers taught that no rule of the alert counts.
   */
  around: z.partialRecord(Answer, Count),
  apps: z.array(z.object({ app: z.string(), appId: z.string(), attempts: Count, names: Count })),
  clients: z.array(z.object({ clientApp: z.string(), protocol: z.string(), attempts: Count, names: Count })),
  agents: z.array(z.object({ userAgent: z.string(), attempts: Count, names: Count })),
  codes: z.array(
    z.object({
      vector: Vector,
      code: z.string(),
      description: z.string(),
      answer: Answer,
      /** The code table's class; a "?" at its end means that sources disagree on the meaning. */
      class: z.string(),
      attempts: Count,
      names: Count,
    }),
  ),
});
export type AlertFacets = z.infer<typeof AlertFacets>;

/** A ruling as it was made: the whole state after it. */
export const PastRuling = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  ruledBy: z.string(),
  status: AlertStatus,
  classification: Classification.nullable(),
  classificationReason: ClassificationReason.nullable(),
  category: Category.nullable(),
  comment: z.string().nullable(),
  owner: z.string().nullable(),
  /** The alert it was made on: another one's id where alerts merged or split. */
  alertId: z.string(),
});
export type PastRuling = z.infer<typeof PastRuling>;
/** `ticks` are what was ticked in guide and playbook, the latest first. */
export const AlertHistory = z.object({
  items: z.array(PastRuling),
  ticks: z.array(Tick),
  nextCursor: NextCursor,
});
export type AlertHistory = z.infer<typeof AlertHistory>;

export const BulkRuling = Ruling.extend({
  ids: z
    .array(z.string().regex(/^\d{1,18}$/, "an alert's id is a number"))
    .min(1)
    .max(1000),
});
export type BulkRuling = z.infer<typeof BulkRuling>;

/** Per alert what became of it; `error` is a sentence, `code` its kind. */
export const BulkResult = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      ok: z.boolean(),
      version: z.number().int().nullable(),
      code: z.string().nullable(),
      error: z.string().nullable(),
    }),
  ),
});
export type BulkResult = z.infer<typeof BulkResult>;
