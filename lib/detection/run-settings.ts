import { appendAudit } from "@/lib/access/audit";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { store, transaction } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { ruleOf } from "./catalogue";
import { thresholdsOf } from "./rule";
import { readEffective } from "./run-effective";
import { queueReevaluations } from "./run-reevaluate";
import type { NewRuleSetting } from "./schema";

/**
 * Sets a rule's thresholds as somebody saw them at `revision`: the setting, its audit row and the request to evaluate
 * everything anew are one transaction. Names that are absent go back to the catalogue's own. Rulings stay.
 * @throws AppError `not-found`; `stale` when somebody else set them since; `bad-input` for a rule whose thresholds are
 * fixed and for a name that it has not.
 */
export async function setThresholds(
  actor: Actor,
  id: string,
  revision: number,
  { thresholds, reason }: NewRuleSetting,
): Promise<void> {
  authorise(actor, "triage");
  const rule = ruleOf(id);
  if (rule.kind === "hour") {
    throw new AppError(
      "bad-input",
      `${id} is kept as its seed has it, for comparison; its thresholds are fixed.`,
    );
  }
  const unknown = Object.keys(thresholds).find((name) => !(name in rule.thresholds));
  if (unknown !== undefined) {
    throw new AppError(
      "bad-input",
      `${id} has no threshold ${unknown}; it has ${Object.keys(rule.thresholds).join(", ")}.`,
    );
  }
  await transaction(store().pool, async (connection) => {
    await connection.query("lock table rule_setting in share row exclusive mode");
    const before = (await readEffective(connection))(rule);
    if (before.revision !== revision) {
      throw new AppError(
        "stale",
        `The thresholds of ${id} are at revision ${before.revision} now. Read them again.`,
      );
    }
    const after = thresholdsOf(rule, thresholds);
    await connection.query(
      `insert into rule_setting (rule_id, revision, thresholds, reason, set_by, set_by_name)
       values ($1, $2, $3, $4, $5, $6)`,
      [id, revision + 1, JSON.stringify(thresholds), reason, actor.id, actor.name],
    );
    await appendAudit(connection, {
      ...{ actor, action: "rule.set", subject: `rule:${id}` },
      body: { revision: revision + 1, reason, before: before.thresholds, after },
    });
    // What ran until now ran with the old ones: another one over everything, even if one is open.
    await connection.query("insert into reevaluation (rule_id, version, asked_by) values ($1, $2, $3)", [
      id,
      rule.version,
      actor.name,
    ]);
    await queueReevaluations(connection);
  });
}
