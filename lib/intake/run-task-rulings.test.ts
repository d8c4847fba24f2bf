import "@/test/data-folder";
import { beforeEach, expect, test } from "vitest";
import { firstBrokenAudit } from "@/lib/access/audit";
import { type Actor, SYSTEM } from "@/lib/access/schema";
import { listAlerts, readAlertHistory } from "@/lib/alert/read";
import { ruleAlert } from "@/lib/alert/write";
import { transaction } from "@/lib/db";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { held } from "@/test/held";
import { drain, importText } from "@/test/upload";
import { readImport } from "./read";
import { Fenced } from "./run-batch";
import { removeImport, replayImport } from "./run-request";
import { runTask } from "./run-task";

const store = databaseForFile();
const INES: Actor = { kind: "user", id: "u1", name: "Inês Duarte", scopes: ["read", "triage", "ingest"] };

beforeEach(async () => {
  await store().pool.query(
    `truncate import, import_reject, import_overlap, event, probe, presence, rollup, client_day, touched, detection, origin_total, origin_stale, alert, classification,
       coverage cascade`,
  );
});

const scan = (from: number, to: number) =>
  jsonLines(
    Array.from({ length: to - from }, (_, index) =>
      graphSignIn(uuid(from + index), {
        createdDateTime: new Date(Date.UTC(2026, 2, 3, 10, 0, from + index)).toISOString(),
        userPrincipalName: `name${from + index}@contoso.example`,
      }),
    ),
  );

async function theAlert() {
  const { items } = await listAlerts(SYSTEM, {});
  expect(items.length).toBe(1);
  return items[0] ?? expect.fail("no alert");
}

const close = async () => {
  const { id, version } = await theAlert();
  await ruleAlert(INES, id, version, {
    status: "closed",
    classification: "true-positive",
    comment: "It was them.",
  });
};

test("a ruling stays when the import goes, and stands again when the rows come back", async () => {
  const { id } = await importText(scan(0, 40));
  await close();
  const ruled = await theAlert();
  await removeImport(INES, id);
  await drain();
  expect(await theAlert()).toMatchObject({
    id: ruled.id,
    names: 0,
    status: "closed",
    comment: "It was them.",
  });
  expect((await readAlertHistory(SYSTEM, ruled.id)).items.length).toBe(1);
  await importText(scan(0, 40));
  expect(await theAlert()).toMatchObject({
    ...{
      id: ruled.id,
      names: 40,
      status: "closed",
      classification: "true-positive",
      comment: "It was them.",
    },
    sinceClosed: 0,
  });
});

test("an alert over rows that another file has too keeps its id, its ruling and its address", async () => {
  const first = await importText(scan(0, 30));
  await importText(scan(0, 35));
  const before = await theAlert();
  await removeImport(INES, first.id);
  await drain();
  expect(await theAlert()).toMatchObject({ id: before.id, names: 35 });
  await close();
  const [other] = (await store().pool.query("select id::text from import")).rows;
  await replayImport(INES, other.id);
  await drain();
  expect(await theAlert()).toMatchObject({ id: before.id, names: 35, status: "closed", sinceClosed: 0 });
});

test("each wish has one audit row of who had it, and what came of it one more; the chain verifies", async () => {
  const { rows: before } = await store().pool.query("select coalesce(max(id), 0) as id from audit");
  const { id } = await importText(scan(0, 10));
  await replayImport(INES, id, { timeZone: "UTC" });
  await drain();
  await removeImport(INES, id);
  await drain();
  const { rows } = await store().pool.query(
    "select actor, action, subject from audit where id > $1 and action like 'import.%' order by id",
    [before[0].id],
  );
  const subject = `import:${id}`;
  expect(rows).toEqual([
    { actor: "user:u1", action: "import.replay", subject },
    { actor: "user:u1", action: "import.remove", subject },
    { actor: "system:rollcall", action: "import.removed", subject },
  ]);
  expect(await transaction(store().pool, firstBrokenAudit)).toBeNull();
});

test("two workers that remove one import at once remove it once", async () => {
  const first = await importText(scan(0, 60));
  const second = await importText(scan(30, 90));
  await removeImport(INES, first.id);
  const hooks = { proceed: () => undefined, beat: () => () => undefined };
  const outcomes = await Promise.all(
    [1, 2, 3].map(() =>
      runTask(first.id, hooks).catch((error: unknown) => {
        if (error instanceof Fenced) return "fenced";
        throw error;
      }),
    ),
  );
  expect(outcomes.filter((outcome) => outcome === true).length).toBe(1);
  await drain();
  expect((await held(store().pool)).events.length).toBe(60);
  expect(await readImport(SYSTEM, second.id)).toMatchObject({ status: "done", rows: { accepted: 60 } });
  const { rowCount } = await store().pool.query(
    "select from audit where action = 'import.removed' and subject = $1",
    [`import:${first.id}`],
  );
  expect(rowCount).toBe(1);
});
