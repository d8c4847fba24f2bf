import { existingOf, STRONGEST_FIRST } from "@/components/charts/scales";
import { type Answer, answerRank } from "@/lib/event/schema";
import type { Tally } from "@/lib/insight/schema";

/**
 * What the same origin learned in the same hours when its other answers count too: accounts by best answer,
 * strongest first. Null unless that confirms more accounts, or any account better, than the alert itself holds.
 */
export function beyondOf(learned: Tally, around: Tally): [Answer, number][] | null {
  const strongest = (tally: Tally) => STRONGEST_FIRST.findIndex((answer) => tally[answer]);
  const isMore = existingOf(around) > existingOf(learned);
  const isBetter = existingOf(around) > 0 && strongest(around) < strongest(learned);
  if (!isMore && !isBetter) return null;
  return STRONGEST_FIRST.filter((answer) => answerRank(answer) >= answerRank("exists-unusable"))
    .map((answer): [Answer, number] => [answer, around[answer] ?? 0])
    .filter(([, accounts]) => accounts > 0);
}
