import type { Tick } from "@/lib/alert/tick-schema";
import { GUIDE, RESET_STEP } from "@/lib/detection/advice";
import { PLAYBOOK } from "@/lib/detection/playbook";
import type { Guide, GuideStage } from "@/lib/insight/guide-schema";

const WORDS = new Map<string, string>([
  ...[RESET_STEP, ...GUIDE].map(({ key, title }): [string, string] => [key, title]),
  ...PLAYBOOK.flatMap(({ id, actions }) =>
    actions.map(({ key, text }): [string, string] => [key, `${id}: ${text}`]),
  ),
]);

/** What a tick is about; a step that a later version no longer has keeps its key. */
export const stepWord = (key: string): string => WORDS.get(key) ?? key;

/** The guide with one more tick in it, for the moment until it is read again. */
export function withTick(guide: Guide, tick: Tick): Guide {
  const ticked = <T extends { key: string; tick: Tick | null }>(one: T): T =>
    one.key === tick.step ? { ...one, tick } : one;
  return {
    ...guide,
    steps: guide.steps.map(ticked),
    stages: guide.stages.map((stage) => ({ ...stage, actions: stage.actions.map(ticked) })),
  };
}

type Ticked = { tick: { state: "done" | "open" } | null };

export const isDone = ({ tick }: Ticked): boolean => tick?.state === "done";

/** "5 of 10" */
export const progressOf = (steps: readonly Ticked[]): string =>
  `${steps.filter(isDone).length} of ${steps.length}`;

/** The stage that is called for first, then those that go with it, the strongest first; the rest in order. */
export function stagesInOrder({ stages }: Pick<Guide, "stages">): GuideStage[] {
  const now = stages.filter(({ state }) => state === "now");
  const included = stages.filter(({ state }) => state === "included").reverse();
  return [...now, ...included, ...stages.filter(({ state }) => state === "other")];
}
