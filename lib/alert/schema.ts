import { z } from "zod";
import { RuleId, Severity } from "@/lib/detection/schema";

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
  entity: z.object({ kind: z.enum(["origin", "rule", "campaign", "account"]), value: z.string() }),
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
