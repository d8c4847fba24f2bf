import ipaddr from "ipaddr.js";

/** The peer's address as our own server saw it; instrumentation sets it over whatever a client sent. */
export const PEER_HEADER = "x-rollcall-peer";

/**
 * What counts as one guesser: an IPv4 address, or the /64 of an IPv6 one, because whoever has one address of
 * a /64 has all of them. X-Forwarded-For is never read: any client can write it.
 */
export function peerOf(headers: Headers): string {
  const text = headers.get(PEER_HEADER) ?? "";
  if (!ipaddr.isValid(text)) return "unknown";
  const address = ipaddr.process(text);
  if (address.kind() === "ipv4") return address.toString();
  return `${(address as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":")}::/64`;
}
