import { AppError } from "@/lib/errors";
import type { Recognised } from "./schema";

type Found = Omit<Recognised, "container" | "encoding" | "nameClaims">;

/** These logs write UTC, and dates with the year first. */
const PLAIN = {
  notes: [],
  dateOrder: "month-first",
  dateDecision: null,
  assumesZone: false,
  delimiter: "",
} satisfies Partial<Found>;

/** An Event element, and its root; both with or without a prefix. */
const EVENT = /<(?:[\w.-]+:)?Event[\s>]/;
const ROOT = /<(?:[\w.-]+:)?Events[\s/>]/;

/**
 * Events of Windows as XML, with or without a root, or one a line; null where it is none. Throws
 * AppError("unsupported") where a document type stands before them: what its entities hold could be anything.
 */
export function recogniseEventXml(text: string): Found | null {
  const start = text.trimStart().slice(0, 65_536);
  const isMarkup = start.startsWith("<");
  if (!isMarkup && !isMostlyEvents(start)) return null;
  const first = EVENT.exec(start)?.index ?? ROOT.exec(start)?.index;
  if (first === undefined) return null;
  if (/<!DOCTYPE/i.test(start.slice(0, first)))
    throw new AppError(
      "unsupported",
      "This XML file begins with a document type, which Rollcall does not read: Windows writes none. Export the events from Windows again.",
    );
  return { format: "windows-xml", shape: "event-xml", ...PLAIN };
}

/** A broken first line must not hide a file of events. */
function isMostlyEvents(text: string): boolean {
  const lines = text.split("\n").slice(1, 20);
  const events = lines.filter((line) => /^\s*<(?:[\w.-]+:)?Event[\s>]/.test(line));
  return events.length * 2 > lines.length;
}
