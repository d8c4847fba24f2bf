import { z } from "zod";
import type { Connection, Pool } from "@/lib/db";
import { type Rule, thresholdsOf } from "./rule";

const Row = z.object({
  ruleId: z.string(),
  revision: z.number().int(),
  thresholds: z.record(z.string(), z.number()),
});

/** The thresholds that count now, and with which revision they came. */
export type Effective = { revision: number; thresholds: Record<string, number> };

/** The effective thresholds of every rule somebody changed; all others are the catalogue's, revision 0. */
export async function readEffective(connection: Connection | Pool): Promise<(rule: Rule) => Effective> {
  const { rows } = await connection.query(
    `select distinct on (rule_id) rule_id as "ruleId", revision, thresholds
     from rule_setting order by rule_id, revision desc`,
  );
  const latest = new Map(
    z
      .array(Row)
      .parse(rows)
      .map((row) => [row.ruleId, row]),
  );
  return (rule) => {
    const { revision = 0, thresholds = {} } = latest.get(rule.id) ?? {};
    return { revision, thresholds: thresholdsOf(rule, thresholds) };
  };
}
