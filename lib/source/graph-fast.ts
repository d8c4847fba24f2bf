import { isUtf8 } from "node:buffer";
import type { Names } from "@/lib/event/names";
import type { Pack, RowNames } from "@/lib/event/pack";
import { SOURCE_NUMBER } from "@/lib/event/star";
import { canonicalAddress } from "./addresses";
import { BytesCache, type Parts } from "./bytes-cache";
import { filled } from "./event-of";
import { FIELD } from "./graph-fields";
import { Scan } from "./graph-scan";
import type { Slice } from "./schema";

const CLIENT = [
  FIELD.appDisplayName,
  FIELD.appId,
  FIELD.clientAppUsed,
  FIELD.userAgent,
  FIELD.authenticationProtocol,
];
const PLACE = [FIELD.countryOrRegion, FIELD.state, FIELD.city, FIELD.autonomousSystemNumber];
const DETAIL = [
  ...[
    FIELD.resourceDisplayName,
    FIELD.resourceId,
    FIELD.userType,
    FIELD.crossTenantAccessType,
    FIELD.homeTenantId,
  ],
  ...[FIELD.tokenIssuerType, FIELD.operatingSystem, FIELD.browser],
];
/** Event types of sign-ins that a user made; the others may name no user. */
const USERS = new Set<unknown>(["interactiveUser", "nonInteractiveUser"]);
const ORDINARY = 1;
const SPECIAL = 2;

const HEX = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) {
  HEX[digit.toString(16).charCodeAt(0)] = digit;
  HEX[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

type Maker = (this: GraphFast, names: Names, isInteractive: boolean) => number;

/**
 * Takes Graph sign-ins into a pack without making objects of them: what repeats itself (names, clients, outcomes,
 * places) is known by its bytes from the second time on; the first time it goes the careful parser's own way. What
 * differs from the ordinary in anything is left to that parser, which stays the measure of it.
 */
export class GraphFast {
  private readonly scan = new Scan();
  private names: Names | null = null;
  private readonly identities = new BytesCache([FIELD.userPrincipalName]);
  private readonly otherNames = new BytesCache([FIELD.signInIdentifier, FIELD.alternateSignInName]);
  private readonly origins = new BytesCache([FIELD.ipAddress]);
  private readonly clients = new BytesCache(CLIENT);
  private readonly outcomes = new BytesCache([
    FIELD.errorCode,
    FIELD.failureReason,
    FIELD.authenticationProtocol,
  ]);
  private readonly places = new BytesCache(PLACE);
  private readonly details = new BytesCache(DETAIL);
  private readonly types = new BytesCache([FIELD.signInEventTypes]);
  private readonly row: RowNames = { origin: 0, identity: 0, client: 0, outcome: 0, place: 0, detail: 0 };
  private bytes: Uint8Array = new Uint8Array(0);
  private readonly parts: Parts = { view: new DataView(new ArrayBuffer(0)), spans: this.scan.spans };
  /** The last date that was read, as `YYYYMMDD`, and its day. */
  private date = -1;
  private day = 0;
  private micros = 0;
  private digits = 0;

  /** Adds the record to the pack, which must have room; false where the careful parser must read it. */
  take({ bytes, offset, length }: Slice, pack: Pack): boolean {
    if (bytes === null || !isUtf8(bytes) || this.scan.run(bytes, 0) !== length) return false;
    this.bytes = bytes;
    this.parts.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    if (!this.isOrdinary() || !this.readTime() || !this.readKeys(pack)) return false;
    if (this.names !== pack.names) this.begin(pack.names);
    const isInteractive = bytes[this.from(FIELD.isInteractive)] === 116;
    this.nameRow(pack.names, isInteractive);
    const isCorrelated = this.has(FIELD.correlationId);
    pack.put(
      SOURCE_NUMBER["entra-signin"],
      this.day,
      this.micros,
      this.digits,
      false,
      isCorrelated,
      this.row,
    );
    pack.span(offset, length);
    return true;
  }

  private begin(names: Names): void {
    this.names = names;
    const { identities, otherNames, origins, clients, outcomes, places, details } = this;
    for (const cache of [identities, otherNames, origins, clients, outcomes, places, details]) cache.clear();
  }

  private from(field: number): number {
    return this.scan.spans[field * 2] as number;
  }

  private to(field: number): number {
    return this.scan.spans[field * 2 + 1] as number;
  }

  /** The field is a text that is not empty, or a number or a word. */
  private has(field: number): boolean {
    return this.to(field) > this.from(field);
  }

  /** The bytes of a field as they stand in the file. */
  private raw(field: number): string {
    const from = this.bytes.byteOffset + this.from(field);
    return Buffer.from(this.bytes.buffer, from, this.to(field) - this.from(field)).toString("utf8");
  }

  /** The text of a field, escapes resolved; "" for none. */
  private text(field: number): string {
    const raw = this.raw(field);
    return raw.includes("\\") ? String(JSON.parse(`"${raw}"`)) : raw;
  }

  private isOrdinary(): boolean {
    if (!this.has(FIELD.errorCode) || !this.has(FIELD.isInteractive) || this.has(FIELD.servicePrincipalId))
      return false;
    if (!this.has(FIELD.userPrincipalName) && !this.has(FIELD.ipAddress)) return false;
    return !this.has(FIELD.signInEventTypes) || this.typesOf() === ORDINARY;
  }

  private typesOf(): number {
    const known = this.types.find(this.parts, 0);
    if (known >= 0) return known;
    const list: unknown = JSON.parse(this.raw(FIELD.signInEventTypes));
    const kind = Array.isArray(list) && list.every((type) => USERS.has(type)) ? ORDINARY : SPECIAL;
    this.types.keep(this.parts, 0, kind);
    return kind;
  }

  /** `2026-03-03T10:20:30.1234567Z`, with 0 to 9 digits; any other form is read the careful way. */
  private readTime(): boolean {
    const { bytes } = this;
    const at = this.from(FIELD.createdDateTime);
    const length = this.to(FIELD.createdDateTime) - at;
    if (length < 20 || length > 30 || bytes[at + length - 1] !== 90) return false;
    if (bytes[at + 4] !== 45 || bytes[at + 7] !== 45 || bytes[at + 10] !== 84) return false;
    if (bytes[at + 13] !== 58 || bytes[at + 16] !== 58) return false;
    const year = this.two(at) * 100 + this.two(at + 2);
    const hour = this.two(at + 11);
    const minute = this.two(at + 14);
    const second = this.two(at + 17);
    if (!(hour < 24 && minute < 60 && second < 60)) return false;
    if (!this.readDate(year, this.two(at + 5), this.two(at + 8))) return false;
    return this.readFraction(at + 19, at + length - 1, ((hour * 60 + minute) * 60 + second) * 1_000_000);
  }

  /** Two digits as a number; NaN, which compares with nothing, where they are none. */
  private two(at: number): number {
    const tens = (this.bytes[at] as number) - 48;
    const ones = (this.bytes[at + 1] as number) - 48;
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
  }

  private readDate(year: number, month: number, day: number): boolean {
    const date = (year * 100 + month) * 100 + day;
    if (date === this.date) return true;
    if (!(year >= 1970 && month >= 1 && day >= 1)) return false;
    const time = Date.UTC(year, month - 1, day);
    const made = new Date(time);
    // What rolls over into another month is no date.
    if (made.getUTCMonth() !== month - 1 || made.getUTCDate() !== day) return false;
    this.date = date;
    this.day = time / 86_400_000;
    return true;
  }

  /** Truncated to microseconds. */
  private readFraction(from: number, to: number, micros: number): boolean {
    const { bytes } = this;
    this.micros = micros;
    this.digits = 0;
    if (from === to) return true;
    if (bytes[from] !== 46 || to - from < 2) return false;
    let worth = 100_000;
    for (let at = from + 1; at < to; at++) {
      const digit = (bytes[at] as number) - 48;
      if (!(digit >= 0 && digit <= 9)) return false;
      if (worth >= 1) this.micros += digit * worth;
      worth /= 10;
    }
    this.digits = to - from - 1;
    return true;
  }

  private readKeys({ keys, correlations, rows }: Pack): boolean {
    if (!this.readUuid(FIELD.id, keys, rows * 16)) return false;
    return !this.has(FIELD.correlationId) || this.readUuid(FIELD.correlationId, correlations, rows * 16);
  }

  /** A UUID other than the one of zeros; other ids are hashed by the careful way. */
  private readUuid(field: number, target: Buffer, at: number): boolean {
    const { bytes } = this;
    let from = this.from(field);
    if (this.to(field) - from !== 36) return false;
    let any = 0;
    for (let byte = 0; byte < 16; byte++) {
      if (byte === 4 || byte === 6 || byte === 8 || byte === 10) {
        if (bytes[from] !== 45) return false;
        from += 1;
      }
      const high = HEX[bytes[from] as number] as number;
      const low = HEX[bytes[from + 1] as number] as number;
      if (high < 0 || low < 0) return false;
      target[at + byte] = (high << 4) | low;
      any |= (high << 4) | low;
      from += 2;
    }
    return any !== 0;
  }

  private nameRow(names: Names, isInteractive: boolean): void {
    const { row } = this;
    const mode = isInteractive ? 1 : 0;
    const identities = this.has(FIELD.userPrincipalName) ? this.identities : this.otherNames;
    row.identity = this.entryOf(identities, 0, names, this.makeIdentity);
    row.origin = this.entryOf(this.origins, 0, names, this.makeOrigin);
    row.client = this.entryOf(this.clients, 0, names, this.makeClient);
    row.outcome = this.entryOf(this.outcomes, mode, names, this.makeOutcome);
    row.place = this.entryOf(this.places, 0, names, this.makePlace);
    row.detail = this.entryOf(this.details, mode, names, this.makeDetail);
  }

  /** `extra` is 1 for interactive sign-ins where that is part of the name. */
  private entryOf(cache: BytesCache, extra: number, names: Names, make: Maker): number {
    const known = cache.find(this.parts, extra);
    if (known >= 0) return known;
    const entry = make.call(this, names, extra === 1);
    cache.keep(this.parts, extra, entry);
    return entry;
  }

  private makeIdentity(names: Names): number {
    return names.identity(
      this.text(FIELD.userPrincipalName) ||
        this.text(FIELD.signInIdentifier) ||
        this.text(FIELD.alternateSignInName),
    );
  }

  private makeOrigin(names: Names): number {
    return names.origin(canonicalAddress(this.text(FIELD.ipAddress)));
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
