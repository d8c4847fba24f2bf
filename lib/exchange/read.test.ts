import { expect, test } from "vitest";
import { type Actor, SYSTEM } from "@/lib/access/schema";
import { listAlerts } from "@/lib/alert/read";
import type { Alert } from "@/lib/alert/schema";
import { RULES } from "@/lib/detection/catalogue";
import { RC_04 } from "@/lib/detection/rc-04";
import { databaseForFile } from "@/test/database";
import { kqlComplaints } from "@/test/kusto";
import { ask, names } from "@/test/ledger";
import { settle } from "@/test/settle";
import { PORTS } from "./ports";
import { listPorts, readHunts, readPort } from "./read";
import { HuntList, PortList } from "./schema";

const store = databaseForFile();
const READER: Actor = { kind: "key", id: "k1", name: "soar", scopes: ["read"] };

async function alertOf(ip: string): Promise<Alert> {
  await settle(store());
  return (await listAlerts(SYSTEM, { origin: ip })).items[0] as Alert;
}

test("an alert's hunts ask with its source, times, codes, agents and confirmed accounts", async () => {
  const ip = "203.0.113.50";
  const agent = 'spray "1.0"\\\n| take 1';
  await ask(store().pool, names(12, "2026-03-02T09:10:00Z", 1, { ip, code: "50055", agent }));
  const { items } = HuntList.parse(await readHunts(READER, (await alertOf(ip)).id));
  // Of the sign-in rules' hunts those that one source, its agent and its confirmed accounts fill.
  const HUNTS = expect.arrayContaining(["HQ1", "HQ3", "HQ5", "HQ7", "HQ8", "HQ18"]);
  expect(items.map(({ id }) => id)).toEqual(HUNTS);
  for (const { query } of items) expect(kqlComplaints(query)).toEqual([]);
  const after = items.find(({ id }) => id === "HQ8")?.query ?? "";
  expect(after).toContain(
    "let From = datetime(2026-03-02T09:10:00.000Z);\nlet To = datetime(2026-03-02T09:10:12.000Z);",
  );
  expect(after).toContain('"user011@contoso.example"');
  expect(items.find(({ id }) => id === "HQ3")?.query).toContain(
    'dynamic(["spray \\"1.0\\"\\\\\\u000a| take 1"])',
  );
  expect(items.find(({ id }) => id === "HQ1")?.query).toContain(`dynamic(["${ip}"])`);
});

test("a list of more than two hundred accounts is cut, and says so in the query", async () => {
  const ip = "203.0.113.51";
  await ask(store().pool, names(250, "2026-03-02T09:10:00Z", 1, { ip, code: "50056" }));
  const { items } = await readHunts(READER, (await alertOf(ip)).id);
  const query = items.find(({ id }) => id === "HQ8")?.query ?? "";
  expect(query).toContain("// The next list holds 200 of 250 accounts, the strongest answers first.");
  expect(kqlComplaints(query)).toEqual([]);
});

test("an alert that was merged gives the hunts of the one it is part of", async () => {
  const ip = "203.0.113.52";
  await ask(store().pool, names(10, "2026-03-02T09:10:00Z", 1, { ip }));
  const alert = await alertOf(ip);
  const { rows } = await store().pool.query<{ id: string }>(
    `insert into alert (tenant_id, entity_kind, entity_value, title, severity, first_seen, last_seen, rules, names,
       attempts, merged_into) values (1, 'origin', $1, 't', 'low', now(), now(), '{RC-01}', 1, 1, $2) returning id::text`,
    [ip, alert.id],
  );
  expect(await readHunts(READER, rows[0]?.id ?? "")).toEqual(await readHunts(READER, alert.id));
});

test("every rule of the catalogue can be taken along to four products, with its own numbers", async () => {
  // RC-16 looks at the logs that are held here: there is nothing to take along.
  for (const { id, thresholds } of RULES.filter((rule) => rule.kind !== "watch")) {
    const { items } = PortList.parse(await listPorts(READER, id));
    expect(items.map(({ format }) => format)).toEqual(["sentinel", "sigma", "splunk", "elastic"]);
    const { text } = await readPort(READER, id, "sentinel");
    const shared = Object.entries(PORTS.find(({ ruleId }) => ruleId === id)?.numbers ?? {});
    expect(shared.length).toBeGreaterThan(0);
    for (const [name] of shared) {
      const percent = thresholds[name.replace(/Share$/, "Percent")]?.value;
      const share = percent === undefined ? undefined : percent / 100;
      const value =
        name === "absentNames" ? RC_04.thresholds.names.value : (thresholds[name]?.value ?? share);
      expect(text, `${id} ${name}`).toContain(`${name} ${value}`);
    }
  }
});

test("refuses who may not read, and rules and alerts that are not there", async () => {
  const nobody: Actor = { ...READER, scopes: ["ingest"] };
  await expect(readHunts(nobody, "1")).rejects.toMatchObject({ code: "forbidden" });
  await expect(listPorts(nobody, "RC-01")).rejects.toMatchObject({ code: "forbidden" });
  await expect(readPort(READER, "RC-99", "sigma")).rejects.toMatchObject({ code: "not-found" });
  await expect(readHunts(READER, "99999999")).rejects.toMatchObject({ code: "not-found" });
});
