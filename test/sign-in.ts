import type { Event } from "@/lib/event/schema";

/** A failed sign-in as a parser would hand it over; tests say only what matters to them. */
export function signIn(part: Partial<Event> = {}): Event {
  return {
    source: "entra-signin",
    vector: "entra-signin",
    atMicros: BigInt(Date.UTC(2026, 2, 3, 10, 15)) * 1000n,
    isIngestTime: false,
    digits: 7,
    nativeId: "",
    contentId: "",
    correlationId: "",
    address: "203.0.113.7",
    name: "ana@contoso.example",
    app: "Portal",
    appId: "a",
    clientApp: "Browser",
    userAgent: "agent",
    protocol: "",
    code: "50034",
    qualifier: "",
    operation: "",
    activity: "",
    description: "no such account",
    country: "NL",
    region: "",
    city: "Delft",
    asn: "64496",
    interactive: null,
    facts: {},
    ...part,
  };
}

/** Microseconds since 1970 of an ISO time. */
export const micros = (iso: string): bigint => BigInt(Date.parse(iso)) * 1000n;
