import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { listDetections, readDetectionNames, readRule } from "@/lib/detection/read";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { type Attempt, ask, names } from "@/test/ledger";
import { settle } from "@/test/settle";
import { importText } from "@/test/upload";
import { listAlerts, readAlert } from "./read";

const store = databaseForFile();
const DAY = "2026-03-02";

const found = async (rule: string, origin: string) =>
  (await listDetections(SYSTEM, { rule, origin, limit: 100 })).items;

/** Sixty names in half a minute over thirteen applications: 45 absent, 14 existing, one right password. */
function scan(ip: string): string {
  return jsonLines(
    Array.from({ length: 60 }, (_, n) =>
      graphSignIn(uuid(n), {
        createdDateTime: new Date(Date.parse(`${DAY}T09:58:00Z`) + n * 500).toISOString(),
        ...{ userPrincipalName: `name${n}@contoso.example`, ipAddress: ip },
        ...{ appId: uuid(5000 + (n % 13)), appDisplayName: `App ${n % 13}` },
        ...{ authenticationProtocol: "ropc", status: { errorCode: codeOf(n) } },
      }),
    ),
  );
}
const codeOf = (n: number) => (n === 59 ? 500011 : n % 4 === 0 && n < 56 ? 50126 : 50034);

test("a scan from a file leaves a list of accounts in the alert of its source", async () => {
  const ip = "203.0.113.60";
  await importText(scan(ip));
  const [exposure, ...more] = await found("RC-08", ip);
  expect(more).toEqual([]);
  expect(exposure).toMatchObject({
    ...{ names: 15, severity: "high", group: { source: ip }, measures: { k3: 14, k4: 1 } },
    severityWhy: ["medium by size (15 accounts confirmed)", "high: 1 password accepted"],
  });
  const listed = await readDetectionNames(SYSTEM, exposure?.id ?? "", { limit: 100 });
  expect(listed.items.map(({ answer }) => answer)).toEqual(["password-known", ...Array(14).fill("exists")]);
  const [scanned] = await found("RC-04", ip);
  expect(exposure?.alertId).toBe(scanned?.alertId);
  const alert = await readAlert(SYSTEM, exposure?.alertId ?? "");
  expect(alert).toMatchObject({ severity: "high", names: 60, confirmed: { exists: 14, passwordKnown: 1 } });
});

test("late answers of a flagged source are added, and a late scan flags what was told before", async () => {
  const ip = "203.0.113.61";
  const told = names(6, `${DAY}T08:00:00Z`, 60, { ip, code: "50126" });
  await ask(store().pool, told);
  await settle(store());
  expect(await found("RC-08", ip)).toEqual([]);
  await ask(
    store().pool,
    names(12, `${DAY}T15:00:00Z`, 60, { ip }).map((one, n) => ({ ...one, name: `gone${n}@contoso.example` })),
  );
  await settle(store());
  const [exposure] = await found("RC-08", ip);
  expect(exposure).toMatchObject({ names: 6, severity: "medium" });
  const late: Attempt = { ip, name: "late@contoso.example", code: "50126", at: `${DAY}T18:00:00Z` };
  await ask(store().pool, [late]);
  await settle(store());
  expect(await found("RC-08", ip)).toMatchObject([{ id: exposure?.id, names: 7 }]);
});

test("addresses of one /64 that were flagged together are one exposure, in the network's alert", async () => {
  const at = (n: number) => `2001:db8:60:1::${n + 1}`;
  const absent = names(12, `${DAY}T09:00:00Z`, 60).map((one, n) => ({ ...one, ip: at(n) }));
  const told = names(5, `${DAY}T09:30:00Z`, 60, { ip: at(90), code: "50126" });
  await ask(store().pool, [...absent, ...told.map((one, n) => ({ ...one, name: `p${n}@contoso.example` }))]);
  await settle(store());
  const { items } = await listAlerts(SYSTEM, { rule: "RC-08" });
  const network = items.filter(({ entity }) => entity.kind === "network");
  expect(network).toMatchObject([{ entity: { value: "2001:db8:60:1::/64" }, rules: ["RC-04", "RC-08"] }]);
});

test("the rule reads as a rule of flagged sources", async () => {
  expect(await readRule(SYSTEM, "RC-08")).toMatchObject({
    kind: "flagged",
    statement: null,
    group: ["source"],
  });
});
