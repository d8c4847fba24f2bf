import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { Prisma, store, transaction } from "@/lib/db";
import { dataFolder } from "@/test/data-folder";
import { databaseForFile } from "@/test/database";
import { ask, names } from "@/test/ledger";
import { mmdb } from "@/test/mmdb";
import { marksOfClients } from "./client-marks";
import { findPlace, openPlaces } from "./mmdb";
import { kindsOfOrigins, originKinds } from "./origin-kinds";
import { locateOrigins, locateTouched } from "./run-locate";
import { copyPlaces, openedPlaces, readPlaceDatabases, receivePlaces, removePlaces } from "./run-places";
import { enrichmentVersion } from "./version";
import { saveNetwork } from "./write";

databaseForFile();

const CITY = mmdb({
  "203.0.113.0/24": {
    country: { iso_code: "NL", names: { en: "Netherlands" } },
    subdivisions: [{ names: { en: "South Holland" } }],
    city: { names: { en: "Delft" } },
  },
  "2001:db8::/32": { registered_country: { iso_code: "SE" } },
});
const ASN = mmdb(
  {
    "203.0.113.0/25": { autonomous_system_number: 64496, autonomous_system_organization: "Example Hosting" },
  },
  "Test-ASN",
);
const FLAT = mmdb({ "198.51.100.0/24": { country: "DE", asn: "AS64511", as_name: "Flat Net" } }, "Flat");

async function* chunksOf(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}
const receive = (bytes: Buffer, name: string) => receivePlaces(SYSTEM, chunksOf(bytes), name);

describe("a database of places", () => {
  test("says country, place and network of IPv4 and IPv6, whoever made it", () => {
    const databases = [
      openPlaces("city.mmdb", CITY),
      openPlaces("asn.mmdb", ASN),
      openPlaces("flat.mmdb", FLAT),
    ];
    expect(findPlace(databases, "203.0.113.7")).toEqual({
      ...{ country: "NL", region: "South Holland", city: "Delft", placeBy: "city.mmdb" },
      ...{ asn: 64496, organisation: "Example Hosting", networkBy: "asn.mmdb" },
    });
    expect(findPlace(databases, "2001:db8::1")).toMatchObject({ country: "SE", asn: null, networkBy: null });
    expect(findPlace(databases, "198.51.100.1")).toMatchObject({
      country: "DE",
      asn: 64511,
      organisation: "Flat Net",
    });
    expect(findPlace(databases, "192.0.2.1")).toMatchObject({ country: "", placeBy: null });
    expect(findPlace(databases, "DC01")).toMatchObject({ country: "", placeBy: null });
  });

  test("that is none, or is cut, is refused with what to take instead", () => {
    for (const bytes of [Buffer.from("hello"), Buffer.alloc(0), CITY.subarray(0, CITY.length - 30)])
      expect(() => openPlaces("x.mmdb", bytes)).toThrow("is no MMDB that can be read");
  });
});

const joined = async () =>
  transaction(store().pool, async (connection) => {
    const { rows } = await connection.query(Prisma.sql`
      select o.value, k.country, k.asn::int, k.kind, k.label, k.net::text, k.area::text
      from (${originKinds(Prisma.sql`
        select distinct tenant_id, origin_id, hour as "from", hour + interval '1 hour' as "to" from probe`)}) k
      join origin o on o.id = k.origin_id order by o.value`);
    return rows;
  });

test("a file is kept once, asked at once, and forgotten when it is removed", async () => {
  const before = await enrichmentVersion(store().pool);
  const city = await receive(CITY, "../my city.mmdb");
  expect(city).toMatchObject({ name: "my-city.mmdb", type: "Test-City", bytes: CITY.length, isThere: true });
  const after = await enrichmentVersion(store().pool);
  expect((await receive(CITY, "again.mmdb")).id).toBe(city.id);
  expect([after === before, (await enrichmentVersion(store().pool)) === after]).toEqual([false, true]);
  expect(await openedPlaces(store().pool)).toHaveLength(1);
  rmSync(join(dataFolder, "places", `${city.sha256}.mmdb`));
  expect((await readPlaceDatabases(SYSTEM)).map(({ isThere }) => isThere)).toEqual([false]);
  expect((await receive(CITY, "back.mmdb")).isThere).toBe(true);
  expect(await enrichmentVersion(store().pool)).not.toBe(after);
  await removePlaces(SYSTEM, city.id);
  expect(await openedPlaces(store().pool)).toEqual([]);
  expect(readdirSync(join(dataFolder, "places"))).toEqual([]);
  await expect(removePlaces(SYSTEM, city.id)).rejects.toMatchObject({ code: "not-found" });
  await expect(receive(Buffer.from("no"), "no.mmdb")).rejects.toMatchObject({ code: "bad-input" });
  expect(readdirSync(join(dataFolder, "places"))).toEqual([]);
});

test("a file on this machine is copied; a path that is none is refused", async () => {
  const path = join(dataFolder, "flat.mmdb");
  writeFileSync(path, FLAT);
  const { id, name } = await copyPlaces(SYSTEM, path);
  expect(name).toBe("flat.mmdb");
  expect(existsSync(path)).toBe(true);
  await removePlaces(SYSTEM, id);
  await expect(copyPlaces(SYSTEM, join(dataFolder, "none.mmdb"))).rejects.toMatchObject({
    code: "bad-input",
  });
  await expect(copyPlaces(SYSTEM, "flat.mmdb")).rejects.toThrow("whole path");
  await expect(copyPlaces({ ...SYSTEM, scopes: ["read"] }, path)).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("rules join what lists and databases say; the longest prefix wins, then the network's number", async () => {
  await ask(store().pool, [
    ...names(2, "2026-03-02T09:00:00Z", 1, { ip: "203.0.113.7" }),
    ...names(1, "2026-03-02T09:00:00Z", 1, { ip: "203.0.113.200" }),
    ...names(1, "2026-03-02T09:00:00Z", 1, { ip: "2001:db8:0:1::5" }),
    ...names(1, "2026-03-02T09:00:00Z", 1, { ip: "" }),
  ]);
  expect((await joined()).map(({ value, country, kind }) => [value, country, kind])).toEqual([
    ["", "", null],
    ["2001:db8:0:1::5", "", null],
    ["203.0.113.200", "", null],
    ["203.0.113.7", "", null],
  ]);
  await receive(CITY, "city.mmdb");
  await receive(ASN, "asn.mmdb");
  const list = { owner: "SOC", label: "list" };
  await saveNetwork(SYSTEM, { ...list, network: "AS64496", kind: "hosting" });
  await saveNetwork(SYSTEM, { ...list, network: "2001:db8::/48", kind: "own-egress" });
  await saveNetwork(SYSTEM, { ...list, network: "203.0.113.200", kind: "tor", expiresAt: "2026-03-01" });
  const first = await transaction(store().pool, (connection) => locateTouched(connection, 500));
  expect(first.asked).toBe(3);
  expect(await joined()).toEqual([
    { value: "", country: "", asn: null, kind: null, label: null, net: null, area: null },
    {
      ...{ value: "2001:db8:0:1::5", country: "SE", asn: null, kind: "own-egress", label: "list" },
      ...{ net: "2001:db8:0:1::/64", area: "2001:db8::/48" },
    },
    {
      ...{ value: "203.0.113.200", country: "NL", asn: null, kind: null, label: null },
      ...{ net: "203.0.113.200/32", area: "203.0.113.0/24" },
    },
    {
      ...{ value: "203.0.113.7", country: "NL", asn: 64496, kind: "hosting", label: "list" },
      ...{ net: "203.0.113.7/32", area: "203.0.113.0/24" },
    },
  ]);
  const again = await transaction(store().pool, (connection) => locateTouched(connection, 500));
  expect(again.asked).toBe(0);
});

test("what the log says of a window stands before what a database says", async () => {
  const { pool } = store();
  await pool.query("insert into place values (77, 'FR', '', '', 'AS64499')");
  await pool.query(
    "update event set place_id = 77 where origin_id = (select id from origin where value = '203.0.113.7')",
  );
  await saveNetwork(SYSTEM, { network: "AS64499", kind: "isp", owner: "SOC", label: "by the log" });
  const { rows } = await pool.query("select id::text from origin where value = '203.0.113.7'");
  const window = { tenantId: 1, originId: rows[0].id, from: new Date("2026-03-02T09:00:00Z") };
  const kinds = await transaction(pool, (connection) =>
    kindsOfOrigins(connection, [
      { ...window, to: new Date("2026-03-02T10:00:00Z") },
      { ...window, from: new Date("2026-03-02T10:00:00Z"), to: new Date("2026-03-02T11:00:00Z") },
    ]),
  );
  expect(kinds.map(({ country, asn, kind, label }) => [country, asn, kind, label])).toEqual([
    ["FR", 64499, "isp", "by the log"],
    ["NL", 64496, "hosting", "list"],
  ]);
});

test("another set of databases is asked anew for every origin, and none says nothing", async () => {
  const drain = async () => {
    let asked = 0;
    for (let some = 1; some > 0; asked += some)
      some = (await transaction(store().pool, (connection) => locateOrigins(connection, 2))).asked;
    return asked;
  };
  expect(await drain()).toBe(0);
  const [city, asn] = await readPlaceDatabases(SYSTEM);
  await removePlaces(SYSTEM, asn?.id ?? "");
  expect(await drain()).toBe(3);
  expect((await joined()).map(({ asn: number }) => number)).toEqual([null, null, null, 64499]);
  await removePlaces(SYSTEM, city?.id ?? "");
  expect(await drain()).toBe(0);
  expect((await store().pool.query("select from origin_located")).rowCount).toBe(0);
});

test("rules learn what clients look like by their ids", async () => {
  await ask(store().pool, [
    { name: "a@contoso.example", at: "2026-03-02T09:00:00Z", agent: "AADInternals" },
    { name: "b@contoso.example", at: "2026-03-02T09:00:00Z", agent: "curl/8.0" },
  ]);
  const { rows } = await store().pool.query("select id::text from client");
  const marks = await transaction(store().pool, (connection) =>
    marksOfClients(
      connection,
      rows.map(({ id }) => id),
    ),
  );
  const seen = [...marks.values()].map(({ family, isToolMark }) => `${family} ${isToolMark}`).sort();
  expect(seen).toEqual(["AADInternals true", "curl false", "no agent false"]);
});
