import { expect, test } from "vitest";
import { firstBrokenAudit } from "@/lib/access/audit";
import { SYSTEM } from "@/lib/access/schema";
import { store, transaction } from "@/lib/db";
import { databaseForFile } from "@/test/database";
import { exportNetworks, listNetworks, readFederatedDomains, tallyNetworks } from "./read";
import { enrichmentVersion } from "./version";
import { importNetworks, removeNetwork, saveFederatedDomains, saveNetwork } from "./write";

databaseForFile();

const READER = { ...SYSTEM, scopes: ["read"] as const };
const OURS = {
  network: "192.0.2.0/24",
  kind: "own-egress",
  label: "Office Delft",
  owner: "Net team",
} as const;
const TOR = { kind: "tor", label: "Tor exits", owner: "SOC" } as const;

const version = () => enrichmentVersion(store().pool);
const networks = async () => (await listNetworks(SYSTEM)).items.map(({ network }) => network);
const audited = async () =>
  (await store().pool.query("select action from audit order by id")).rows.map(({ action }) => action);

test("a line is added, changed and removed, each with its audit row, a new version and a job", async () => {
  const before = await version();
  const added = await saveNetwork(SYSTEM, { ...OURS, network: "::ffff:192.0.2.0/120" });
  expect(added).toMatchObject({ network: "192.0.2.0/24", note: "", expiresAt: null });
  const first = await version();
  await saveNetwork(SYSTEM, OURS);
  expect([first === before, (await version()) === first]).toEqual([false, true]);
  const changed = await saveNetwork(SYSTEM, { ...OURS, note: "two lines", expiresAt: "2026-12-31" });
  expect(changed).toMatchObject({ id: added.id, note: "two lines", expiresAt: "2027-01-01T00:00:00.000Z" });
  await removeNetwork(SYSTEM, added.id);
  expect(await networks()).toEqual([]);
  expect(await audited()).toEqual(["network.save", "network.save", "network.remove"]);
  await expect(removeNetwork(SYSTEM, added.id)).rejects.toMatchObject({ code: "not-found" });
  const jobs = await store().pool.query(
    "select task_identifier from graphile_worker.jobs where task_identifier = 'enrichment'",
  );
  expect(jobs.rowCount).toBe(1);
});

test("a network stands in one list only, and what a spreadsheet could run in none", async () => {
  const { id } = await saveNetwork(SYSTEM, OURS);
  await expect(saveNetwork(SYSTEM, { ...OURS, kind: "scanner" })).rejects.toMatchObject({ code: "conflict" });
  await expect(saveNetwork(SYSTEM, { ...OURS, label: "=1+1" })).rejects.toMatchObject({ code: "bad-input" });
  await expect(saveNetwork(SYSTEM, { ...OURS, network: "10.0.0.5/8" })).rejects.toThrow("10.0.0.0/8");
  await removeNetwork(SYSTEM, id);
});

test("a plain list is read line by line; bad lines are rejected with their reasons and the receipt adds up", async () => {
  await saveNetwork(SYSTEM, { ...OURS, network: "198.51.100.9" });
  const text = [
    "\ufeff# exits of today",
    "203.0.113.7 # a relay",
    "2001:db8::/32",
    "AS64500 ; a host of many",
    "203.0.113.7",
    "203.0.113.0/99",
    "hello",
    "",
    "198.51.100.9",
  ].join("\r\n");
  const receipt = await importNetworks(SYSTEM, text, TOR);
  const { rejects, ...counts } = receipt;
  expect(counts).toEqual({ lines: 7, added: 3, changed: 0, unchanged: 0, rejected: 4, removed: 0 });
  expect(rejects.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
    "5: is on line 2 already",
    "6: is no range: the part after / is at most 32",
    "7: is no address, no range and no AS number",
    '9: stands in another list already: our own egress, "Office Delft"; remove it there first',
  ]);
  expect(counts.added + counts.changed + counts.unchanged + counts.rejected).toBe(counts.lines);
  const before = await version();
  const again = await importNetworks(SYSTEM, text, TOR);
  expect([again.unchanged, again.added, await version()]).toEqual([3, 0, before]);
  const notes = (await listNetworks(SYSTEM, { kind: "tor" })).items.map(({ network, note }) => [
    network,
    note,
  ]);
  expect(notes).toEqual([
    ["203.0.113.7/32", "a relay"],
    ["2001:db8::/32", ""],
    ["AS64500", "a host of many"],
  ]);
});

test("a list that replaces takes away what it no longer names, and only of its own kind and label", async () => {
  await importNetworks(SYSTEM, "203.0.113.99", { ...TOR, label: "Another list" });
  const receipt = await importNetworks(SYSTEM, "203.0.113.7\n203.0.113.8", { ...TOR, replace: "true" });
  expect(receipt).toMatchObject({ added: 1, changed: 1, removed: 2 });
  expect((await listNetworks(SYSTEM, { kind: "tor" })).items.map(({ network }) => network).sort()).toEqual([
    "203.0.113.7/32",
    "203.0.113.8/32",
    "203.0.113.99/32",
  ]);
  const nothingGood = await importNetworks(SYSTEM, "rubbish", { ...TOR, replace: "true" });
  expect(nothingGood).toMatchObject({ rejected: 1, removed: 0 });
  await expect(importNetworks(SYSTEM, "# nothing\n", TOR)).rejects.toMatchObject({ code: "bad-input" });
});

test("what is exported reads back the same, quotes and commas included", async () => {
  const label = 'Say "hello", twice';
  await saveNetwork(SYSTEM, {
    ...OURS,
    network: "AS64501",
    kind: "partner",
    label,
    note: "a, b",
    expiresAt: "2027-01-01",
  });
  let csv = "";
  for await (const piece of exportNetworks(SYSTEM)) csv += piece;
  const held = (await listNetworks(SYSTEM)).items.map(({ id, createdAt, updatedAt, ...rest }) => rest);
  await store().pool.query("delete from network");
  const receipt = await importNetworks(SYSTEM, csv, { kind: "vpn", label: "unused", owner: "unused" });
  expect(receipt).toMatchObject({ added: held.length, rejected: 0 });
  expect((await listNetworks(SYSTEM)).items.map(({ id, createdAt, updatedAt, ...rest }) => rest)).toEqual(
    held,
  );
  expect((await tallyNetworks(SYSTEM)).find((list) => list.label === label)).toMatchObject({
    lines: 1,
    expired: 0,
  });
  const broken = await importNetworks(SYSTEM, 'network,label\n192.0.2.77,"half\n192.0.2.78,a,b', TOR);
  expect(broken.rejects.map(({ reason }) => reason)).toEqual([
    "has a quote that is not closed",
    "has more cells than the head",
  ]);
});

test("a list of 50,000 networks is read in one go and paged through", async () => {
  const lines = Array.from({ length: 50_000 }, (_, index) => `10.${index >> 8}.${index & 255}.0/24`);
  const receipt = await importNetworks(SYSTEM, lines.join("\n"), {
    kind: "hosting",
    label: "Big",
    owner: "SOC",
  });
  expect(receipt).toMatchObject({ lines: 50_000, added: 50_000, rejected: 0 });
  const seen = new Set<string>();
  for (let cursor: string | null = null, first = true; first || cursor; first = false) {
    const page: Awaited<ReturnType<typeof listNetworks>> = await listNetworks(SYSTEM, {
      kind: "hosting",
      limit: 1000,
      ...(cursor ? { cursor } : {}),
    });
    for (const { network } of page.items) seen.add(network);
    cursor = page.nextCursor;
  }
  expect(seen.size).toBe(50_000);
});

test("reading needs no more than read, changing needs admin, and the trail holds", async () => {
  await expect(saveNetwork(READER, OURS)).rejects.toMatchObject({ code: "forbidden" });
  await expect(importNetworks(READER, "192.0.2.1", TOR)).rejects.toMatchObject({ code: "forbidden" });
  await expect(removeNetwork(READER, "1")).rejects.toMatchObject({ code: "forbidden" });
  await expect(saveFederatedDomains(READER, [])).rejects.toMatchObject({ code: "forbidden" });
  expect((await listNetworks(READER, { limit: 1 })).items).toHaveLength(1);
  expect(await transaction(store().pool, firstBrokenAudit)).toBeNull();
});

test("federated domains are kept folded, once each; what is no domain is named", async () => {
  await saveFederatedDomains(SYSTEM, ["Contoso.example ", "contoso.example", "fabrikam.example"]);
  expect(await readFederatedDomains(READER)).toEqual(["contoso.example", "fabrikam.example"]);
  await expect(saveFederatedDomains(SYSTEM, ["ok.example", "@bad"])).rejects.toThrow("@bad is no domain");
});
