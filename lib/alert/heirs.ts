import { firstOf, GAP, type Link, lastOf } from "./chain";

/** An alert of the entity as it stood; `first` and `last` serve only where no detection is left to tell. */
export type Standing = { id: string; first: Date; last: Date };

export type Inheritance = {
  /** For every chain: the alert that it goes on as (null: a new one), those that end in it, and those it split from. */
  chains: { links: Link[]; survivor: string | null; merged: string[]; parents: string[] }[];
  /** Alerts that no chain goes on as. */
  emptied: string[];
};

const byAge = (a: string, b: string) => (BigInt(a) < BigInt(b) ? -1 : 1);

/**
 * Decides which chain goes on as which alert. An alert follows its earliest covered detection, else its earliest
 * one; without any detection left, the chain within a day of where it was. Where several alerts meet in one
 * chain the oldest survives. A chain that got detections of an alert but not its id inherits from it.
 */
export function inherit(
  chains: readonly Link[][],
  standing: readonly Standing[],
  covered: ReadonlySet<string>,
): Inheritance {
  const claims = chains.map(() => [] as string[]);
  const emptied: string[] = [];
  for (const alert of standing) {
    const heir = heirOf(alert, chains, covered);
    if (heir === -1) emptied.push(alert.id);
    else claims[heir]?.push(alert.id);
  }
  return {
    chains: chains.map((links, index) => {
      const [survivor = null, ...merged] = (claims[index] ?? []).sort(byAge);
      const held = new Set(links.flatMap((link) => (link.alertId ? [link.alertId] : [])));
      return { links: [...links], survivor, merged, parents: survivor ? [] : [...held].sort(byAge) };
    }),
    emptied,
  };
}

function heirOf(alert: Standing, chains: readonly Link[][], covered: ReadonlySet<string>): number {
  const holds = (isFit: (link: Link) => boolean) =>
    chains.findIndex((links) => links.some((link) => link.alertId === alert.id && isFit(link)));
  const byCover = holds((link) => covered.has(link.id));
  if (byCover !== -1) return byCover;
  const byDetection = holds(() => true);
  if (byDetection !== -1) return byDetection;
  return chains.findIndex(
    (links) => firstOf(links) - alert.last.getTime() < GAP && alert.first.getTime() - lastOf(links) < GAP,
  );
}

/** Alerts whose detections now lie in more than one chain. */
export function splitIn(chains: readonly Link[][]): string[] {
  const seen = new Map<string, number>();
  for (const links of chains) {
    for (const id of new Set(links.flatMap((link) => (link.alertId ? [link.alertId] : [])))) {
      seen.set(id, (seen.get(id) ?? 0) + 1);
    }
  }
  return [...seen].filter(([, count]) => count > 1).map(([id]) => id);
}
