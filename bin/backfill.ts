// Queues re-evaluations and follows them to their end. Called by backfill.mjs, which has found the database.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { standingOf } from "@/components/rules/reevaluation-words";
import { SYSTEM } from "@/lib/access/schema";
import { closeStore, store } from "@/lib/db";
import { RULES, ruleOf } from "@/lib/detection/catalogue";
import { readReevaluation } from "@/lib/detection/read";
import { NewReevaluation, type Reevaluation, When } from "@/lib/detection/schema";
import { requestReevaluation } from "@/lib/detection/write";

const POLL_MS = 500;
/** After this long without a first step somebody should look whether a worker runs. */
const PATIENCE_MS = 15_000;

const Asked = z.strictObject({ rule: z.string(), from: When, to: When }).partial();

async function follow({ ruleId, id }: Reevaluation): Promise<Reevaluation> {
  let said = "";
  const began = Date.now();
  let isWarned = false;
  for (;;) {
    const now = await readReevaluation(SYSTEM, ruleId, id);
    const line = `${ruleId}: ${standingOf(now)}`;
    if (line !== said) console.log(line);
    said = line;
    if (now.status === "done" || now.status === "failed") return now;
    if (now.hours.total === null && !isWarned && Date.now() - began > PATIENCE_MS) {
      isWarned = true;
      console.error("No worker has begun yet. It waits for imports, and for npm start where nothing runs.");
    }
    await sleep(POLL_MS);
  }
}

function tell({ ruleId, detections, error }: Reevaluation): void {
  if (error) console.error(`${ruleId}: ${error}`);
  else console.log(`${ruleId}: ${detections.before} detections before, ${detections.after} after.`);
}

async function main(): Promise<number> {
  const asked = Asked.safeParse(JSON.parse(process.argv[2] ?? "{}"));
  if (!asked.success) throw new Error(z.prettifyError(asked.error));
  const { rule, ...range } = asked.data;
  const rules = rule ? [ruleOf(rule)] : RULES;
  const queued: Reevaluation[] = [];
  for (const { id } of rules) {
    queued.push(await requestReevaluation(SYSTEM, id, NewReevaluation.parse(textOf(range))));
  }
  let failures = 0;
  for (const item of queued) {
    const over = await follow(item);
    tell(over);
    if (over.status === "failed") failures += 1;
  }
  return failures === 0 ? 0 : 1;
}

/** As the door takes it, so that one schema refuses an empty range everywhere. */
const textOf = (range: { from?: Date; to?: Date }) =>
  Object.fromEntries(Object.entries(range).map(([name, at]) => [name, at.toISOString()]));

main().then(
  async (code) => {
    await closeStore(store());
    process.exit(code);
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
