import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { AppError } from "@/lib/errors";
import { canonicalAddress } from "@/lib/source/addresses";

/** What somebody means by an origin: none, a network, or one in the spellings it may be stored in. */
export type OriginFilter =
  | { kind: "none" }
  | { kind: "network"; network: string }
  | { kind: "exact"; values: string[] };

const RANGE = /^(.+)\/(\d{1,3})$/;

/** The least a mapped IPv6 range must fix to be a range of IPv4. */
const MAPPED_BITS = 96;

function networkOf(address: string, bits: number): string {
  const parsed = ipaddr.parse(address.replace(/%.*$/, ""));
  const isMapped = parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() && bits >= MAPPED_BITS;
  const length = isMapped ? bits - MAPPED_BITS : bits;
  const most = isMapped || parsed.kind() === "ipv4" ? 32 : 128;
  if (length > most) {
    throw new AppError(
      "bad-input",
      `origin: ${address}/${bits} is no range; the part after / is at most ${most}.`,
    );
  }
  return `${canonicalAddress(address)}/${length}`;
}

/** Throws `bad-input` for a range that none is. A name with a slash in it is a name. */
export function originFilterOf(text: string): OriginFilter {
  if (text === NO_ORIGIN || text === "") return { kind: "none" };
  const [, address = "", bits = ""] = RANGE.exec(text.trim()) ?? [];
  if (isIP(address)) return { kind: "network", network: networkOf(address, Number(bits)) };
  return { kind: "exact", values: [...new Set([text, canonicalAddress(text)])] };
}

/** A query whose origin is spelled as the store does; a workstation's name, and `~none`, stay as they are. */
export function withStoredOrigin<Q extends { origin?: string | undefined }>(query: Q): Q {
  const canonical = canonicalAddress(query.origin ?? "");
  return isIP(canonical) ? { ...query, origin: canonical } : query;
}
