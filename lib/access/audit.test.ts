import { expect, test } from "vitest";
import { transaction } from "@/lib/db";
import { databaseForFile } from "@/test/database";
import { appendAudit, firstBrokenAudit } from "./audit";
import { SYSTEM } from "./schema";

const store = databaseForFile();

test("the chain verifies, and names the first row that was altered behind its back", async () => {
  for (const subject of ["alert:1", "alert:2", "alert:3"]) {
    await transaction(store().pool, (connection) =>
      appendAudit(connection, {
        actor: SYSTEM,
        action: "alert.ruled",
        subject,
        body: { b: [1, { z: 1, a: "ü" }], a: null },
      }),
    );
  }
  expect(await transaction(store().pool, firstBrokenAudit)).toBeNull();
  await store().pool.query("alter table audit disable trigger audit_append_only");
  await store().pool.query("update audit set subject = 'alert:9' where subject = 'alert:2'");
  const broken = await transaction(store().pool, firstBrokenAudit);
  const { rows } = await store().pool.query("select id from audit where subject = 'alert:9'");
  expect(broken).toBe(rows[0].id);
});
