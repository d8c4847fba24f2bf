import { beforeAll, expect, test } from "vitest";
import { firstBrokenAudit } from "@/lib/access/audit";
import { type Actor, SYSTEM } from "@/lib/access/schema";
import { databaseForFile } from "@/test/database";
import { ask, names } from "@/test/ledger";
import { settleHours as settle } from "@/test/settle";
import { listAlerts, readAlert, readAlertHistory } from "./read";
import type { Alert, Ruling } from "./schema";
import { ruleAlert, ruleAlerts } from "./write";

const store = databaseForFile();
const INES: Actor = { kind: "user", id: "u1", name: "Inês Duarte", scopes: ["read", "triage"] };
const KEY: Actor = { kind: "key", id: "k1", name: "soar", scopes: ["read", "triage"] };

beforeAll(async () => {
  await store().pool.query(
    `insert into "user" (id, name, email) values ('u1', 'Inês Duarte', 'ines@contoso.example'), ('u2', 'Tom', 'Tom@contoso.example')`,
  );
});

let cases = 0;
async function anAlert(): Promise<Alert> {
  const ip = `198.51.100.${++cases}`;
  await ask(store().pool, names(10, "2026-03-02T09:10:00Z", 1, { ip }));
  await settle(store());
  const { items } = await listAlerts(SYSTEM, { origin: ip });
  return items[0] as Alert;
}

const rule = (alert: Alert, ruling: Ruling, actor = INES) =>
  ruleAlert(actor, alert.id, alert.version, ruling);

async function auditOf(alert: Alert) {
  const { rows } = await store().pool.query("select actor, body from audit where subject = $1 order by id", [
    `alert:${alert.id}`,
  ]);
  return rows;
}

test("closes as a false positive with reason, category and comment, and finds all of it again", async () => {
  const alert = await anAlert();
  const ruling: Ruling = {
    status: "closed",
    classification: "false-positive",
    classificationReason: "incorrect-logic",
    category: "load-test",
    comment: "The nightly run",
    owner: "me",
  };
  const ruled = await rule(alert, ruling);
  expect(ruled).toEqual({ ...alert, ...ruling, owner: "ines@contoso.example", version: alert.version + 1 });
  expect(await readAlert(INES, alert.id)).toEqual(ruled);
});

test("a closing ruling has one audit row in the chain and remembers what it saw", async () => {
  const alert = await anAlert();
  await rule(alert, { status: "closed", classification: "undetermined" });
  const rows = await auditOf(alert);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ actor: "user:u1", body: { version: 2, after: { status: "closed" } } });
  const connection = await store().pool.connect();
  expect(await firstBrokenAudit(connection)).toBeNull();
  connection.release();
  const covered = await store().pool.query(
    "select attempts, names from coverage join classification k on k.id = classification_id where alert_id = $1",
    [alert.id],
  );
  expect(covered.rows).toHaveLength(1);
  expect(covered.rows[0].attempts).toBe(10);
  expect(Object.values(covered.rows[0].names)).toEqual(Array(10).fill("absent"));
});

test("two analysts rule on the same version: the second is told, and only one ruling counts", async () => {
  const alert = await anAlert();
  const both = await Promise.allSettled([
    rule(alert, { status: "active", comment: "mine" }),
    rule(alert, { status: "active", comment: "no, mine" }),
  ]);
  expect(both.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  const refused = both.find((one) => one.status === "rejected");
  expect(refused?.reason).toMatchObject({ code: "stale", message: expect.stringContaining("version 2 now") });
  expect((await readAlertHistory(INES, alert.id)).items).toHaveLength(1);
  expect(await auditOf(alert)).toHaveLength(1);
});

test.each<[Ruling, string]>([
  [{ status: "closed" }, "Closing needs a classification"],
  [
    { status: "closed", classification: "false-positive" },
    "needs its reason: incorrect-logic or inaccurate-data",
  ],
  [
    { status: "closed", classification: "true-positive", classificationReason: "inaccurate-data" },
    "takes the reason suspicious-activity",
  ],
  [
    { status: "closed", classification: "undetermined", classificationReason: "inaccurate-data" },
    "takes no reason",
  ],
  [{ classificationReason: "inaccurate-data" }, "No classification takes no reason"],
  [{ status: "closed", classification: "true-positive", category: "load-test" }, "A category goes with"],
])("refuses %o with a sentence that says what is missing, and leaves no trace", async (ruling, sentence) => {
  const alert = await anAlert();
  await expect(rule(alert, ruling)).rejects.toMatchObject({
    code: "incomplete",
    message: expect.stringContaining(sentence),
  });
  expect(await readAlert(INES, alert.id)).toEqual(alert);
  expect(await auditOf(alert)).toEqual([]);
});

test("fills in the only reason a classification has", async () => {
  const alert = await rule(await anAlert(), {
    status: "closed",
    classification: "benign-positive",
    category: "other",
  });
  expect(alert.classificationReason).toBe("suspicious-but-expected");
});

test("reopening by hand changes the status only; another classification drops what no longer fits", async () => {
  const closed = await rule(await anAlert(), {
    status: "closed",
    classification: "benign-positive",
    category: "penetration-test",
    comment: "agreed",
  });
  const open = await rule(closed, { status: "active" });
  expect(open).toEqual({ ...closed, status: "active", version: closed.version + 1 });
  const again = await rule(open, { status: "closed", classification: "true-positive" });
  expect(again).toMatchObject({
    classificationReason: "suspicious-activity",
    category: null,
    comment: "agreed",
  });
  const { items } = await readAlertHistory(INES, closed.id);
  expect(items.map((past) => [past.status, past.classification, past.ruledBy])).toEqual([
    ["closed", "true-positive", "Inês Duarte"],
    ["active", "benign-positive", "Inês Duarte"],
    ["closed", "benign-positive", "Inês Duarte"],
  ]);
});

test("an owner is me, a user's e-mail address in any case, or nobody", async () => {
  const mine = await rule(await anAlert(), { owner: "me" });
  expect(mine.owner).toBe("ines@contoso.example");
  const toms = await rule(mine, { owner: "tom@CONTOSO.example" });
  expect(toms.owner).toBe("Tom@contoso.example");
  expect((await rule(toms, { owner: null })).owner).toBeNull();
  const alert = await anAlert();
  await expect(rule(alert, { owner: "nobody@x" })).rejects.toMatchObject({ code: "bad-input" });
  await expect(rule(alert, { owner: "me" }, KEY)).rejects.toMatchObject({ code: "bad-input" });
});

test("a ruling that changes nothing is no ruling", async () => {
  const alert = await anAlert();
  expect(await rule(alert, {})).toEqual(alert);
  expect(await auditOf(alert)).toEqual([]);
});

test("many at once: each gets the ruling or a reason why not", async () => {
  const [one, two] = [await anAlert(), await anAlert()];
  const { items } = await ruleAlerts(KEY, {
    ids: [one.id, two.id, "999999", one.id],
    status: "closed",
    classification: "true-positive",
  });
  expect(items).toEqual([
    { id: one.id, ok: true, version: 2, code: null, error: null },
    { id: two.id, ok: true, version: 2, code: null, error: null },
    { id: "999999", ok: false, version: null, code: "not-found", error: "There is no alert 999999." },
  ]);
  expect(await auditOf(two)).toHaveLength(1);
});

test("nobody rules without the triage scope, nor on what is not there", async () => {
  const alert = await anAlert();
  const reader: Actor = { ...KEY, scopes: ["read"] };
  await expect(rule(alert, { status: "active" }, reader)).rejects.toMatchObject({ code: "forbidden" });
  await expect(ruleAlert(INES, "42", 1, { status: "active" })).rejects.toMatchObject({ code: "not-found" });
  await expect(ruleAlert(INES, "x", 1, { status: "active" })).rejects.toMatchObject({ code: "not-found" });
});
