import { STRONGEST_FIRST } from "@/components/charts/scales";
import { type Answer, answerRank } from "@/lib/event/schema";
import type { Bucket, Tally } from "@/lib/insight/schema";

const CONFIRMING: readonly Answer[] = ["signed-in", "password-known", "exists", "exists-unusable"];

/**
 * What the same origin got in the same hours that the alert's rules do not count: the confirming answers, in
 * attempts, strongest first. Empty unless one of them is stronger than the best that the alert itself holds.
 */
export function beyondOf(learned: Tally, buckets: readonly Bucket[]): [Answer, number][] {
  const best = STRONGEST_FIRST.find((answer) => learned[answer]) ?? "nothing";
  const found = CONFIRMING.map((answer): [Answer, number] => [
    answer,
    buckets.reduce((sum, bucket) => sum + (bucket.byAnswer[answer] ?? 0), 0),
  ]).filter(([, attempts]) => attempts > 0);
  return found.some(([answer]) => answerRank(answer) > answerRank(best)) ? found : [];
}
