import { expect, test } from "vitest";
import { databaseForFile } from "./database";

const store = databaseForFile();

test("a clone of the template holds the migrated tables and both tenants", async () => {
  expect(await store().db.tenant.count()).toBe(2);
  const { rows } = await store().pool.query("select length(value) as bytes from secret order by name");
  expect(rows).toEqual([{ bytes: 16 }, { bytes: 32 }]);
});

test("an audit row can be neither changed nor removed", async () => {
  await store().pool.query(
    "insert into audit (at, actor, action, subject, body, previous, hash) values (now(), 'a', 'b', 'c', '{}', '', 'h')",
  );
  await expect(store().pool.query("delete from audit")).rejects.toThrow("never changed or removed");
});
