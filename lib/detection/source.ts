import { isIPv6 } from "node:net";

/**
 * Where somebody sits, as Postgres' source_of says it: an IPv4 address, the /64 of an IPv6 address (a host has 2^64
 * of it), whatever else as it is.
 */
export function sourceOf(value: string): string {
  if (!isIPv6(value)) return value;
  const known = sources.get(value);
  if (known !== undefined) return known;
  const source = `${prefixOf(value, 4)}/64`;
  if (sources.size >= MOST_KNOWN) sources.clear();
  sources.set(value, source);
  return source;
}

/** The network around a source: an IPv4 /24, an IPv6 /48; null for what is no address. */
export function networkOf(value: string): string | null {
  if (isIPv6(value)) return `${prefixOf(value, 3)}/48`;
  const octets = /^(\d+\.\d+\.\d+)\.\d+$/.exec(value);
  return octets ? `${octets[1]}.0/24` : null;
}

const MOST_KNOWN = 10_000;
const sources = new Map<string, string>();

/** The first groups of sixteen bits, the others zero, in canonical form: URLs write IPv6 as Postgres does. */
function prefixOf(value: string, groups: number): string {
  const [head = "", tail] = value.split("%")[0]?.split("::") ?? [];
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const all = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right];
  const kept = all.slice(0, groups).join(":");
  return new URL(`http://[${kept}::]`).hostname.slice(1, -1);
}
