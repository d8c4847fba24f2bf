import type { Event } from "@/lib/event/schema";
import { canonicalAddress } from "./addresses";
import { type Reading, rejected, type Setting } from "./schema";
import { type Instant, readTime, type TimeReading } from "./times";
import { parseZone, UTC } from "./zones";

/** The clock for a record's times: a zone that the log states, else the analyst's, else UTC. */
export function timeReading(setting: Setting, stated?: string | null): TimeReading {
  const { dateOrder, timeZone, onAssumedZone } = setting;
  const said = stated ? parseZone(stated) : null;
  if (said) return { order: dateOrder, zone: said };
  return { order: dateOrder, zone: (timeZone ? parseZone(timeZone) : null) ?? UTC, onAssumed: onAssumedZone };
}

/** When it happened, else when it was ingested; or why no time could be read. An unreadable time never falls back. */
export function timeOf(
  happened: string,
  ingested: string,
  reading: TimeReading,
): { instant: Instant; isIngestTime: boolean } | { reason: string } {
  const isIngestTime = happened.trim() === "";
  const text = isIngestTime ? ingested : happened;
  if (text.trim() === "") return { reason: "no time" };
  const instant = readTime(text, reading);
  if (instant && !instant.statesZone) reading.onAssumed?.();
  return instant ? { instant, isIngestTime } : { reason: "time cannot be read" };
}

/** Words that stand where a code should: they decide nothing, but for a success that has no code at all. */
const WORD = /^(none|null|success|succeeded|failure|failed|interrupted|other)?$/i;
const SUCCESS = /^succe(ss|eded)$/i;

/** The first of these that is a code; else "0" where a word says success; else "". */
export function codeOf(codes: string[], words: string[]): string {
  for (const code of codes) if (!WORD.test(code.trim())) return code.trim();
  return words.some((word) => SUCCESS.test(word.trim())) ? "0" : "";
}

/** What a sign-in's format hands over; missing strings are "". */
export type SignIn = Omit<
  Event,
  | "source"
  | "vector"
  | "atMicros"
  | "isIngestTime"
  | "digits"
  | "contentId"
  | "qualifier"
  | "operation"
  | "activity"
> & {
  happened: string;
  ingested: string;
  reading: TimeReading;
  /** The table, category or file name says that these are non-interactive sign-ins. */
  isNonInteractiveTable: boolean;
};

/**
 * A sign-in as event. Without account, address and code there is nothing to tell: rejected. Fields are named one by
 * one: a rest spread here took a quarter of the whole reading time.
 */
export function signInEvent(from: SignIn): Reading {
  const time = timeOf(from.happened, from.ingested, from.reading);
  if ("reason" in time) return rejected(time.reason);
  const address = canonicalAddress(from.address);
  if (from.name === "" && address === "" && from.code === "")
    return rejected("neither account, address nor result code");
  const isNonInteractive = from.isNonInteractiveTable || from.interactive === false;
  const event: Event = {
    source: "entra-signin",
    vector: isNonInteractive ? "entra-noninteractive" : "entra-signin",
    atMicros: time.instant.micros,
    isIngestTime: time.isIngestTime,
    digits: time.instant.digits,
    nativeId: from.nativeId,
    contentId: "",
    correlationId: from.correlationId,
    address,
    name: from.name,
    app: from.app,
    appId: from.appId,
    clientApp: from.clientApp,
    userAgent: from.userAgent,
    protocol: from.protocol,
    code: from.code,
    qualifier: from.protocol.trim().toLowerCase() === "ropc" ? "ropc" : "",
    operation: "",
    activity: "",
    description: from.description,
    country: from.country,
    region: from.region,
    city: from.city,
    asn: from.asn,
    interactive: isNonInteractive ? false : from.interactive,
    facts: from.facts,
  };
  if (event.nativeId === "") event.contentId = contentOf(event);
  return { ok: true, event };
}

/** What makes a sign-in itself where the log gives it no id. */
function contentOf({ atMicros, ...event }: Event): string {
  const { correlationId, name, address, app, appId, clientApp, userAgent, protocol, code, description } =
    event;
  return JSON.stringify([
    String(atMicros),
    correlationId,
    name,
    address,
    app,
    appId,
    clientApp,
    userAgent,
    protocol,
    code,
    description,
  ]);
}

/** The facts that say something; empty ones left out. */
export function filled(facts: Record<string, string>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name in facts) {
    const fact = facts[name];
    if (fact) kept[name] = fact;
  }
  return kept;
}
