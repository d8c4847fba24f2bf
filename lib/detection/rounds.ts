import { type Answered, MICROS, type Micros } from "./answered";

/** What an episode is called that is such rounds over existing names and nothing else. */
export const CYCLING = "A program cycling a list";

/** Attempts for one name closer together than this are one visit: somebody who tries again at once. */
const VISIT_GAP = 5 * MICROS.minute;
/** How alike two rounds must be (Jaccard) to be rounds over the same list. */
const ALIKE = 0.9;

/**
 * How often the same list of names came round: the names that were visited once, those visited twice, and so on are
 * the rounds, as long as each is like the first. A list that is read once has one round.
 */
export function roundsOf(answers: readonly Answered[]): number {
  const visits = new Map<string, { times: number; last: Micros }>();
  for (const { at, name } of answers) {
    const held = visits.get(name.account);
    if (!held) visits.set(name.account, { times: 1, last: at });
    else {
      if (at - held.last >= VISIT_GAP) held.times += 1;
      held.last = at;
    }
  }
  const times = [...visits.values()].map((visit) => visit.times);
  for (let round = 1; ; round++) {
    // Of two sets one of which holds the other, the likeness is the share of the smaller.
    const again = times.filter((count) => count > round).length;
    if (again < ALIKE * times.length || again === 0) return round;
  }
}
