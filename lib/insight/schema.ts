import { z } from "zod";
import { AlertStatus } from "@/lib/alert/schema";
import { Severity, When } from "@/lib/detection/schema";
import { Answer, Vector } from "@/lib/event/schema";

const Count = z.number().int().min(0);
const Instant = z.iso.datetime();
export const Tally = z.partialRecord(Answer, Count);
export type Tally = z.infer<typeof Tally>;

export const BucketSize = z.enum(["minute", "hour", "day"]);
export type BucketSize = z.infer<typeof BucketSize>;

/** One bar of a timeline: attempts of all vectors that answer, successes included. */
export const Bucket = z.object({
  at: Instant,
  attempts: Count,
  byAnswer: Tally,
  byCode: z.record(z.string(), Count),
  newNames: Count,
});
export type Bucket = z.infer<typeof Bucket>;

export const Timeline = z.object({ items: z.array(Bucket) });
export type Timeline = z.infer<typeof Timeline>;

/** What a timeline is asked for; absent ends mean all data of that origin. Half-open. */
export const TimelineQuery = z
  .object({ from: When, to: When, bucket: BucketSize })
  .partial()
  .refine(({ from, to }) => !from || !to || from < to, {
    error: "`from` must lie before `to`",
    path: ["to"],
  });
export type TimelineQuery = z.infer<typeof TimelineQuery>;

const AskedApp = z.object({ app: z.string(), appId: z.string(), clientApp: z.string(), attempts: Count });
const AskedAgent = z.object({ userAgent: z.string(), attempts: Count });
const AskedPlace = z.object({
  country: z.string(),
  region: z.string(),
  city: z.string(),
  asn: z.string(),
  attempts: Count,
});
const AskedCode = z.object({
  vector: Vector,
  code: z.string(),
  answer: Answer,
  description: z.string(),
  attempts: Count,
  names: Count,
});
const AskedName = z.object({
  account: z.string(),
  answer: Answer,
  code: z.string(),
  /** All codes, the strongest answer's first. */
  codes: z.array(z.string()),
  attempts: Count,
  firstSeen: Instant,
  /** When the best answer came first. */
  firstLearned: Instant,
  lastSeen: Instant,
});

/**
 * Who one origin is over all data held. `byAnswer` counts attempts; `namesByAnswer` counts each account once,
 * by its best answer. Lists are the most frequent ones, `nameList` the strongest answers first.
 */
export const OriginReport = z.object({
  origin: z.string(),
  kind: z.enum(["address", "workstation", "none"]),
  isSample: z.boolean(),
  firstSeen: Instant.nullable(),
  lastSeen: Instant.nullable(),
  attempts: Count,
  names: Count,
  byAnswer: Tally,
  namesByAnswer: Tally,
  apps: z.array(AskedApp),
  agents: z.array(AskedAgent),
  places: z.array(AskedPlace),
  codes: z.array(AskedCode),
  nameList: z.array(AskedName),
  alerts: z.array(z.string()),
});
export type OriginReport = z.infer<typeof OriginReport>;

export const DataRange = z.object({ from: Instant, to: Instant });
export type DataRange = z.infer<typeof DataRange>;

/** One vector's rows per UTC day; days without rows are left out. */
export const Coverage = z.object({
  vector: Vector,
  events: Count,
  last: Instant,
  days: z.record(z.iso.date(), Count),
});
export type Coverage = z.infer<typeof Coverage>;

/** One line of the list of origins; `openSeverity` is the highest of its alerts that are not closed. */
export const OriginRow = z.object({
  origin: z.string(),
  isSample: z.boolean(),
  attempts: Count,
  names: Count,
  namesByAnswer: Tally,
  firstSeen: Instant,
  lastSeen: Instant,
  openSeverity: Severity.nullable(),
});
export type OriginRow = z.infer<typeof OriginRow>;

/** An open alert as the overview shows it, the most urgent first. */
export const Need = z.object({
  id: z.string(),
  title: z.string(),
  /** The address, or what else the alert is about; "" where the log has none. */
  entity: z.string(),
  severity: Severity,
  status: AlertStatus,
  sinceClosed: Count,
  owner: z.string().nullable(),
  learned: Tally.catch({}),
  lastSeen: Instant,
  isSample: z.boolean(),
});
export type Need = z.infer<typeof Need>;

/** `alerts[status][severity]` counts; `period` is the first and the last event held (end exclusive). */
export const Overview = z.object({
  alerts: z.partialRecord(AlertStatus, z.partialRecord(Severity, Count)),
  needs: z.array(Need),
  period: DataRange.nullable(),
  events: Count,
  imports: z.object({ all: Count, running: Count, failed: Count, rejected: Count, sample: Count }),
  coverage: z.array(Coverage),
  /** The logs that anything ever came from, also before the days that coverage shows. */
  vectors: z.array(Vector),
  coverageFrom: z.iso.date().nullable(),
  coverageTo: z.iso.date().nullable(),
});
export type Overview = z.infer<typeof Overview>;
