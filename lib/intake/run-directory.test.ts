import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import "@/test/data-folder";
import { SYSTEM } from "@/lib/access/schema";
import { directoryNames } from "@/lib/detection/run-directory-names";
import type { Directory } from "@/lib/enrich/directory-schema";
import { readDirectories, readDirectoryRejects } from "@/lib/enrich/run-directory-read";
import { removeDirectory } from "@/lib/enrich/run-directory-store";
import { currentDirectory, directoryAccounts, knownPeople } from "@/lib/enrich/run-known-people";
import { lifecycleOf } from "@/lib/enrich/run-lifecycle";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { bytesOf, importText } from "@/test/upload";
import { receiveDirectory } from "./run-directory";

const store = databaseForFile();
const TENANT = 1;

const upload = (text: string | Uint8Array, size?: number, declared?: number): Promise<Directory> =>
  receiveDirectory(SYSTEM, bytesOf(text, size), { filename: "users.csv" }, declared);
const rejects = async () => {
  const rows = [];
  for await (const row of readDirectoryRejects(SYSTEM, {})) rows.push(row);
  return rows;
};
const accounts = async () => {
  const { id } = (await currentDirectory(store().pool, TENANT)) ?? { id: "0" };
  const found: string[] = [];
  for await (const page of directoryAccounts(store().pool, id)) found.push(...page);
  return found.sort();
};
const accountId = async (account: string): Promise<string> => {
  const { rows } = await store().pool.query(
    "select account_id::text as id from identity where account = $1",
    [account],
  );
  return rows[0]?.id;
};
const auditOf = async (action: string) =>
  (await store().pool.query("select body from audit where action = $1 order by id", [action])).rows;

const PORTAL = [
  "userPrincipalName,displayName,mail,accountEnabled,createdDateTime,roles",
  '"Ana.Diaz@contoso.example","Díaz, Ana",ana@contoso.example,True,2024-01-02T03:04:05Z,Global Administrator',
  "bo.lee@contoso.example,Bo Lee,,False,,",
  "BO.LEE@contoso.example ,Bo again,,True,,",
  ",Nobody,nobody@contoso.example,True,,",
  "cy@contoso.example,Cy,,perhaps,4/5/2026,",
].join("\r\n");

/** A sign-in from somebody makes the account's id, as every log does. */
beforeAll(async () => {
  const names = [
    "ANA.diaz@contoso.example",
    "ana@contoso.example",
    "bo.lee@contoso.example",
    "zed@contoso.example",
  ];
  const rows = names.map((userPrincipalName, index) => graphSignIn(uuid(index), { userPrincipalName }));
  await importText(jsonLines(rows));
});

describe("a portal's CSV", () => {
  test("is read, and its receipt adds up", async () => {
    const directory = await upload(PORTAL, 7);
    expect(directory).toMatchObject({
      rows: { read: 5, accepted: 3, duplicate: 1, rejected: 1 },
      rejectedBy: { "no user principal name": 1 },
      unreadBy: { enabled: 1, created: 1 },
      ...{ privileged: 1, disabled: 1, uploadedBy: "Rollcall", tenant: "default" },
    });
    expect([...directory.states].sort()).toEqual(["created", "displayName", "enabled", "mail", "privileged"]);
    expect((await readDirectories(SYSTEM)).items).toEqual([directory]);
    expect(await rejects()).toEqual([
      { position: 4, reason: "no user principal name", raw: ",Nobody,nobody@contoso.example,True,," },
    ]);
    expect(await auditOf("directory.upload")).toMatchObject([
      { body: { rows: directory.rows, replaced: null } },
    ]);
  });

  test("is met by the ids of those who were asked for, by name and by mail", async () => {
    const ids = await Promise.all(
      [
        "ana.diaz@contoso.example",
        "ana@contoso.example",
        "bo.lee@contoso.example",
        "zed@contoso.example",
      ].map(accountId),
    );
    const [ana = "", mail = "", bo = "", zed = ""] = ids;
    const known = await knownPeople(store().pool, TENANT, ids);
    expect(known?.get(ana)).toEqual({
      ...{
        account: "ana.diaz@contoso.example",
        displayName: "Díaz, Ana",
        isEnabled: true,
        isPrivileged: true,
      },
      created: new Date("2024-01-02T03:04:05Z"),
    });
    expect(known?.get(mail)?.account).toBe("ana.diaz@contoso.example");
    expect(known?.get(bo)).toMatchObject({ isEnabled: false, created: null });
    expect([known?.has(zed), known?.size]).toEqual([false, 3]);
    expect(await knownPeople(store().pool, 999, ids)).toBeNull();
  });
});

describe("a new directory", () => {
  test("takes the place of the one before once it is whole", async () => {
    const { id } = await upload(jsonLines([{ userPrincipalName: "new@contoso.example" }]));
    expect(await accounts()).toEqual(["new@contoso.example"]);
    const { rows } = await store().pool.query(
      "select count(*)::int as n, max(id)::text as id from directory",
    );
    expect(rows).toEqual([{ n: 1, id }]);
  });

  test.each<[string, string | Uint8Array, number | undefined]>([
    ["cut gzip", gzipSync(PORTAL).subarray(0, 60), undefined],
    ["a cut list", '{"value":[{"userPrincipalName":"a@x.example"},{"userPrin', undefined],
    ["fewer bytes than announced", "upn\na@x.example\n", 1000],
    ["no directory", "name,phone\na,1\n", undefined],
    ["nobody", "upn,mail\n,\n", undefined],
    ["nothing", "", undefined],
    ["a log", jsonLines([{ id: "1", createdDateTime: "2026-03-03T00:00:00Z" }]), undefined],
  ])("changes nothing where it is %s", async (_, text, declared) => {
    await expect(upload(text, 100, declared)).rejects.toMatchObject({ name: "AppError" });
    expect(await accounts()).toEqual(["new@contoso.example"]);
    expect((await store().pool.query("select from directory where status = 'receiving'")).rowCount).toBe(0);
  });

  test("changes nothing where the connection breaks", async () => {
    async function* broken() {
      yield Buffer.from("upn\na@x.example\n");
      throw new Error("reset");
    }
    const sent = receiveDirectory(SYSTEM, broken(), { filename: "a.csv" });
    await expect(sent).rejects.toMatchObject({ code: "incomplete" });
    expect(await accounts()).toEqual(["new@contoso.example"]);
  });
});

describe("whatever tool wrote it", () => {
  const utf16 = Buffer.from(`\ufeff${PORTAL}`, "utf16le");
  const people = [{ userPrincipalName: "a@x.example" }, { UserPrincipalName: "b@x.example" }];
  test.each<[string, string | Uint8Array, string[]]>([
    [
      "Graph's page",
      JSON.stringify({ "@odata.context": "x", value: people }),
      ["a@x.example", "b@x.example"],
    ],
    ["a list", JSON.stringify(people), ["a@x.example", "b@x.example"]],
    ["one object a line", jsonLines(people), ["a@x.example", "b@x.example"]],
    ["gzip", gzipSync("UPN;mail\r\na@x.example;\r\n"), ["a@x.example"]],
    ["Excel's first line", "sep=;\r\nUPN;mail\r\na@x.example;m@x.example\r\n", ["a@x.example"]],
    [
      "PowerShell's",
      '#TYPE System.Object\r\n"UserPrincipalName","Enabled"\r\n"a@x.example","True"\r\n',
      ["a@x.example"],
    ],
    ["UTF-16", utf16, ["ana.diaz@contoso.example", "bo.lee@contoso.example", "cy@contoso.example"]],
    [
      "hostile names",
      jsonLines([{ upn: "\u0000a\ud800@x.example" }, { upn: "__proto__" }]),
      ["\ue0000000a\ue000d800@x.example", "__proto__"],
    ],
  ])("%s is read", async (_, text, wanted) => {
    await upload(text, 3);
    expect(await accounts()).toEqual([...wanted].sort());
  });

  test("one broken record costs no other", async () => {
    const { rows } = await upload('{"value":[{"upn":"a@x.example"},{"upn":},7,{"upn":"b@x.example"}]}', 5);
    expect(rows).toEqual({ read: 4, accepted: 2, duplicate: 0, rejected: 2 });
    expect((await rejects()).map(({ position, reason, raw }) => [position, reason, raw])).toEqual([
      [2, "broken JSON", '{"upn":}'],
      [3, "not a JSON object", "7"],
    ]);
  });

  test("an address that is two people's, or an account, names nobody by mail", async () => {
    await upload(
      "upn,mail\na@x.example,both@x.example\nb@x.example,both@x.example\nc@x.example,a@x.example\n",
    );
    const { rows } = await store().pool.query(
      "select account from directory_person where mail_id is not null",
    );
    expect(rows).toEqual([{ account: "a@x.example" }]);
  });
});

test("detection finds typos of its people, and notices a newer directory", async () => {
  const near = async (account: string) =>
    (await directoryNames(store().pool, TENANT))?.nearest(account)?.account;
  await upload("upn\nana.diaz@x.example\n");
  expect(await near("ana.dias@x.example")).toBe("ana.diaz@x.example");
  await upload("upn\nbo.lee@x.example\n");
  expect([await near("ana.dias@x.example"), await near("bo.le@x.example")]).toEqual([
    undefined,
    "bo.lee@x.example",
  ]);
});

test("is removed whole, with an audit row; then there is none to remove", async () => {
  await removeDirectory(SYSTEM);
  for (const table of ["directory", "directory_person", "directory_reject"])
    expect((await store().pool.query(`select from ${table}`)).rowCount).toBe(0);
  expect(await auditOf("directory.remove")).toHaveLength(1);
  await expect(removeDirectory(SYSTEM)).rejects.toMatchObject({ code: "not-found" });
  expect((await readDirectories(SYSTEM)).items).toEqual([]);
  expect(await directoryNames(store().pool, TENANT)).toBeNull();
});

test("50,000 people are read in flat batches", async () => {
  async function* many() {
    yield Buffer.from("upn,displayName\n");
    for (let place = 0; place < 50_000; place++)
      yield Buffer.from(`user${place}@contoso.example,User ${place}\n`);
  }
  const { rows } = await receiveDirectory(SYSTEM, many(), { filename: "many.csv" });
  expect(rows).toEqual({ read: 50_000, accepted: 50_000, duplicate: 0, rejected: 0 });
}, 60_000);

describe("who came and went", () => {
  const audit = (id: number, at: string, activity: string, name: string) => ({
    ...{ id: uuid(id), activityDateTime: at, activityDisplayName: activity, result: "success" },
    ...{ category: "UserManagement", loggedByService: "Core Directory", correlationId: uuid(id) },
    initiatedBy: { app: { displayName: "Provisioning" } },
    targetResources: [{ userPrincipalName: name }],
  });
  const range = { from: new Date("2026-03-03T10:00:00Z"), to: new Date("2026-03-03T11:00:00Z") };
  const asked = () =>
    Promise.all(["ana@contoso.example", "bo.lee@contoso.example", "zed@contoso.example"].map(accountId));

  test("says nothing without an audit log", async () => {
    expect(await lifecycleOf(store().pool, TENANT, await asked(), range)).toBeNull();
  });

  test("is told by the audit log, within 48 hours, a deleted account by the name it had", async () => {
    const rows = [
      audit(901, "2026-03-01T10:30:00Z", "Add user", "Ana@contoso.example"),
      audit(
        902,
        "2026-03-05T10:59:00Z",
        "Delete user",
        "0123456789abcdef0123456789abcdefBo.Lee@contoso.example",
      ),
      audit(903, "2026-03-06T11:00:00Z", "Add user", "zed@contoso.example"),
      audit(904, "2026-03-03T10:30:00Z", "Update user", "zed@contoso.example"),
    ];
    await importText(jsonLines(rows));
    expect(await lifecycleOf(store().pool, TENANT, await asked(), range)).toEqual({
      asked: 3,
      met: 2,
      share: 2 / 3,
    });
    const later = { from: new Date("2026-04-03T10:00:00Z"), to: new Date("2026-04-03T11:00:00Z") };
    expect(await lifecycleOf(store().pool, TENANT, await asked(), later)).toBeNull();
  });
});
