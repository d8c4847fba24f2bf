import { isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";
import { detached } from "./fields";

/** What logs write where there is no address. */
const NONE = new Set(["", "-", "<null>", "null", "none", "not available", "n/a"]);

/** The same few addresses fill a log: remembering them saves most of the parsing. */
const REMEMBERED = 50_000;
const known = new Map<string, string>();

/**
 * The canonical form of an address: `::ffff:` in front of IPv4, brackets, port and zone index removed, IPv6 as
 * RFC 5952. Text that is no address is kept, trimmed and in lower case; what means "none" is "".
 */
export function canonicalAddress(raw: string): string {
  const before = known.get(raw);
  if (before !== undefined) return before;
  const canonical = read(raw.trim().toLowerCase());
  if (known.size >= REMEMBERED) known.clear();
  known.set(detached(raw), detached(canonical));
  return canonical;
}

function read(text: string): string {
  if (NONE.has(text)) return "";
  if (isIPv4(text)) return text;
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1];
  const bare = (bracketed ?? text).replace(/%.*$/, "");
  if (isIPv6(bare)) return canonicalV6(bare);
  const withPort = /^([\d.]+):\d+$/.exec(bracketed ?? text)?.[1];
  return withPort !== undefined && isIPv4(withPort) ? withPort : text;
}

/** Node decides whether it is an address: ipaddr.js also takes `1` and `0x7f.1`. */
function canonicalV6(text: string): string {
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}
