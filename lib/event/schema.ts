import { z } from "zod";

/** The log that a native id is unique in; the same sign-in has the same id in every export of that log. */
export const Source = z.enum(["entra-signin", "entra-audit", "ual", "windows-security"]);
export type Source = z.infer<typeof Source>;

/**
 * How somebody asked. `entra-signin` is interactive or not stated; `ual` is a sign-in as the unified audit log tells it;
 * the last four are Windows Security: 4768 and 4771, 4776, 4624 and 4625, and what only tells the circumstances.
 */
export const Vector = z.enum([
  "entra-signin",
  "entra-noninteractive",
  "sspr",
  "entra-audit",
  "ual",
  "kerberos",
  "ntlm",
  "windows-logon",
  "windows-context",
]);
export type Vector = z.infer<typeof Vector>;

/** The vectors of a tenant's own logs: that one of them is missing is told; the others are told of once they are held. */
export const ENTRA_VECTORS: ReadonlySet<Vector> = new Set([
  "entra-signin",
  "entra-noninteractive",
  "sspr",
  "entra-audit",
]);

/** The vectors of the Windows Security log: their names are accounts of a domain, no principal names. */
export const WINDOWS_VECTORS: ReadonlySet<Vector> = new Set([
  "kerberos",
  "ntlm",
  "windows-logon",
  "windows-context",
]);

/** What an outcome tells the prober, weakest first. The order is the meaning. */
export const ANSWERS = [
  "nothing",
  "absent",
  "hint",
  "exists-unusable",
  "exists",
  "password-known",
  "signed-in",
] as const;
export const Answer = z.enum(ANSWERS);
export type Answer = z.infer<typeof Answer>;

/** The rank of an answer: 0 (nothing) to 6 (signed in). */
export const answerRank = (answer: Answer): number => ANSWERS.indexOf(answer);

/**
 * One log row as its parser hands it over. Missing strings are "". Parsers only read: ids, answers and
 * hashes are added while loading. Not parsed with zod per record: the parsers are the door.
 */
export type Event = {
  source: Source;
  vector: Vector;
  /** Microseconds since 1970 UTC, truncated from the source's digits. */
  atMicros: bigint;
  /** True where the log only said when the row was ingested (TimeGenerated). */
  isIngestTime: boolean;
  /** Digits of the second in the source's time, 0 to 9. */
  digits: number;
  /** The log's own id; "" where it has none, then identityOfRow decides duplicates. */
  nativeId: string;
  /** What makes the row itself where there is no native id (SSPR: correlation, reason, target, time). */
  contentId: string;
  correlationId: string;
  /** Canonical address, "" for none. */
  address: string;
  /** The account name as typed. */
  name: string;
  app: string;
  appId: string;
  clientApp: string;
  userAgent: string;
  protocol: string;
  /** "50034"; "" for audit rows. */
  code: string;
  /** `ropc`, `preauth=0` … what splits one code into two meanings. */
  qualifier: string;
  /** Audit: OperationName; Windows: the event id; "" for sign-ins. */
  operation: string;
  /** Audit: ActivityDisplayName; "" for sign-ins. */
  activity: string;
  /** Failure reason, ResultDescription or ResultReason, untrimmed. */
  description: string;
  country: string;
  region: string;
  city: string;
  asn: string;
  interactive: boolean | null;
  /** Further facts worth grouping: resource, service, category, result, user type … */
  facts: Record<string, string>;
};

/** Where a record lies in the unpacked, UTF-8 text of its file. */
export type Span = { offset: number; length: number };

/** Every record of a file ends as one of these; `position` counts records from 1. */
export type Parsed = { position: number; span: Span } & (
  | { ok: true; event: Event }
  | { ok: false; as: "rejected" | "skipped"; reason: string }
);
