import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { type Connection, store, transaction } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { floorHour, HOUR } from "@/lib/time";
import { RC_01 } from "./rc-01";
import { RC_02 } from "./rc-02";
import { RC_03 } from "./rc-03";
import { type HourRule, thresholdsOf } from "./rule";
import type { SeedRun } from "./schema";
import {
  COLUMNS_A,
  COLUMNS_B,
  mergeTables,
  rowOfA,
  rowOfB,
  rowOfReset,
  type SeedRow,
  type SeedTable,
} from "./seed-table";
import { countGroups, JOIN_AS_WRITTEN, scopeBetween } from "./tally";

/** Groups that one run shows; a threshold of one over a year would otherwise return every row there is. */
export const MOST_ROWS = 10_000;

/**
 * Runs a seed over a range, widened to whole UTC hours, with thresholds of the analyst's choice, and returns
 * its own table. Stores nothing. A page runs slice after slice and joins them with `mergeTables`.
 * @throws AppError `bad-input` for an empty range or more than 10,000 groups.
 */
export async function runSeed(actor: Actor, { arm, from, to, thresholds }: SeedRun): Promise<SeedTable> {
  authorise(actor, "read");
  if (from >= to) throw new AppError("bad-input", "`from` must lie before `to`.");
  const range = { from: floorHour(from), to: new Date(Math.ceil(to.getTime() / HOUR) * HOUR) };
  const { ssprNames, ssprHigh, ...own } = thresholds;
  const reset = arm === "union" ? { names: ssprNames, high: ssprHigh } : own;
  return transaction(store().pool, async (connection) => {
    await connection.query("set transaction read only");
    await connection.query(JOIN_AS_WRITTEN);
    const rows = async (rule: HourRule, chosen: Chosen, rowOf: typeof rowOfA) =>
      rowsOfRule(connection, rule, chosen, range, rowOf);
    if (arm === "sign-in-a") return tableOf(COLUMNS_A, await rows(RC_01, own, rowOfA));
    const signIns = arm === "sspr" ? [] : await rows(RC_02, own, rowOfB);
    const resets = arm === "sign-in-b" ? [] : await rows(RC_03, reset, rowOfReset);
    return tableOf(COLUMNS_B, [...signIns, ...resets]);
  });
}

type Chosen = Record<string, number | undefined>;

const tableOf = (columns: readonly string[], rows: SeedRow[]) => mergeTables([{ columns, rows }]);

async function rowsOfRule(
  connection: Connection,
  rule: HourRule,
  chosen: Chosen,
  { from, to }: { from: Date; to: Date },
  rowOf: typeof rowOfA,
): Promise<SeedRow[]> {
  const thresholds = thresholdsOf(rule, chosen);
  const least = thresholds[rule.least] ?? 1;
  const groups = await countGroups(connection, rule, scopeBetween(from, to), least, MOST_ROWS + 1);
  if (groups.length > MOST_ROWS) {
    throw new AppError(
      "bad-input",
      `More than ${MOST_ROWS} groups have ${least} names or more. Raise the threshold or narrow the range.`,
    );
  }
  return groups.map((group) => rowOf({ ...group, ...rule.judge(group, thresholds) }));
}
