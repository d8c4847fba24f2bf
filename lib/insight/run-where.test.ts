import { Readable } from "node:stream";
import { expect, test } from "vitest";
import "@/test/data-folder";
import { SYSTEM } from "@/lib/access/schema";
import { store } from "@/lib/db";
import { receivePlaces } from "@/lib/enrich/run-places";
import { saveFederatedDomains, saveNetwork } from "@/lib/enrich/write";
import { databaseForFile } from "@/test/database";
import { graphSignIn, jsonLines, uuid } from "@/test/graph";
import { mmdb } from "@/test/mmdb";
import { importText } from "@/test/upload";
import { foldOrigins } from "./run-fold";
import { readManner } from "./run-manner";
import { readAlertVisibility, readVisibility } from "./run-visibility";
import { readWhereabouts } from "./run-where";

databaseForFile();

const IP = "203.0.113.7";
const READER = { ...SYSTEM, scopes: ["read"] as const };
const SPRAY = [
  "a40d7d7d-59aa-447e-a655-679a4107e548",
  "f44b1140-bc5e-48c6-8dc0-5cf5a53c0e34",
  "30cad7ca-797c-4dba-81f6-8b01f6371013",
];
const CHROME_104 =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/104.0.0.0 Safari/537.36";

/** 30 names within a minute: 20 from Delft, 10 from Gouda, three of them of a domain that Entra says nothing about. */
const SCAN = Array.from({ length: 30 }, (_, index) =>
  graphSignIn(uuid(index), {
    createdDateTime: `2026-03-03T10:15:${String(index).padStart(2, "0")}Z`,
    ...{ ipAddress: IP, userAgent: CHROME_104, authenticationProtocol: "ropc" },
    userPrincipalName: `user${index}@${index < 3 ? "fed.example" : "contoso.example"}`,
    ...{ appId: SPRAY[index % 3], appDisplayName: index % 3 === 0 ? "Accounts Control UI" : "" },
    autonomousSystemNumber: 64496,
    status: { errorCode: index < 3 ? 50053 : 50034, failureReason: "No." },
    location: { city: index < 20 ? "Delft" : "Gouda", state: "", countryOrRegion: "NL" },
  }),
);

const alertOf = async () =>
  (await store().pool.query("select id::text from alert order by id limit 1")).rows[0].id;

test("an origin's places are listed with counts, and every word says who says it", async () => {
  await importText(jsonLines(SCAN), { filename: "scan.json" });
  const place = { country: "NL", region: "", asn: 64496, organisation: "", said: "the log" };
  expect(await readWhereabouts(READER, IP, {})).toEqual({
    ...{ origin: IP, net: `${IP}/32`, area: "203.0.113.0/24", databases: [], databaseNames: [], kinds: [] },
    logged: [
      { ...place, city: "Delft", attempts: 20 },
      { ...place, city: "Gouda", attempts: 10 },
    ],
  });
  const events = await readWhereabouts(READER, IP, {});
  while ((await foldOrigins(store().pool, 1)) > 0);
  const { rows } = await store().pool.query("select sum(events)::int as n from origin_fold_used");
  expect(rows[0].n).toBe(30);
  expect(await readWhereabouts(READER, IP, {})).toEqual(events);
  const part = await readWhereabouts(READER, IP, { from: new Date("2026-03-03T10:15:25Z") });
  expect(part.logged).toEqual([{ ...place, city: "Gouda", attempts: 5 }]);
  await expect(readWhereabouts(READER, "192.0.2.1", {})).rejects.toMatchObject({ code: "not-found" });
});

test("databases and lists add what they say; a line that ended before the rows does not hold for them", async () => {
  const receive = (bytes: Buffer, name: string) => receivePlaces(SYSTEM, Readable.from([bytes]), name);
  await receive(mmdb({ "203.0.113.0/24": { country: "SE" } }), "city.mmdb");
  await receive(mmdb({ "203.0.113.0/24": { asn: "AS64500", as_name: "Other" } }), "asn.mmdb");
  const list = { owner: "SOC", label: "list" };
  await saveNetwork(SYSTEM, { ...list, network: "AS64496", kind: "hosting" });
  await saveNetwork(SYSTEM, {
    ...list,
    network: "203.0.113.0/24",
    kind: "tor",
    expiresAt: "2026-03-03T10:15:10Z",
  });
  const where = await readWhereabouts(READER, IP, {});
  expect(
    where.databases.map(({ country, asn, organisation, said }) => [country, asn, organisation, said]),
  ).toEqual([
    ["SE", null, "", "city.mmdb"],
    ["", 64500, "Other", "asn.mmdb"],
  ]);
  // The log's own network decides; the range held for the first rows only.
  expect(where.kinds.map(({ kind, network, by }) => [kind, network, by])).toEqual([
    ["hosting", "AS64496", "asn"],
    ["tor", "203.0.113.0/24", "range"],
  ]);
  const later = await readWhereabouts(READER, IP, { from: new Date("2026-03-03T10:15:10Z") });
  expect(later.kinds.map(({ kind }) => kind)).toEqual(["hosting"]);
});

test("an alert says how it was asked and which tools leave such traces", async () => {
  const manner = await readManner(READER, await alertOf());
  expect(manner.likeness.map(({ words, strength }) => `${words}: ${strength}`)).toEqual([
    "consistent with CredMaster: near-certain",
    "consistent with o365spray: strong",
  ]);
  expect(manner).toMatchObject({ isKnownTool: true, isCut: false });
  expect(manner.families).toEqual([{ family: "Chrome", kind: "browser", agents: 1, attempts: 30 }]);
  expect(manner.protocols).toEqual([{ protocol: "ropc", attempts: 30 }]);
  const named = manner.apps.map(({ knownApp, oddity }) => [knownApp, oddity !== null]);
  expect(named).toContainEqual(["Microsoft Edge", false]);
  expect(named).toContainEqual([null, true]);
});

test("an alert says what could not be seen in its days", async () => {
  await importText(
    jsonLines([
      graphSignIn(uuid(900), {
        ipAddress: "192.0.2.1",
        createdDateTime: "2026-03-09T10:00:00Z",
        isInteractive: false,
        signInEventTypes: ["nonInteractiveUser"],
      }),
    ]),
    { filename: "later.json" },
  );
  const said = await readAlertVisibility(READER, await alertOf());
  expect(said.period).toEqual({ from: "2026-03-03T00:00:00.000Z", to: "2026-03-04T00:00:00.000Z" });
  const sentences = Object.fromEntries(said.statements.map(({ id, sentence }) => [id, sentence]));
  expect(sentences["no-entra-noninteractive"]).toContain("not held".slice(4));
  expect(sentences["no-entra-noninteractive"]).toContain("though other days have some");
  expect(sentences["no-sspr"]).toContain("ever imported");
  expect(sentences["federated-fed.example"]).toContain("Entra decided no answer for fed.example (3 names)");
  expect(sentences["federated-contoso.example"]).toBeUndefined();
  await saveFederatedDomains(SYSTEM, ["contoso.example"]);
  const listed = await readAlertVisibility(READER, await alertOf());
  expect(listed.statements.find(({ id }) => id === "federated-contoso.example")?.sentence).toContain(
    "27 names",
  );
  await expect(readAlertVisibility(READER, "99999999")).rejects.toMatchObject({ code: "not-found" });
});

test("over all data the days that one log lacks are named", async () => {
  const { period, statements } = await readVisibility(READER);
  expect(period?.to).toBe("2026-03-10T00:00:00.000Z");
  const gap = statements.find(({ id }) => id === "gap-entra-noninteractive")?.sentence;
  expect(gap).toMatch(/^No non-interactive sign-ins on 2026-03-03 \(UTC\), while other logs have rows\./);
  expect(statements.some(({ kind }) => kind === "technique")).toBe(true);
});
