import { hash } from "node:crypto";
import type { Event } from "./schema";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NIL = "0".repeat(32);

/** Copies of a row may differ by this much in time and still be one; microseconds. */
export const SAME_WITHIN = 86_400_000_000n;

function digest128(text: string): string {
  return hash("sha256", text, "hex").slice(0, 32);
}

/** 32 hex digits of a UUID, or of 128 bits of SHA-256 where an id has another form; null for none. */
export function idOf(text: string): string | null {
  const id = text.trim();
  if (id === "") return null;
  const hex = UUID.test(id) ? id.replaceAll("-", "").toLowerCase() : digest128(`id:${id}`);
  return hex === NIL ? null : hex;
}

/** The canonical row: every field in a fixed order. `facts` is canonical already. */
function canonicalRow(event: Event, facts: string): string {
  const { source, vector, atMicros, isIngestTime, digits, nativeId, contentId, correlationId } = event;
  const { address, name, app, appId, clientApp, userAgent, protocol } = event;
  const { code, qualifier, operation, activity, description } = event;
  const { country, region, city, asn, interactive } = event;
  return JSON.stringify([
    [source, vector, String(atMicros), isIngestTime, digits, nativeId, contentId, correlationId],
    [address, name, app, appId, clientApp, userAgent, protocol],
    [code, qualifier, operation, activity, description],
    [country, region, city, asn, interactive, facts],
  ]);
}

/**
 * What makes a row itself and what ranks its copies. `key` is the native id, else 128 bits of SHA-256 of what
 * identifies the row. `content` is 64 bits of SHA-256, without a secret: the same copy must win in every
 * database, or a clean run would end elsewhere.
 */
export function identityOfRow(event: Event, facts: string): { key: string; content: bigint } {
  const canonical = canonicalRow(event, facts);
  const key = idOf(event.nativeId) ?? digest128(`content:${event.contentId || canonical}`);
  return { key, content: BigInt.asIntN(64, BigInt(`0x${hash("sha256", canonical, "hex").slice(0, 16)}`)) };
}

/** How many of the five grouping fields a copy fills. */
export function filledOf({ address, clientApp, userAgent, app, description }: Event): number {
  return [address, clientApp, userAgent, app, description].filter((field) => field !== "").length;
}

/** What decides between copies of one row. */
export type Copy = {
  at: bigint;
  filled: number;
  isIngestTime: boolean;
  digits: number;
  content: bigint;
};

export function isSameRow(a: Copy, b: Copy): boolean {
  const apart = a.at - b.at;
  return apart <= SAME_WITHIN && apart >= -SAME_WITHIN;
}

/**
 * Whether `a` is to be kept rather than `b`: the fuller copy, then the time it happened before
 * the time it was ingested, then more digits, then the smaller hash. A total order: who came first is no part
 * of it.
 */
export function isBetterCopy(a: Copy, b: Copy): boolean {
  if (a.filled !== b.filled) return a.filled > b.filled;
  if (a.isIngestTime !== b.isIngestTime) return b.isIngestTime;
  if (a.digits !== b.digits) return a.digits > b.digits;
  return a.content < b.content;
}
