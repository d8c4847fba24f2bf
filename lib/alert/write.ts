import { z } from "zod";
import { appendAudit } from "@/lib/access/audit";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { type Connection, Prisma, store, transaction } from "@/lib/db";
import { JOIN_AS_WRITTEN } from "@/lib/detection/tally";
import { AppError } from "@/lib/errors";
import { storeCoverage } from "./coverage";
import { mergedRuling, type Ruled } from "./merged-ruling";
import { alertById } from "./read";
import {
  type Alert,
  AlertStatus,
  type BulkResult,
  type BulkRuling,
  Category,
  Classification,
  ClassificationReason,
  type Ruling,
} from "./schema";

const Row = z.object({
  version: z.number().int(),
  mergedInto: z.string().nullable(),
  status: AlertStatus,
  classification: Classification.nullable(),
  classificationReason: ClassificationReason.nullable(),
  category: Category.nullable(),
  comment: z.string().nullable(),
  owner: z.string().nullable(),
});

/**
 * Rules on an alert as somebody saw it: the ruling, what it covers and its audit row are one transaction.
 * @throws AppError `not-found`; `stale` when the alert changed since `version` or was merged; `incomplete` when
 * the state after it may not be; `bad-input` for an owner that nobody is.
 */
export async function ruleAlert(actor: Actor, id: string, version: number, ruling: Ruling): Promise<Alert> {
  authorise(actor, "triage");
  return transaction(store().pool, async (connection) => {
    await rule(connection, actor, id, version, ruling);
    return alertById(connection, id);
  });
}

/**
 * The same ruling on many alerts, each in a transaction of its own and whatever version it is at; one that
 * cannot take it does not keep the others from it.
 */
export async function ruleAlerts(actor: Actor, { ids, ...ruling }: BulkRuling): Promise<BulkResult> {
  authorise(actor, "triage");
  const items: BulkResult["items"] = [];
  for (const id of new Set(ids)) {
    try {
      const version = await transaction(store().pool, (connection) =>
        rule(connection, actor, id, null, ruling),
      );
      items.push({ id, ok: true, version, code: null, error: null });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      items.push({ id, ok: false, version: null, code: error.code, error: error.message });
    }
  }
  return { items };
}

/** Rules inside the caller's transaction; returns the alert's version after it. */
async function rule(
  connection: Connection,
  actor: Actor,
  id: string,
  version: number | null,
  ruling: Ruling,
): Promise<number> {
  const row = await lockAlert(connection, id, version);
  const before: Ruled = {
    status: row.status,
    classification: row.classification,
    classificationReason: row.classificationReason,
    category: row.category,
    comment: row.comment,
    owner: row.owner,
  };
  const owner = ruling.owner ? await ownerOf(connection, actor, ruling.owner) : ruling.owner;
  const after = mergedRuling(before, { ...ruling, owner: owner === "" ? null : owner });
  if (JSON.stringify(after) === JSON.stringify(before)) return row.version;
  const rulingId = await storeRuling(connection, actor, id, after);
  await appendAudit(connection, {
    actor,
    action: "alert.rule",
    subject: `alert:${id}`,
    body: { ruling: rulingId, version: row.version + 1, before, after },
  });
  return row.version + 1;
}

/** The alert's row, held until the ruling is done. */
async function lockAlert(
  connection: Connection,
  id: string,
  version: number | null,
): Promise<z.infer<typeof Row>> {
  if (!/^\d{1,18}$/.test(id)) throw new AppError("not-found", `There is no alert ${id}.`);
  const { rows } = await connection.query(Prisma.sql`
    select version, merged_into::text as "mergedInto", status, classification,
           classification_reason as "classificationReason", category, comment, owner_id as owner
    from alert where id = ${id} for update`);
  if (!rows[0]) throw new AppError("not-found", `There is no alert ${id}.`);
  const row = Row.parse(rows[0]);
  if (row.mergedInto) {
    throw new AppError("stale", `Alert ${id} is part of alert ${row.mergedInto} now; rule on that one.`);
  }
  if (version !== null && version !== row.version) {
    throw new AppError(
      "stale",
      `Alert ${id} changed since version ${version}: it is at version ${row.version} now. Read it again.`,
    );
  }
  return row;
}

/** "me", a user's id or e-mail address as the user's id. */
async function ownerOf(connection: Connection, actor: Actor, owner: string): Promise<string> {
  if (owner === "me" && actor.kind !== "user") {
    throw new AppError("bad-input", "Only a signed-in person can own an alert: name one by e-mail address.");
  }
  const { rows } = await connection.query<{ id: string }>(
    'select id from "user" where id = $1 or lower(email) = lower($1) order by id = $1 desc limit 1',
    [owner === "me" ? actor.id : owner],
  );
  if (!rows[0]) throw new AppError("bad-input", `There is no user ${owner}.`);
  return rows[0].id;
}

/** Appends the ruling, remembers what a closing one saw, and shows it on the alert. */
async function storeRuling(
  connection: Connection,
  actor: Actor,
  alertId: string,
  ruled: Ruled,
): Promise<string> {
  const { status, classification, classificationReason, category, comment, owner } = ruled;
  const { rows } = await connection.query<{ id: string }>(Prisma.sql`
    insert into classification (alert_id, ruled_by, ruled_by_name, status, classification, classification_reason,
                                category, comment, owner_id)
    values (${alertId}, ${actor.id}, ${actor.name}, ${status}, ${classification}, ${classificationReason},
            ${category}, ${comment}, ${owner})
    returning id::text`);
  const rulingId = rows[0]?.id ?? "";
  if (status === "closed") {
    await connection.query(JOIN_AS_WRITTEN);
    await connection.query(storeCoverage(rulingId, alertId));
  }
  await connection.query(Prisma.sql`
    update alert
    set status = ${status}, ruled_status = ${status}, classification = ${classification},
        classification_reason = ${classificationReason}, category = ${category}, comment = ${comment},
        owner_id = ${owner}, version = version + 1, updated_at = now(),
        since_closed = case when ${status} = 'closed' then 0 else since_closed end
    where id = ${alertId}`);
  return rulingId;
}
