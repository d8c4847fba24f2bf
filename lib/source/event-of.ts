import type { Event } from "@/lib/event/schema";
import { canonicalAddress } from "./addresses";
import { type Fields, type Reading, rejected, type Setting } from "./schema";
import { type Instant, readTime, type TimeReading } from "./times";
import { parseZone, UTC } from "./zones";

/** The clock for a record's times: a zone that the log states, else the analyst's, else UTC. */
export function timeReading({ dateOrder, timeZone }: Setting, stated?: string | null): TimeReading {
  const zone = (stated ? parseZone(stated) : null) ?? (timeZone ? parseZone(timeZone) : null) ?? UTC;
  return { order: dateOrder, zone };
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
  return instant ? { instant, isIngestTime } : { reason: "time cannot be read" };
}

/** A result code as text. Words are no code: without one, only a word for success means "0". */
export function codeOf(code: string, word: string): string {
  const trimmed = code.trim();
  if (trimmed !== "" && !/^(none|null|success|succeeded|failure|failed|interrupted)$/i.test(trimmed))
    return trimmed;
  return /^succe(ss|eded)$/i.test(trimmed) || /^succe(ss|eded)$/i.test(word.trim()) ? "0" : "";
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

/** A sign-in as event. Without account, address and code there is nothing to tell: rejected. */
export function signInEvent(signIn: SignIn): Reading {
  const { happened, ingested, reading, isNonInteractiveTable, ...rest } = signIn;
  const time = timeOf(happened, ingested, reading);
  if ("reason" in time) return rejected(time.reason);
  const address = canonicalAddress(rest.address);
  if (rest.name === "" && address === "" && rest.code === "")
    return rejected("neither account, address nor result code");
  const isNonInteractive = isNonInteractiveTable || rest.interactive === false;
  const { micros, digits } = time.instant;
  const event: Event = {
    ...rest,
    source: "entra-signin",
    vector: isNonInteractive ? "entra-noninteractive" : "entra-signin",
    atMicros: micros,
    isIngestTime: time.isIngestTime,
    digits,
    address,
    contentId: "",
    qualifier: rest.protocol.trim().toLowerCase() === "ropc" ? "ropc" : "",
    operation: "",
    activity: "",
    interactive: isNonInteractive ? false : rest.interactive,
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

/** The facts that say something, in the order given; empty ones left out. */
export function filled(facts: Fields): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(facts))
    if (typeof value === "string" && value !== "") kept[name] = value;
  return kept;
}
