import "@/test/data-folder";
import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { readReevaluation } from "@/lib/detection/read";
import { requestReevaluation } from "@/lib/detection/write";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { held } from "@/test/held";
import { importText } from "@/test/upload";
import { reevaluateTask } from "./reevaluate";

const store = databaseForFile();

const scan = Array.from({ length: 12 }, (_, index) =>
  graphSignIn(uuid(index), {
    createdDateTime: new Date(Date.UTC(2026, 2, 3, 10, 0, index)).toISOString(),
    userPrincipalName: `name${index}@contoso.example`,
  }),
);

test("a re-evaluation waits while rows of an import are out of the store and about to come back", async () => {
  const { pool } = store();
  const { id: importId } = await importText(jsonLines(scan));
  const before = await held(pool);
  const { id } = await requestReevaluation(SYSTEM, "RC-01");
  const signal = new AbortController().signal;
  const status = async () => (await readReevaluation(SYSTEM, "RC-01", id)).status;

  await pool.query("update import set task = 'remove' where id = $1", [importId]);
  await reevaluateTask(signal);
  expect(await status()).toBe("queued");
  const { rows } = await pool.query<{ isLater: boolean }>(
    `select run_at > now() + interval '100 milliseconds' as "isLater" from graphile_worker.jobs where key = 'reevaluate'`,
  );
  expect(rows).toEqual([{ isLater: true }]);

  await pool.query("update import set task = null where id = $1", [importId]);
  for (let turn = 0; turn < 10 && (await status()) !== "done"; turn++) await reevaluateTask(signal);
  expect(await status()).toBe("done");
  expect(await held(pool)).toEqual(before);
});
