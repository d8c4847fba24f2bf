import { isWithin } from "./ranges";
import type { Network } from "./schema";

/** What decides: the entry, and whether its range or its autonomous system did. */
export type Known<N> = { entry: N; by: "range" | "asn" };

type Listed = Pick<Network, "network" | "expiresAt">;

const bitsOf = (network: string) => Number(network.split("/")[1]);

const holdsAt = ({ expiresAt }: Listed, at: Date) =>
  expiresAt === null || at.getTime() < Date.parse(expiresAt);

/**
 * The entry that holds for an address at an instant: the longest prefix, else the autonomous system. The instant is
 * that of the log's row and not the clock's, so that what a rule made of a row stays what it was. The same decision
 * as SQL's `network_of`, which a test holds to this one.
 */
export function kindOf<N extends Listed>(
  address: string,
  asn: number | null,
  lists: readonly N[],
  at: Date,
): Known<N> | null {
  const held = lists.filter((entry) => holdsAt(entry, at));
  const around = held.filter(({ network }) => network.includes("/") && isWithin(address, network));
  const [longest] = around.sort((a, b) => bitsOf(b.network) - bitsOf(a.network));
  if (longest) return { entry: longest, by: "range" };
  const entry = asn === null ? undefined : held.find(({ network }) => network === `AS${asn}`);
  return entry ? { entry, by: "asn" } : null;
}
