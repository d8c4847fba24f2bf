import { isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

/** The bits of a mapped IPv4 address that are not its own: ::ffff:0:0/96. */
const MAPPED_BITS = 96;
const MAX_AS_NUMBER = 4_294_967_295;

export type Range = { ok: true; range: string } | { ok: false; reason: string };

/**
 * An address without a zone index, IPv4 in IPv6 unwrapped; null for what is none. Node decides what is an address:
 * ipaddr.js also takes `1` and `0x7f.1`.
 */
function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const bare = text.trim().replace(/%.*$/, "");
  if (isIPv4(bare)) return ipaddr.IPv4.parse(bare);
  if (!isIPv6(bare)) return null;
  const address = ipaddr.IPv6.parse(bare);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

const isMapped = (text: string) => isIPv6(text) && ipaddr.IPv6.parse(text).isIPv4MappedAddress();

const textOf = (address: ipaddr.IPv4 | ipaddr.IPv6) =>
  address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();

/** The network of an address at so many bits, canonical. */
function masked(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number): string {
  const bytes = address.toByteArray().map((byte, index) => {
    const kept = Math.max(0, Math.min(8, bits - index * 8));
    return byte & (0xff00 >> kept) & 0xff;
  });
  return `${textOf(ipaddr.fromByteArray(bytes))}/${bits}`;
}

/** A range in the spelling that Postgres gives it; one address is a range of itself. */
export function rangeOf(text: string): Range {
  const [, first = "", length] = /^([^/\s]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const address = parse(first);
  if (!address) return { ok: false, reason: "is no address, no range and no AS number" };
  const most = address.kind() === "ipv4" ? 32 : 128;
  if (length === undefined) return { ok: true, range: masked(address, most) };
  const bits = Number(length) - (isMapped(first) ? MAPPED_BITS : 0);
  if (bits > most || bits < 0)
    return { ok: false, reason: `is no range: the part after / is at most ${most}` };
  if (bits === 0) return { ok: false, reason: "holds every address there is" };
  const range = masked(address, bits);
  if (range !== `${textOf(address)}/${bits}`)
    return { ok: false, reason: `is an address inside ${range}; write that, or the address alone` };
  return { ok: true, range };
}

/** 64496 of `AS64496`; null for anything else, a bare number too: it may be a mistyped address. */
export function asNumberOf(text: string): number | null {
  const digits = /^as\s?(\d{1,10})$/i.exec(text.trim())?.[1];
  const number = Number(digits ?? 0);
  return number >= 1 && number <= MAX_AS_NUMBER ? number : null;
}

/** The AS number that a log gives, as 64496 or AS64496. */
export function loggedAsNumber(text: string): number | null {
  return asNumberOf(/^\d+$/.test(text.trim()) ? `AS${text.trim()}` : text);
}

/** The entity that an address counts as: itself in IPv4, its /64 in IPv6. Null for what is no address. */
export function srcNet(address: string): string | null {
  const parsed = parse(address);
  return parsed && masked(parsed, parsed.kind() === "ipv4" ? 32 : 64);
}

/** The neighbourhood that is evidence only: /24 in IPv4, /48 in IPv6. */
export function srcArea(address: string): string | null {
  const parsed = parse(address);
  return parsed && masked(parsed, parsed.kind() === "ipv4" ? 24 : 48);
}

/** Whether a canonical range holds an address. */
export function isWithin(address: string, range: string): boolean {
  const parsed = parse(address);
  const [first = "", bits = ""] = range.split("/");
  const network = parse(first);
  if (!parsed || !network || parsed.kind() !== network.kind()) return false;
  return masked(parsed, Number(bits)) === range;
}
