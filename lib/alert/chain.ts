import type { EntityKind } from "@/lib/detection/flagged";
import type { Severity } from "@/lib/detection/schema";
import { DAY } from "@/lib/time";

/** What chaining needs to know of a detection. */
export type Link = {
  id: string;
  ruleId: string;
  alertId: string | null;
  windowFrom: Date;
  firstSeen: Date;
  lastSeen: Date;
  verdict: string;
  severity: Severity;
  severityWhy: string[];
  /** Whether the window is an episode's and not an hour. */
  isEpisode: boolean;
  names: number;
  attempts: number;
};

/**
 * Whose detections belong together: an origin's, a network's (an IPv6 /64 of several addresses), a campaign's, an
 * account's; those that have none of these, a rule's.
 */
export type Entity = {
  tenantId: number;
  kind: EntityKind;
  /** The address or workstation, the prefix, the account, or the rule's id. */
  value: string;
  /** Of an origin, and of the nobody that an empty address is. */
  originId: string | null;
};

/** Silence that ends an alert, and the longest time one alert spans. */
export const GAP = DAY;
export const SPAN = 7 * DAY;

const inOrder = (a: Link, b: Link) =>
  a.firstSeen.getTime() - b.firstSeen.getTime() ||
  a.lastSeen.getTime() - b.lastSeen.getTime() ||
  (a.ruleId < b.ruleId ? -1 : a.ruleId > b.ruleId ? 1 : Number(BigInt(a.id) - BigInt(b.id)));

export const firstOf = (links: readonly Link[]) => Math.min(...links.map((link) => link.firstSeen.getTime()));
export const lastOf = (links: readonly Link[]) => Math.max(...links.map((link) => link.lastSeen.getTime()));

/**
 * Cuts one entity's detections into alerts: a new one begins after a day of silence, or where the alert would
 * reach seven days. A function of the detections alone, whatever the order in which they arrived.
 */
export function chainsOf(links: readonly Link[]): Link[][] {
  const chains: Link[][] = [];
  let from = 0;
  let until = Number.NEGATIVE_INFINITY;
  for (const link of [...links].sort(inOrder)) {
    const [first, last] = [link.firstSeen.getTime(), link.lastSeen.getTime()];
    const isNext = first - until < GAP && last - from < SPAN;
    const current = isNext ? chains.at(-1) : undefined;
    if (current) current.push(link);
    else {
      chains.push([link]);
      from = first;
    }
    until = current ? Math.max(until, last) : last;
  }
  return chains;
}
