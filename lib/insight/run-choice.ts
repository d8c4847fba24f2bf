import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { heldBy } from "@/lib/alert/asked";
import { alertById, movedTo } from "@/lib/alert/read";
import { type Connection, Prisma, readWithin, store } from "@/lib/db";
import type { Answered } from "@/lib/detection/answered";
import { benignPictures, suggestedCategory } from "@/lib/detection/benign-pictures";
import { discriminators } from "@/lib/detection/discriminators";
import { answersIn, type LedgerRow } from "@/lib/detection/run-answers";
import { withInner } from "@/lib/detection/run-inner";
import { surroundingsOf } from "@/lib/detection/run-surroundings";
import { NO_SURROUNDINGS } from "@/lib/detection/surroundings";
import { currentDirectory } from "@/lib/enrich/run-known-people";
import { lifecycleOf } from "@/lib/enrich/run-lifecycle";
import { AppError } from "@/lib/errors";
import { factsOf } from "./choice-facts";
import { measuredOf } from "./choice-measures";
import type { Choice } from "./choice-schema";
import { channelOf } from "./run-follow";
import { type Scope, scopeOf, sourceOf } from "./run-guide-facts";
import { officeHoursOf } from "./run-office-hours";

const LONGEST = 15_000;
const late = (cause: unknown) =>
  new AppError("unavailable", "Measuring how the names were chosen took longer than 15 seconds. Try again.", {
    cause,
  });

/** Ledger rows that are measured, the earliest first. */
const MOST_ROWS = 200_000;

/**
 * How an alert's names were chosen: order, pattern, defects, rounds and spacing, what the directory says of them, and
 * which harmless picture fits. Only what the alert's detections hold counts. An alert that was merged gives those of the
 * one it is part of. Throws `not-found`.
 */
export async function readChoice(actor: Actor, id: string): Promise<Choice> {
  authorise(actor, "read");
  const alertId = (await movedTo(id)) ?? id;
  return readWithin(store().pool, { ms: LONGEST, onLate: late }, async (connection) => {
    const alert = await alertById(connection, alertId);
    const scope = await scopeOf(connection, alertId);
    const { counted, notes } = await countedBy(connection, alertId, scope);
    const around = await aroundOf(connection, scope, counted);
    const measured = { ...measuredOf(counted, around), notes };
    const resets = counted.some(({ said }) => said.vector === "sspr");
    const channel = resets ? await channelOf(connection, alertId, scope) : null;
    const facts = factsOf(measured, {
      ...{ alert, counted, surroundings: around.surroundings, current: around.current },
      resetsFinished: channel?.finishedHere ?? 0,
      hours: await officeHoursOf(connection, scope),
    });
    const pictures = benignPictures(facts);
    return { ...measured, pictures, suggested: suggestedCategory(pictures), signals: discriminators(facts) };
  });
}

/** The answers that the alert's detections count, in order of time, each attempt by itself where that can be. */
async function countedBy(connection: Connection, alertId: string, { tenantId }: Scope) {
  const { text, values } = Prisma.sql`
    select origin_id::text, client_id::text, outcome_id::text, identity_id::text, micros_of(hour)::text, attempts::int,
           micros_of(first)::text, micros_of(last)::text
    from (${heldBy([alertId])}) held
    order by hour, first limit ${MOST_ROWS + 1}`;
  const { rows } = await connection.query<LedgerRow>({ text, values, rowMode: "array" });
  const notes: string[] = [];
  if (rows.length > MOST_ROWS) {
    rows.pop();
    notes.push("Only the first 200,000 ledger rows of the alert were measured.");
  }
  const folded = (await answersIn(connection, rows)).filter(({ name }) => name.account !== "");
  const whole = { from: folded[0]?.at ?? 0, to: folded.at(-1)?.at ?? 0 };
  const { answers, isFolded } = await withInner(connection, tenantId, folded, [whole]);
  if (isFolded) notes.push("Repeated attempts are too many to be read one by one: their times are rough.");
  return { counted: answers, notes };
}

export type Around = Awaited<ReturnType<typeof aroundOf>>;

async function aroundOf(connection: Connection, scope: Scope, counted: readonly Answered[]) {
  const { tenantId, originId, first, last } = scope;
  const current = await currentDirectory(connection, tenantId);
  const surroundings =
    counted.length === 0 ? NO_SURROUNDINGS : await surroundingsOf(connection, tenantId, { counted });
  const ids = [...new Set(counted.map(({ name }) => name.accountId))];
  const range = { from: first, to: new Date(last.getTime() + 1000) };
  return {
    current,
    surroundings,
    lifecycle: counted.length === 0 ? null : await lifecycleOf(connection, tenantId, ids, range),
    users30d: originId === null ? null : (await sourceOf(connection, scope)).users,
  };
}
