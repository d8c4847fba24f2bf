import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { held, rollupErrors } from "@/test/held";
import { importText } from "@/test/upload";
import { listImports, readImport } from "./read";
import { removeSample } from "./write";

const store = databaseForFile();

const scan = (count: number, part: Record<string, unknown> = {}) =>
  jsonLines(
    Array.from({ length: count }, (_, index) =>
      graphSignIn(uuid(index), { userPrincipalName: `name${index}@contoso.example`, ...part }),
    ),
  );

test("removing the sample leaves real data, the shared file and one audit row", async () => {
  const real = await importText(scan(20));
  const before = await held(store().pool);
  const same = await importText(scan(20), {}, { isSample: true });
  const other = await importText(scan(15), {}, { isSample: true });
  expect([same, other]).toMatchObject([
    { isSample: true, tenant: "sample", duplicateOf: null, rows: { accepted: 20 }, detections: 3 },
    { rows: { accepted: 0, duplicate: 15 }, detections: 0 },
  ]);
  expect((await held(store().pool)).detections.length).toBe(6);
  await removeSample(SYSTEM);
  await removeSample(SYSTEM);
  expect(await rollupErrors(store().pool)).toEqual([]);
  expect(await held(store().pool)).toEqual(before);
  expect((await listImports(SYSTEM, { limit: 10 })).items.map(({ id }) => id)).toEqual([real.id]);
  expect(readdirSync(join(dataFolder, "uploads"))).toEqual([(await readImport(SYSTEM, real.id)).sha256]);
  const { rows } = await store().pool.query("select action from audit");
  expect(rows).toEqual([{ action: "sample.remove" }]);
});

test("imports are listed the newest first, page by page, and unknown ones are not found", async () => {
  for (const name of ["a", "b", "c"]) await importText(scan(1), { filename: name });
  const first = await listImports(SYSTEM, { limit: 2 });
  expect(first.items.map(({ filename }) => filename)).toEqual(["c", "b"]);
  const next = await listImports(SYSTEM, { limit: 2, cursor: first.nextCursor ?? "" });
  expect(next.items[0]?.filename).toBe("a");
  expect((await listImports(SYSTEM, { limit: 10 })).nextCursor).toBeNull();
  for (const id of ["999999", "x", "1;2", "9".repeat(30)]) {
    await expect(readImport(SYSTEM, id)).rejects.toMatchObject({ code: "not-found" });
  }
});
