import { hash } from "node:crypto";
import { answerOf, type Outcome, type Reading } from "./answers";
import { Cache, type Keyer, type Kind } from "./keyed";
import type { Event } from "./schema";
import { accountOf, canonicalFacts, windowsAccountOf } from "./star";

/** Beyond this many names a loader begins a new set of tables, so that memory stays flat whatever the file. */
const MANY_NAMES = 150_000;

const wordOf = (bytes: string, at: number): number =>
  (bytes.charCodeAt(at) << 24) |
  (bytes.charCodeAt(at + 1) << 16) |
  (bytes.charCodeAt(at + 2) << 8) |
  bytes.charCodeAt(at + 3);

/** The names of one dimension that a loader has met, each with a small number for as long as it lives. */
export class NameTable<C> {
  /** Per entry: its id in the store, and the same as Postgres' eight bytes. */
  readonly ids: bigint[] = [];
  idBytes = new DataView(new ArrayBuffer(8 * 1024));
  /** Per entry: 64 bits of SHA-256 of its content, without a secret, so that every database has the same. */
  marks = new Uint32Array(2 * 1024);
  /** Per entry: what the store must hold; null once it does. */
  readonly contents: (C | null)[] = [];
  private readonly entries = new Map<string, number>();
  /** How the text of every name begins: as the JSON of a list whose first is its kind. */
  private readonly opening: string;

  constructor(
    private readonly keyer: Keyer,
    private readonly kind: Kind,
  ) {
    this.opening = `[${JSON.stringify(kind)},`;
  }

  get size(): number {
    return this.ids.length;
  }

  /** The number of the name with these fields; `content` is made when it is new. */
  entry(fields: (string | boolean | null)[], content: () => C): number {
    // JSON keeps fields apart and spells half surrogates out, which UTF-8 would merge into one.
    const text = this.opening + JSON.stringify(fields).slice(1);
    return this.entries.get(text) ?? this.add(text, content());
  }

  private add(text: string, content: C): number {
    const entry = this.ids.length;
    if (entry * 8 === this.idBytes.byteLength) this.grow();
    const id = this.keyer.idOf(text);
    this.ids.push(id);
    this.idBytes.setBigInt64(entry * 8, id);
    // No row holds an account itself.
    if (this.kind !== "account") this.mark(text, entry);
    this.contents.push(content);
    this.entries.set(text, entry);
    return entry;
  }

  private mark(text: string, entry: number): void {
    // As a text of bytes: a Buffer of its own costs more than the hash.
    const bytes = hash("sha256", text, "binary");
    this.marks[entry * 2] = wordOf(bytes, 0);
    this.marks[entry * 2 + 1] = wordOf(bytes, 4);
  }

  private grow(): void {
    const ids = new Uint8Array(this.idBytes.byteLength * 2);
    ids.set(new Uint8Array(this.idBytes.buffer));
    this.idBytes = new DataView(ids.buffer);
    const marks = new Uint32Array(this.marks.length * 2);
    marks.set(this.marks);
    this.marks = marks;
  }
}

export type OriginName = { kind: "none" | "address" | "workstation"; value: string };
export type IdentityName = { name: string; account: string; accountId: bigint };
export type ClientName = Pick<Event, "app" | "appId" | "clientApp" | "userAgent" | "protocol">;
export type OutcomeName = Outcome & { reading: Reading };
export type PlaceName = Pick<Event, "country" | "region" | "city" | "asn">;
export type DetailName = { interactive: boolean | null; facts: string };

/** How a machine is named where the log of Windows has no address (source/windows-event.ts). */
const MACHINE = /^(workstation|host):/;

const isFilled = (text: string): number => (text === "" ? 0 : 1);

/** The names that a loader has met, by dimension, under one database's key. Entries are numbers into these tables. */
export class Names {
  readonly origins: NameTable<OriginName>;
  readonly identities: NameTable<IdentityName>;
  readonly clients: NameTable<ClientName>;
  readonly outcomes: NameTable<OutcomeName>;
  readonly places: NameTable<PlaceName>;
  readonly details: NameTable<DetailName>;
  /** The account has an id but no table of its own. */
  readonly accounts: NameTable<null>;
  /** Per entry of identities: its account's entry. */
  readonly accountOf: number[] = [];
  /** Per entry: how many of the grouping fields it fills (same-row.ts). */
  readonly filledByOrigin: number[] = [];
  readonly filledByClient: number[] = [];
  readonly filledByOutcome: number[] = [];
  /** Per entry of outcomes: what it tells, and whether its rows are of the password reset. */
  readonly readings: Reading[] = [];
  readonly isReset: boolean[] = [];
  private readonly canonical = new Cache<string, string>();

  constructor(keyer: Keyer) {
    this.origins = new NameTable(keyer, "origin");
    this.identities = new NameTable(keyer, "identity");
    this.accounts = new NameTable(keyer, "account");
    this.clients = new NameTable(keyer, "client");
    this.outcomes = new NameTable(keyer, "outcome");
    this.places = new NameTable(keyer, "place");
    this.details = new NameTable(keyer, "detail");
  }

  get isFull(): boolean {
    const { origins, identities, clients, outcomes, places, details } = this;
    const tables = [origins, identities, clients, outcomes, places, details];
    return tables.reduce((sum, { size }) => sum + size, 0) > MANY_NAMES;
  }

  /** An empty address is an origin too: RC-02 needs it as a group. */
  origin(value: string): number {
    const kind = value === "" ? "none" : MACHINE.test(value) ? "workstation" : "address";
    return this.origins.entry([kind, value], () => {
      this.filledByOrigin.push(isFilled(value));
      return { kind, value };
    });
  }

  /** A name that Windows folds in its own way is another identity than the same text in Entra. */
  identity(name: string, isWindows = false): number {
    const account = isWindows ? windowsAccountOf(name) : null;
    if (account !== null && account !== accountOf(name)) return this.named([name, account], name, account);
    return this.named([name], name, null);
  }

  private named(fields: string[], name: string, folded: string | null): number {
    return this.identities.entry(fields, () => {
      const account = folded ?? accountOf(name);
      const entry = this.accounts.entry([account], () => null);
      this.accountOf.push(entry);
      return { name, account, accountId: this.accounts.ids[entry] as bigint };
    });
  }

  client({ app, appId, clientApp, userAgent, protocol }: ClientName): number {
    return this.clients.entry([app, appId, clientApp, userAgent, protocol], () => {
      this.filledByClient.push(isFilled(app) + isFilled(clientApp) + isFilled(userAgent));
      return { app, appId, clientApp, userAgent, protocol };
    });
  }

  outcome({ vector, code, qualifier, operation, activity, description }: Outcome): number {
    return this.outcomes.entry([vector, code, qualifier, operation, activity, description], () => {
      const outcome = { vector, code, qualifier, operation, activity, description };
      const reading = answerOf(outcome);
      this.filledByOutcome.push(isFilled(description));
      this.readings.push(reading);
      this.isReset.push(vector === "sspr");
      return { ...outcome, reading };
    });
  }

  place({ country, region, city, asn }: PlaceName): number {
    return this.places.entry([country, region, city, asn], () => ({ country, region, city, asn }));
  }

  /** Parsers write the facts of a format in one order, so the same facts look the same before they are sorted. */
  detail(interactive: boolean | null, facts: Event["facts"]): number {
    const canonical = this.canonical.get(JSON.stringify(facts), () => canonicalFacts(facts));
    return this.details.entry([interactive, canonical], () => ({ interactive, facts: canonical }));
  }
}
