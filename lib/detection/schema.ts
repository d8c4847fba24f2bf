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
