import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { alertById, movedTo, readAlertFacets } from "@/lib/alert/read";
import { latestTicks, ticksOn } from "@/lib/alert/run-tick";
import type { Alert } from "@/lib/alert/schema";
import type { Tick } from "@/lib/alert/tick-schema";
import { type Connection, readWithin, store } from "@/lib/db";
import { GUIDE, RESET_STEP } from "@/lib/detection/advice";
import { RULES } from "@/lib/detection/catalogue";
import { PLAYBOOK, STAGES, type StageId, stageFor } from "@/lib/detection/playbook";
import { AppError } from "@/lib/errors";
import { type Answer, answerRank } from "@/lib/event/schema";
import { DAY } from "@/lib/time";
import { ANSWERS, type Seen } from "./guide-answers";
import type { Guide, GuideStage, GuideStep } from "./guide-schema";
import { afterOf, channelOf } from "./run-follow";
import { accountsOf, choiceOf, heldBy, learnedOf, othersWith, scopeOf, sourceOf } from "./run-guide-facts";
import { usesOf } from "./run-uses";

/** A guide is opened beside the alert; one that takes longer is refused rather than waited for. */
const LONGEST = 15_000;

const late = (cause: unknown) =>
  new AppError("unavailable", "The guide's answers took longer than 15 seconds. Try again.", { cause });

/** Days of quiet after which blocks and watch lists are lifted. */
const QUIET = 7;

/**
 * The guide of an alert answered from the data held, the playbook stage that its strongest answer calls for, and who
 * ticked what. An alert that was merged gives the guide of the one it is part of. Throws `not-found`.
 */
export async function readGuide(actor: Actor, id: string, now = new Date()): Promise<Guide> {
  authorise(actor, "read");
  const alertId = (await movedTo(id)) ?? id;
  const facets = await readAlertFacets(actor, alertId);
  return readWithin(store().pool, { ms: LONGEST, onLate: late }, async (connection) => {
    const seen = await seenOf(connection, alertId, facets, now);
    const ticks = latestTicks(await ticksOn(connection, alertId));
    const { last } = seen.held;
    const quietDays = last
      ? Math.max(0, Math.floor((last.getTime() - Date.parse(seen.alert.lastSeen)) / DAY))
      : 0;
    const best = await bestOf(connection, seen.alert);
    const around = strongest(facets.around);
    return {
      ...{ alertId, best, stage: stageFor(best), quietDays },
      beyond: answerRank(around) > answerRank(best) ? around : null,
      steps: stepsOf(seen, ticks),
      stages: stagesOf(stageFor(best), quietDays, ticks),
    };
  });
}

/**
 * The strongest answer that the alert stands for. A rule that found an account used afterwards holds more than its
 * rows: somebody signed in, or had the password.
 */
async function bestOf(connection: Connection, { id, learned, rules }: Alert): Promise<Answer> {
  const best = strongest(learned);
  if (!rules.includes("RC-10")) return best;
  const { tenantId } = await scopeOf(connection, id);
  const judged = await accountsOf(connection, id, "RC-10");
  const used = (await usesOf(connection, id, tenantId))
    .filter(({ account }) => judged.has(account))
    .map(({ answer }) => answer);
  return strongest(Object.fromEntries([best, ...used].map((answer) => [answer, 1])));
}

async function seenOf(
  connection: Connection,
  alertId: string,
  facets: Seen["facets"],
  now: Date,
): Promise<Seen> {
  const alert = await alertById(connection, alertId);
  const scope = await scopeOf(connection, alertId);
  const agents = facets.agents.map(({ userAgent }) => userAgent).filter(Boolean);
  return {
    alert,
    facets,
    held: await heldBy(connection, scope, now),
    source: await sourceOf(connection, scope),
    choice: await choiceOf(connection, alertId),
    learned: await learnedOf(connection, alertId),
    after: await afterOf(connection, alertId, scope),
    channel: await channelOf(connection, alertId, scope),
    others: agents.length > 0 ? await othersWith(connection, alertId, scope, agents.slice(0, 5)) : null,
    pictures: new Set(
      RULES.filter(({ id }) => alert.rules.includes(id)).flatMap(({ falsePositives }) =>
        falsePositives.map(({ category }) => category),
      ),
    ).size,
  };
}

const strongest = (tally: Partial<Record<Answer, number>>): Answer =>
  (Object.keys(tally) as Answer[]).reduce<Answer>(
    (best, answer) => (answerRank(answer) > answerRank(best) ? answer : best),
    "nothing",
  );

/** Rules that read the reset pages begin with whether anybody finished. */
const readsResets = (ruleId: string) =>
  RULES.find(({ id }) => id === ruleId)?.guide[0]?.title === RESET_STEP.title;

function stepsOf(seen: Seen, ticks: ReadonlyMap<string, Tick>): GuideStep[] {
  const steps = seen.alert.rules.some(readsResets) ? [RESET_STEP, ...GUIDE] : GUIDE;
  return steps.map((step) => {
    const answered = ANSWERS[step.key]?.(seen) ?? { answer: null, facts: [], unknown: null };
    return { ...step, ...answered, tick: ticks.get(step.key) ?? null };
  });
}

/** A stage includes those below it; winding down comes after a week without a row. */
function stagesOf(current: StageId, quietDays: number, ticks: ReadonlyMap<string, Tick>): GuideStage[] {
  const at = STAGES.indexOf(current);
  return PLAYBOOK.map(({ actions, ...stage }, index) => {
    const isQuiet = stage.id === "R4" && quietDays >= QUIET;
    const state = index === at ? "now" : index < at || isQuiet ? "included" : "other";
    return {
      ...stage,
      state,
      actions: actions.map((action) => ({ ...action, tick: ticks.get(action.key) ?? null })),
    };
  });
}
