import { expect, test } from "vitest";
import "@/test/data-folder";
import { SYSTEM } from "@/lib/access/schema";
import { store } from "@/lib/db";
import { RULES } from "@/lib/detection/catalogue";
import { removeDirectory } from "@/lib/enrich/run-directory-store";
import { receivePlaces } from "@/lib/enrich/run-places";
import { saveNetwork } from "@/lib/enrich/write";
import { receiveDirectory } from "@/lib/intake/run-directory";
import { databaseForFile } from "@/test/database";
import { ask, names } from "@/test/ledger";
import { mmdb } from "@/test/mmdb";
import { detect } from "./detect";
import { enrichmentTask } from "./enrichment";

databaseForFile();

const places = async () =>
  (await store().pool.query("select country from origin_located order by country")).rows.map(
    ({ country }) => country,
  );

async function* whole(bytes: Buffer) {
  yield bytes;
}

test("sources are asked for before detection looks, and all of them anew when a database is added", async () => {
  await ask(store().pool, names(3, "2026-03-02T09:00:00Z", 1, { ip: "203.0.113.7" }));
  await detect();
  expect(await places()).toEqual([]);
  await receivePlaces(SYSTEM, whole(mmdb({ "203.0.113.0/24": { country: "NL" } })), "one.mmdb");
  await enrichmentTask(new AbortController().signal, []);
  expect(await places()).toEqual(["NL"]);
  await ask(store().pool, names(3, "2026-03-02T09:00:00Z", 1, { ip: "203.0.113.8" }));
  await detect();
  expect(await places()).toEqual(["NL", "NL"]);
});

test("rules that weigh sources are evaluated anew once for a change, the others never", async () => {
  const [first, second] = RULES;
  if (!first || !second) throw new Error("The catalogue is empty.");
  const catalogue = [{ ...first, weighsEnrichment: true }, second];
  const queued = async () => {
    await enrichmentTask(new AbortController().signal, catalogue);
    const { rows } = await store().pool.query("select rule_id as rule from reevaluation order by id");
    return rows.map(({ rule }) => rule);
  };
  // What the first test changed is followed already.
  expect(await queued()).toEqual([]);
  const list = { kind: "tor", label: "Tor", owner: "SOC" } as const;
  await saveNetwork(SYSTEM, { ...list, network: "203.0.113.7" });
  expect(await queued()).toEqual([first.id]);
  expect(await queued()).toEqual([first.id]);
  await saveNetwork(SYSTEM, { ...list, network: "203.0.113.8" });
  expect(await queued()).toEqual([first.id]);
  // One that has begun has passed hours already.
  await store().pool.query("update reevaluation set status = 'running', hours_total = 5");
  await saveNetwork(SYSTEM, { ...list, network: "203.0.113.9" });
  expect(await queued()).toEqual([first.id, first.id]);
});

test("a directory that comes or goes is a change as well", async () => {
  const followed = async () => {
    await store().pool.query("delete from reevaluation");
    await enrichmentTask(new AbortController().signal);
    const { rows } = await store().pool.query("select rule_id as rule from reevaluation order by rule_id");
    return rows.map(({ rule }) => rule);
  };
  await followed();
  expect(await followed()).toEqual([]);
  const csv = Buffer.from("userPrincipalName\nuser0@contoso.example\n");
  await receiveDirectory(SYSTEM, whole(csv), { filename: "people.csv" });
  expect(await followed()).toEqual([
    "RC-04",
    "RC-05",
    "RC-06",
    "RC-07",
    "RC-08",
    "RC-10",
    "RC-11",
    "RC-13",
    "RC-14",
  ]);
  await removeDirectory(SYSTEM);
  expect(await followed()).not.toEqual([]);
});
