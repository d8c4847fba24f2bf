import { hash } from "node:crypto";
import type { Event } from "./schema";
import { canonicalFacts } from "./star";

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

/** The canonical row: every field in a fixed order. */
function canonicalRow(event: Event): string {
  const { source, vector, atMicros, isIngestTime, digits, nativeId, contentId, correlationId } = event;
  const { address, name, app, appId, clientApp, userAgent, protocol } = event;
  const { code, qualifier, operation, activity, description } = event;
  const { country, region, city, asn, interactive, facts } = event;
  return JSON.stringify([
    [source, vector, String(atMicros), isIngestTime, digits, nativeId, contentId, correlationId],
    [address, name, app, appId, clientApp, userAgent, protocol],
    [code, qualifier, operation, activity, description],
    [country, region, city, asn, interactive, canonicalFacts(facts)],
  ]);
}

/** 32 hex digits of what makes a row itself: the native id, else SHA-256 of what identifies the row. */
export function keyOf(event: Event): string {
  return idOf(event.nativeId) ?? digest128(`content:${event.contentId || canonicalRow(event)}`);
}

/**
 * 64 bits over everything that two copies of a row may differ in, as two words in `into`: they decide between
 * copies that are equal otherwise, the same way in every database, so no secret is part of them. Murmur3's mixing,
 * twice with other seeds: nobody gains by making two of them equal, since then the copy that came first stays.
 */
export function mixContent(words: Uint32Array, length: number, into: Uint32Array, at: number): void {
  let a = 0x2545f491;
  let b = 0x9e3779b9;
  for (let index = 0; index < length; index++) {
    const word = words[index] as number;
    let k = Math.imul(word, 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    a ^= k;
    a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
    k = Math.imul(word, 0x239b961b);
    k = Math.imul((k << 16) | (k >>> 16), 0xab0e9789);
    b ^= k;
    b = (Math.imul((b << 17) | (b >>> 15), 5) + 0x561ccd1b) | 0;
  }
  into[at] = finished(a ^ Math.imul(b, 0x85ebca6b));
  into[at + 1] = finished(b ^ Math.imul(a, 0xc2b2ae35));
}

function finished(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** How many of the five grouping fields a copy fills. */
export function filledOf({ address, clientApp, userAgent, app, description }: Event): number {
  return [address, clientApp, userAgent, app, description].filter((field) => field !== "").length;
}

/** What decides between copies of one row; `at` is microseconds since 1970. */
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
