import "@/test/data-folder";
import { expect, test } from "vitest";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { importText } from "@/test/upload";

const store = databaseForFile();

const at = (second: number) => new Date(Date.UTC(2026, 2, 3, 10, 0, second)).toISOString();

/** What both logs tell of one failed sign-in: a name that does not exist. */
const entra = (id: number) =>
  graphSignIn(uuid(id), { createdDateTime: at(id), userPrincipalName: `name${id}@contoso.example` });
const unified = (id: number, part: Record<string, unknown> = {}) => ({
  ...{
    CreationTime: at(id).replace(/\.000Z$/, ""),
    Id: uuid(id),
    RecordType: 15,
    Operation: "UserLoginFailed",
  },
  ...{ Workload: "AzureActiveDirectory", ResultStatus: "Success", ErrorNumber: "50034" },
  ...{ UserId: `name${id}@contoso.example`, ClientIP: "203.0.113.9", LogonError: "UserAccountNotFound" },
  ...part,
});
const many = <T>(make: (id: number) => T) => Array.from({ length: 30 }, (_, id) => make(id));

test("sign-ins of the unified audit log are stored with their answers, and no rule counts them beside Entra's", async () => {
  const success = unified(99, { Operation: "UserLoggedIn", ErrorNumber: "0", LogonError: undefined });
  const log = await importText(jsonLines([...many((id) => unified(id)), success]));
  expect(log).toMatchObject({ status: "done", format: "ual", detections: 0, alerts: 0 });
  expect(log.rows).toMatchObject({ read: 31, accepted: 31 });
  expect(log.notes.join()).toContain("masks names that do not exist");
  const ledger = await store().pool.query(
    `select outcome.vector, outcome.code, outcome.answer, sum(attempts)::int as attempts, count(*)::int as names
     from probe join outcome on outcome.id = probe.outcome_id group by 1, 2, 3`,
  );
  expect(ledger.rows).toEqual([{ vector: "ual", code: "50034", answer: "absent", attempts: 30, names: 30 }]);
  const presence = await store().pool.query(
    "select sum(successes)::int as successes, sum(failures)::int as failures from presence",
  );
  expect(presence.rows).toEqual([{ successes: 1, failures: 30 }]);
  // The same ids in Entra's own log are another log's: none is a duplicate, and its detections count its rows alone.
  const own = await importText(jsonLines(many(entra)), { filename: "entra.json" });
  expect(own.rows).toMatchObject({ read: 30, accepted: 30, duplicate: 0 });
  expect(own.detections).toBeGreaterThan(0);
  const counted = await store().pool.query("select max(attempts)::int as attempts from detection");
  expect(counted.rows).toEqual([{ attempts: 30 }]);
});
