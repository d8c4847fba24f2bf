import { hash } from "node:crypto";
import { z } from "zod";
import { type Logged, type ResetStep, type SignIn, saidOf } from "./sign-in";

export const Detection = z.object({
  rule: z.string(),
  group: z.record(z.string(), z.string()),
  hour: z.string(),
  names: z.number(),
  attempts: z.number(),
  first: z.string(),
  last: z.string(),
  verdict: z.string(),
  severity: z.string(),
});
export type Detection = z.infer<typeof Detection>;

/** What a generated file holds, as its generator meant it. `content` is over the sign-ins, each once. */
export const Truth = z.object({
  seed: z.number(),
  form: z.string(),
  bytes: z.number(),
  rows: z.number(),
  signIns: z.number(),
  resetSteps: z.number(),
  duplicates: z.number(),
  byCode: z.record(z.string(), z.number()),
  content: z.string(),
  detections: z.array(Detection),
});
export type Truth = z.infer<typeof Truth>;

/** 56 bits of MD5 of each sign-in's fields, added up in two halves: independent of order, and SQL can do it too. */
export class ContentSum {
  private high = 0;
  private low = 0;

  add(fields: readonly string[]): void {
    const digest = hash("md5", fields.join(SEPARATOR), "buffer");
    this.high += digest.readUInt32BE(0) >>> 4;
    this.low += digest.readUInt32BE(4) >>> 4;
  }

  text(): string {
    return contentText(this.high, this.low);
  }
}

export const SEPARATOR = "\x1f";
export const contentText = (high: number | string, low: number | string) => `${high}-${low}`;

/** The fields of a sign-in that every contestant with content keeps, in this order. */
export function contentOf(row: SignIn): string[] {
  const { place } = row.origin;
  return [
    row.id,
    String(row.micros),
    row.correlation,
    row.name,
    row.origin.address,
    row.app.name,
    row.app.id,
    row.clientApp,
    row.agent.text,
    row.protocol,
    String(row.code),
    saidOf(row),
    place.country,
    place.region,
    place.city,
    String(place.asn),
    String(row.interactive),
    row.resource.name,
  ];
}

type Group = {
  rule: "RC-01" | "RC-02" | "RC-03";
  group: Record<string, string>;
  hour: number;
  names: Set<string>;
  attempts: number;
  absent: number;
  first: number;
  last: number;
};

const HOUR = 3_600_000_000;
const BY_AGENT = new Set([50034, 50053, 50055, 50056]);
const BY_ANSWER = new Set([50034, 50053, 50055, 50057, 50072, 50076]);

/** Counts what is written, once each, and says at the end what must be found; knows nothing of the product. */
export class Ledger {
  private readonly groups = new Map<string, Group>();
  private readonly content = new ContentSum();
  private readonly byCode: Record<string, number> = {};
  private signIns = 0;
  private resetSteps = 0;

  /** Different rows counted until now. */
  get size(): number {
    return this.signIns + this.resetSteps;
  }

  add(row: Logged): void {
    if (row.kind === "reset-step") this.addReset(row);
    else this.addSignIn(row);
  }

  private addSignIn(row: SignIn): void {
    this.signIns += 1;
    this.byCode[row.code] = (this.byCode[row.code] ?? 0) + 1;
    this.content.add(contentOf(row));
    if (!row.interactive || row.code === 0) return;
    const ipAddress = row.origin.address;
    if (BY_AGENT.has(row.code) && ipAddress !== "") {
      this.count(
        "RC-01",
        { ipAddress, clientAppUsed: row.clientApp, userAgent: row.agent.text },
        row,
        row.code,
      );
    }
    if (BY_ANSWER.has(row.code)) {
      const group = { ipAddress, appDisplayName: row.app.name, resultDescription: saidOf(row) };
      this.count("RC-02", group, row, row.code);
    }
  }

  private addReset(row: ResetStep): void {
    this.resetSteps += 1;
    const isCounted = row.activity === "Reset password (self-service)" && /blocked|failed/i.test(row.reason);
    if (isCounted) this.count("RC-03", { ipAddress: row.address }, row, 0);
  }

  private count(rule: Group["rule"], group: Group["group"], row: Logged, code: number): void {
    const hour = Math.floor(row.micros / HOUR);
    const key = [rule, hour, ...Object.values(group)].join(SEPARATOR);
    let found = this.groups.get(key);
    if (!found) {
      found = {
        rule,
        group,
        hour,
        names: new Set(),
        attempts: 0,
        absent: 0,
        first: row.micros,
        last: row.micros,
      };
      this.groups.set(key, found);
    }
    found.names.add(row.name);
    found.attempts += 1;
    found.absent += code === 50034 ? 1 : 0;
    found.first = Math.min(found.first, row.micros);
    found.last = Math.max(found.last, row.micros);
  }

  truth(file: Pick<Truth, "seed" | "form" | "bytes" | "rows" | "duplicates">): Truth {
    const { signIns, resetSteps, byCode } = this;
    const detections = [...this.groups.values()].flatMap(judged).sort(inOrder);
    return { ...file, signIns, resetSteps, byCode, content: this.content.text(), detections };
  }
}

function judged(group: Group): Detection[] {
  const ruling = VERDICTS[group.rule](group.names.size, group.absent);
  if (!ruling) return [];
  const [verdict, severity] = ruling;
  return [
    {
      rule: group.rule,
      group: group.group,
      hour: new Date((group.hour * HOUR) / 1000).toISOString(),
      names: group.names.size,
      attempts: group.attempts,
      first: milliseconds(group.first),
      last: milliseconds(group.last),
      verdict,
      severity,
    },
  ];
}

const VERDICTS: Record<Group["rule"], (names: number, absent: number) => [string, string] | null> = {
  "RC-01": (names) => {
    if (names < 10) return null;
    if (names < 20) return ["Low-Level Enumeration", "low"];
    return names < 50 ? ["Moderate Enumeration", "medium"] : ["High Confidence Enumeration", "high"];
  },
  "RC-02": (names, absent) => {
    if (names < 15) return null;
    if (names >= 100) return ["Critical", "critical"];
    return names >= 50 || absent >= 30 ? ["High", "high"] : ["Medium", "medium"];
  },
  "RC-03": (names) => (names < 10 ? null : names < 25 ? ["Medium", "medium"] : ["High", "high"]),
};

/** Detections keep milliseconds. */
const milliseconds = (micros: number) => new Date(Math.floor(micros / 1000)).toISOString();

export function inOrder(a: Detection, b: Detection): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

/** A detection's own: rule, hour and group, whatever the order of its keys. */
export function keyOf({ rule, hour, group }: Detection): string {
  return [rule, hour, ...entriesOf(group).flat()].join(SEPARATOR);
}

export function entriesOf(group: Detection["group"]): [string, string][] {
  return Object.entries(group).sort(([a], [b]) => (a < b ? -1 : 1));
}
