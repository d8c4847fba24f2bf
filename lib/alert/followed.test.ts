import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { listDetections } from "@/lib/detection/read";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { settle } from "@/test/settle";
import { importText } from "@/test/upload";
import { readAlert } from "./read";
import { ruleAlert } from "./write";

const store = databaseForFile();

type Row = {
  at: string;
  name: string;
  ip: string;
  code?: number;
  app?: string;
  agent?: string;
  asn?: number;
};
let ids = 0;

const file = (rows: Row[]) =>
  jsonLines(
    rows.map(({ at, name, ip, code = 0, app = "portal", agent = "browser", asn = 0 }) =>
      graphSignIn(uuid(ids++), {
        ...{ createdDateTime: at, userPrincipalName: `${name}@contoso.example`, ipAddress: ip },
        ...{ appId: uuid(app.length), appDisplayName: app, userAgent: agent, autonomousSystemNumber: asn },
        status: { errorCode: code },
      }),
    ),
  );

/** Twelve absent names and one that exists, from one address. */
const scan = (ip: string, name: string): Row[] => [
  ...Array.from({ length: 12 }, (_, n) => ({
    ...{ at: `2026-03-02T10:${10 + n}:00Z`, name: `gone${n}`, ip, code: 50034, app: "cli", agent: "tool" },
  })),
  { at: "2026-03-02T10:40:00Z", name, ip, code: 50126, app: "cli", agent: "tool" },
];

const found = async (origin: string) =>
  (await listDetections(SYSTEM, { rule: "RC-10", origin, limit: 100 })).items;

test("an account signs in ten days later from an address beside the scanner's, in either order of the files", async () => {
  const stories = [];
  for (const [host, isFirst] of [
    [10, true],
    [11, false],
  ] as const) {
    const [ip, name] = [`203.0.${host}.7`, `ana${host}`];
    const later = file([
      { at: "2026-02-20T09:00:00Z", name, ip: "192.0.2.1" },
      { at: "2026-03-12T11:00:00Z", name, ip: `203.0.${host}.99`, app: "cli", agent: "tool" },
    ]);
    if (isFirst) await importText(file(scan(ip, name)));
    await importText(later);
    if (!isFirst) await importText(file(scan(ip, name)));
    const [one, ...more] = await found(ip);
    expect(more).toEqual([]);
    expect(one).toMatchObject({ severity: "high", group: { source: ip, way: "kindred source" }, names: 1 });
    stories.push(one?.severityWhy.join("\n").replaceAll(`.${host}.`, ".n.").replaceAll(`ana${host}`, "ana"));
    const [asked] = (await listDetections(SYSTEM, { rule: "RC-04", origin: ip, limit: 10 })).items;
    expect(one?.alertId).toBe(asked?.alertId);
  }
  expect(stories[0]).toBe(
    [
      "high by way (1 account, from a source like the one that asked)",
      "ana@contoso.example known since 2026-03-02 10:40 UTC (50126), signed in at 2026-03-12 11:00 UTC from 203.0.n.99 with cli, agent tool, which shares the network 203.0.n.0/24 and the application and the agent",
    ].join("\n"),
  );
  expect(stories[1]).toBe(stories[0]);
});

test("a late sign-in of the month before makes the place usual, and the story goes", async () => {
  const ip = "203.0.20.7";
  await importText(file([...scan(ip, "bob"), { at: "2026-03-05T08:00:00Z", name: "bob", ip }]));
  expect(await found(ip)).toMatchObject([{ severity: "critical", group: { way: "same source" } }]);
  await importText(file([{ at: "2026-02-10T08:00:00Z", name: "bob", ip }]));
  expect(await found(ip)).toEqual([]);
});

test("the sign-in raises and reopens the alert that was closed", async () => {
  const ip = "203.0.30.7";
  await importText(file(scan(ip, "cleo")));
  const [asked] = (await listDetections(SYSTEM, { rule: "RC-04", origin: ip, limit: 10 })).items;
  const alert = await readAlert(SYSTEM, asked?.alertId ?? "");
  if ("movedTo" in alert) throw new Error("The alert has moved.");
  await ruleAlert(SYSTEM, alert.id, alert.version, { status: "closed", classification: "true-positive" });
  await importText(file([{ at: "2026-03-09T08:00:00Z", name: "cleo", ip }]));
  expect(await readAlert(SYSTEM, alert.id)).toMatchObject({
    ...{
      id: alert.id,
      status: "new",
      sinceClosed: 1,
      severity: "critical",
      rules: ["RC-01", "RC-04", "RC-07", "RC-10"],
    },
  });
});

test("a rented network is what a kept list says", async () => {
  const ip = "203.0.40.7";
  const rows = [
    ...scan(ip, "dan"),
    { at: "2026-03-06T08:00:00Z", name: "dan", ip: "198.51.100.40", asn: 64540 },
  ];
  await store().pool.query(
    `insert into network (range, kind, label, owner, created_by)
     values ('198.51.100.0/25', 'vpn', 'A VPN', 'test', 'test')`,
  );
  await importText(file(rows));
  const [one] = await found(ip);
  expect(one).toMatchObject({ severity: "medium", group: { way: "rented network" } });
  expect(one?.severityWhy[1]).toContain(
    "from 198.51.100.40 with portal, agent browser, which is a VPN and new to it",
  );
});

test("a right password from elsewhere is found in the ledger", async () => {
  const ip = "203.0.50.7";
  await importText(file(scan(ip, "eve")));
  const right = {
    at: "2026-03-06T08:00:00Z",
    name: "eve",
    ip: "203.0.50.80",
    code: 50076,
    app: "cli",
    agent: "tool",
  };
  await importText(file([right]));
  expect(await found(ip)).toMatchObject([{ severity: "high", group: { way: "kindred source" } }]);
});

test("only accounts that a flagged source knows of are followed, and only as long as it matters", async () => {
  const ip = "203.0.60.7";
  await importText(file(scan(ip, "fay")));
  const { rows } = await store().pool.query(
    `select i.account, from_day::text as "from", to_day::text as "to" from followed f
     join (select distinct account_id, account from identity) i using (account_id) where suspect = $1`,
    [ip],
  );
  expect(rows).toEqual([{ account: "fay@contoso.example", from: "2026-01-30", to: "2026-03-17" }]);
  await settle(store());
  const { rows: left } = await store().pool.query("select * from touched_suspect");
  expect(left).toEqual([]);
});
