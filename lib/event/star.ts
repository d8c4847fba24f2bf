import { storedText } from "@/lib/stored-text";
import { answerOf, type Reading } from "./answers";
import { Cache, Keyer } from "./keyed";
import { type Copy, filledOf, identityOfRow, idOf } from "./same-row";
import type { Event, Source, Span } from "./schema";

/** A row as its parser handed it over, with its place in the file. */
export type Row = { event: Event; span: Span; position: number };

/** The number of a source in the store. */
export const SOURCE_NUMBER: Record<Source, number> = { "entra-signin": 1, "entra-audit": 2 };

/** A fact row: keys and times; `event` still holds the names, for the dimensions. */
export type Fact = Copy & {
  event: Event;
  facts: string;
  source: number;
  key: string;
  correlation: string | null;
  originId: bigint;
  identityId: bigint;
  accountId: bigint;
  clientId: bigint;
  outcomeId: bigint;
  placeId: bigint;
  detailId: bigint;
  reading: Reading;
  importId: bigint;
  span: Span;
};

/** What was asked for, folded: trimmed, lower case. */
export function accountOf(name: string): string {
  return name.trim().toLowerCase();
}

/** An empty address is an origin too: RC-02 needs it as a group. */
export function originOf({ address }: Event): [kind: string, value: string] {
  return [address === "" ? "none" : "address", address];
}

/** The facts as canonical JSON: keys sorted. Escaped inside, so that jsonb can hold them too. */
export function canonicalFacts(facts: Event["facts"]): string {
  const entries = Object.entries(facts).map(
    ([name, value]) => [storedText(name), storedText(value)] as const,
  );
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(entries));
}

/** Turns events into fact rows under one database's dimension key. */
export class Star {
  private readonly keyer: Keyer;
  private readonly readings = new Cache<bigint, Reading>();
  private readonly canonical = new Cache<string, string>();

  constructor(secret: Buffer) {
    this.keyer = new Keyer(secret);
  }

  factOf({ event, span }: Row, importId: bigint): Fact {
    const { keyer } = this;
    const { vector, code, qualifier, operation, activity, description } = event;
    const facts = this.factsOf(event);
    const { key, content } = identityOfRow(event, facts);
    const [kind, origin] = originOf(event);
    const outcomeId = keyer.id("outcome", vector, code, qualifier, operation, activity, description);
    const { app, appId, clientApp, userAgent, protocol } = event;
    // One literal without a spread: objects of one shape cost a fifth.
    return {
      event,
      facts,
      span,
      importId,
      source: SOURCE_NUMBER[event.source],
      key,
      content,
      at: event.atMicros,
      isIngestTime: event.isIngestTime,
      digits: event.digits,
      filled: filledOf(event),
      correlation: idOf(event.correlationId),
      originId: keyer.id("origin", kind, origin),
      identityId: keyer.id("identity", event.name),
      accountId: keyer.id("account", accountOf(event.name)),
      clientId: keyer.id("client", app, appId, clientApp, userAgent, protocol),
      outcomeId,
      placeId: keyer.id("place", event.country, event.region, event.city, event.asn),
      detailId: keyer.id("detail", event.interactive, facts),
      reading: this.readings.get(outcomeId, () => answerOf(event)),
    };
  }

  /** Parsers write the facts of a format in one order, so the same facts look the same before they are sorted. */
  private factsOf({ facts }: Event): string {
    return this.canonical.get(JSON.stringify(facts), () => canonicalFacts(facts));
  }
}

const stars = new Map<string, Star>();

/** The star of the database with this dimension key; kept, for its caches. */
export function starOf(secret: Buffer): Star {
  const name = secret.toString("hex");
  const star = stars.get(name) ?? new Star(secret);
  // One database per process, but for tests.
  if (stars.size > 4) stars.clear();
  stars.set(name, star);
  return star;
}
