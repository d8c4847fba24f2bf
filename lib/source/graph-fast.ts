import type { Names } from "@/lib/event/names";
import type { Pack, RowNames } from "@/lib/event/pack";
import { SOURCE_NUMBER } from "@/lib/event/star";
import { canonicalAddress } from "./addresses";
import { filled } from "./event-of";
import { FIELD } from "./graph-fields";
import { Line } from "./json-lines";
import { ROW } from "./scan-memory";
import { CACHE, ENTRIES, SAID } from "./scan-row";
import { Scanner } from "./scanner";
import type { Slice } from "./schema";

/** Event types of sign-ins that a user made; the others may name no user. */
const USERS = new Set<unknown>(["interactiveUser", "nonInteractiveUser"]);
const ORDINARY = 1;
const SPECIAL = 2;

/**
 * Takes Graph sign-ins into a pack without making objects of them: what repeats itself (names, clients, outcomes,
 * places) is known by its bytes from the second time on; the first time it goes the careful parser's own way. What
 * differs from the ordinary in anything is left to that parser, which stays the measure of it.
 */
export class GraphFast {
  private names: Names | null = null;
  private readonly row: RowNames = { origin: 0, identity: 0, client: 0, outcome: 0, place: 0, detail: 0 };
  /** The last date that was read, as days since 1970. */
  private day = 0;

  private constructor(private readonly scanner: Scanner) {}

  static async start(): Promise<GraphFast> {
    return new GraphFast(await Scanner.start());
  }

  /**
   * Adds the record to the pack, which must have room; false where the careful parser must read it. `before` is the text
   * that lies before that of the file.
   */
  take(slice: Slice, pack: Pack, before = 0): boolean {
    const start = this.show(slice);
    return start >= 0 && this.takeAt(start, before + slice.offset, slice.length, pack);
  }

  /** Lines are shown with all others of their block, unless that is too long or a line of it is no UTF-8. */
  private show(slice: Slice): number {
    const start = slice instanceof Line ? this.scanner.show(slice.block) : -1;
    if (start >= 0 && slice instanceof Line) return start + slice.from;
    return slice.bytes === null ? -1 : this.scanner.show(slice.bytes);
  }

  private takeAt(start: number, offset: number, length: number, pack: Pack): boolean {
    const { scanner } = this;
    if (this.names !== pack.names) this.begin(pack.names);
    let said = scanner.take(start, start + length);
    while (said === SAID.newTypes || said === SAID.newDate) {
      if (said === SAID.newTypes) this.readTypes();
      else if (!this.readDate()) return false;
      said = scanner.take(start, start + length);
    }
    if (said === SAID.careful) return false;
    if (said === SAID.newNames) this.nameRow(pack.names);
    this.put(pack);
    pack.span(offset, length);
    return true;
  }

  /** Entries of other names mean nothing any more. */
  private begin(names: Names): void {
    this.names = names;
    this.scanner.forget();
  }

  private put(pack: Pack): void {
    const { row, scanner } = this;
    const { words } = scanner;
    row.origin = words[ROW.entries / 4] as number;
    row.identity = words[ROW.entries / 4 + 1] as number;
    row.client = words[ROW.entries / 4 + 2] as number;
    row.outcome = words[ROW.entries / 4 + 3] as number;
    row.place = words[ROW.entries / 4 + 4] as number;
    row.detail = words[ROW.entries / 4 + 5] as number;
    const isCorrelated = words[ROW.isCorrelated / 4] === 1;
    pack.keep(scanner.view, ROW.key, isCorrelated ? ROW.correlation : -1);
    const digits = words[ROW.digits / 4] as number;
    pack.put(SOURCE_NUMBER["entra-signin"], this.day, scanner.micros, digits, false, isCorrelated, row);
  }

  private readTypes(): void {
    const list: unknown = JSON.parse(this.scanner.raw(FIELD.signInEventTypes));
    const isOrdinary = Array.isArray(list) && list.every((type) => USERS.has(type));
    this.scanner.keep(CACHE.types, 0, isOrdinary ? ORDINARY : SPECIAL);
  }

  /** Whether the time begins with a date (`2026-03-03`) since 1970 that there is. */
  private readDate(): boolean {
    const text = this.scanner.raw(FIELD.createdDateTime).slice(0, 10);
    if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < "1970") return false;
    const time = Date.parse(text);
    // What rolls over into another month is no date.
    if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) return false;
    this.day = time / 86_400_000;
    this.scanner.keepDate();
    return true;
  }

  /** Makes the names that are new, and remembers them by their bytes. */
  private nameRow(names: Names): void {
    const { scanner } = this;
    const isInteractive = scanner.byte(scanner.from(FIELD.isInteractive)) === 116;
    for (const [index, kind] of ENTRIES.entries()) {
      const place = ROW.entries / 4 + index;
      if ((scanner.words[place] as number) >= 0) continue;
      const entry = this.entryOf(kind, names, isInteractive);
      const isOther =
        kind === "identity" && scanner.to(FIELD.userPrincipalName) === scanner.from(FIELD.userPrincipalName);
      if (kind === "client" || kind === "detail") scanner.keepPair(CACHE[kind], entry);
      else
        scanner.keep(
          isOther ? CACHE.otherName : CACHE[kind],
          isInteractive && kind === "outcome" ? 1 : 0,
          entry,
        );
      scanner.words[place] = entry;
    }
  }

  private entryOf(kind: (typeof ENTRIES)[number], names: Names, isInteractive: boolean): number {
    if (kind === "origin") return names.origin(canonicalAddress(this.text(FIELD.ipAddress)));
    if (kind === "identity") return this.makeIdentity(names);
    if (kind === "client") return this.makeClient(names);
    if (kind === "outcome") return this.makeOutcome(names, isInteractive);
    return kind === "place" ? this.makePlace(names) : this.makeDetail(names, isInteractive);
  }

  private text(field: number): string {
    return this.scanner.text(field);
  }

  private makeIdentity(names: Names): number {
    return names.identity(
      this.text(FIELD.userPrincipalName) ||
        this.text(FIELD.signInIdentifier) ||
        this.text(FIELD.alternateSignInName),
    );
  }

  private makeClient(names: Names): number {
    return names.client({
      app: this.text(FIELD.appDisplayName),
      appId: this.text(FIELD.appId),
      clientApp: this.text(FIELD.clientAppUsed),
      userAgent: this.text(FIELD.userAgent),
      protocol: this.text(FIELD.authenticationProtocol),
    });
  }

  private makeOutcome(names: Names, isInteractive: boolean): number {
    return names.outcome({
      vector: isInteractive ? "entra-signin" : "entra-noninteractive",
      code: this.text(FIELD.errorCode),
      qualifier: this.text(FIELD.authenticationProtocol).trim().toLowerCase() === "ropc" ? "ropc" : "",
      operation: "",
      activity: "",
      description: this.text(FIELD.failureReason),
    });
  }

  private makePlace(names: Names): number {
    return names.place({
      country: this.text(FIELD.countryOrRegion),
      region: this.text(FIELD.state),
      city: this.text(FIELD.city),
      asn: this.text(FIELD.autonomousSystemNumber),
    });
  }

  private makeDetail(names: Names, isInteractive: boolean): number {
    const facts = {
      resource: this.text(FIELD.resourceDisplayName),
      resourceId: this.text(FIELD.resourceId),
      userType: this.text(FIELD.userType),
      crossTenantAccessType: this.text(FIELD.crossTenantAccessType),
      homeTenant: this.text(FIELD.homeTenantId),
      tokenIssuer: this.text(FIELD.tokenIssuerType),
      os: this.text(FIELD.operatingSystem),
      browser: this.text(FIELD.browser),
    };
    return names.detail(isInteractive, filled(facts));
  }
}
