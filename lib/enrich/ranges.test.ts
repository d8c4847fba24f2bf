import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { store } from "@/lib/db";
import { databaseForFile } from "@/test/database";
import { kindOf } from "./kind-of";
import { asNumberOf, isWithin, loggedAsNumber, rangeOf, srcArea, srcNet } from "./ranges";

databaseForFile();

const ok = (text: string) => {
  const range = rangeOf(text);
  return range.ok ? range.range : range.reason;
};

describe("ranges", () => {
  test.each([
    ["10.0.0.0/8", "10.0.0.0/8"],
    ["192.0.2.7", "192.0.2.7/32"],
    ["2001:DB8:0:0::/32", "2001:db8::/32"],
    ["2001:db8::1", "2001:db8::1/128"],
    ["::ffff:192.0.2.0/120", "192.0.2.0/24"],
    ["::ffff:192.0.2.7", "192.0.2.7/32"],
    ["fe80::1%eth0", "fe80::1/128"],
    ["10.0.0.5/8", "is an address inside 10.0.0.0/8; write that, or the address alone"],
    ["10.0.0.0/33", "is no range: the part after / is at most 32"],
    ["::ffff:10.0.0.0/8", "is no range: the part after / is at most 32"],
    ["0.0.0.0/0", "holds every address there is"],
    ["1", "is no address, no range and no AS number"],
    ["0x7f.1", "is no address, no range and no AS number"],
    ["10.0.0.0/8/9", "is no address, no range and no AS number"],
    ["contoso.example", "is no address, no range and no AS number"],
  ])("%s: %s", (text, expected) => expect(ok(text)).toBe(expected));

  test("an AS number is written with its letters in a list, with or without in a log", () => {
    expect([asNumberOf("as64496"), asNumberOf("AS 64496"), asNumberOf("64496"), asNumberOf("AS0")]).toEqual([
      64496,
      64496,
      null,
      null,
    ]);
    expect([loggedAsNumber("64496"), loggedAsNumber("AS64496"), loggedAsNumber("x")]).toEqual([
      64496,
      64496,
      null,
    ]);
    expect(asNumberOf("AS4294967296")).toBeNull();
  });

  test("an entity is an address in IPv4 and a /64 in IPv6; the neighbourhood is /24 and /48", () => {
    expect([srcNet("192.0.2.7"), srcArea("192.0.2.7")]).toEqual(["192.0.2.7/32", "192.0.2.0/24"]);
    expect([srcNet("2001:db8:1:2:3::4"), srcArea("2001:db8:1:2:3::4")]).toEqual([
      "2001:db8:1:2::/64",
      "2001:db8:1::/48",
    ]);
    expect(srcNet("::ffff:192.0.2.7")).toBe("192.0.2.7/32");
    expect([srcNet("DC01"), srcArea("")]).toEqual([null, null]);
  });
});

const octet = fc.integer({ min: 0, max: 255 });
const v4 = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join("."));
const v6 = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 7, maxLength: 7 })
  .map((parts) => ["2001", ...parts.map((part) => part.toString(16))].join(":"));
const address = fc.oneof(v4, v6);

test("ranges, entities and neighbourhoods are Postgres' own", async () => {
  const some = fc.sample(fc.tuple(address, fc.integer({ min: 1, max: 128 }), address), {
    numRuns: 300,
    seed: 7,
  });
  for (const [one, length, other] of some) {
    const bits = one.includes(":") ? length : Math.ceil(length / 4);
    const { rows } = await store().pool.query(
      `select network(set_masklen($1::inet, $2))::text as range, src_net_of($1::inet)::text as net,
              src_area_of($1::inet)::text as area, network(set_masklen($1::inet, $2)) >>= $3::inet as within`,
      [one, bits, other],
    );
    const range = rows[0].range as string;
    expect(rangeOf(range)).toEqual({ ok: true, range });
    expect([srcNet(one), srcArea(one)]).toEqual([rows[0].net, rows[0].area]);
    expect(isWithin(one, range)).toBe(true);
    expect(isWithin(other, range)).toBe(rows[0].within);
  }
});

test("SQL and the pure function decide alike, whatever stands in the lists", async () => {
  const small = fc.tuple(
    fc.constantFrom(10, 192),
    fc.integer({ min: 0, max: 1 }),
    fc.integer({ min: 0, max: 3 }),
  );
  const near = small.map(([a, b, d]) => `${a}.0.${b}.${d}`);
  const when = fc.constantFrom(null, "2026-03-01T00:00:00.000Z", "2026-03-02T00:00:00.000Z");
  const entry = fc.record({ at: near, bits: fc.constantFrom(8, 16, 23, 24, 31, 32), expiresAt: when });
  const asns = fc.uniqueArray(fc.record({ asn: fc.constantFrom(64496, 64497), expiresAt: when }), {
    selector: ({ asn }) => asn,
  });
  const at = fc.constantFrom("2026-02-28T12:00:00Z", "2026-03-01T00:00:00Z", "2026-03-05T00:00:00Z");
  const cases = fc.sample(
    fc.tuple(fc.array(entry, { maxLength: 6 }), asns, near, fc.constantFrom(null, 64496, 64498), at),
    { numRuns: 120, seed: 11 },
  );
  const { pool } = store();
  for (const [entries, systems, asked, asn, instant] of cases) {
    await pool.query("delete from network");
    const insert = `insert into network (kind, range, asn, label, owner, expires_at, created_by)
                    values ('vpn', network(set_masklen($1::inet, $2))::cidr, $3, 'l', 'o', $4, 't')
                    on conflict do nothing`;
    for (const { at: where, bits, expiresAt } of entries)
      await pool.query(insert, [where, bits, null, expiresAt]);
    for (const one of systems) await pool.query(insert, [null, null, one.asn, one.expiresAt]);
    const { rows: lists } = await pool.query(
      `select id::text, coalesce(range::text, 'AS' || asn) as network,
              to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "expiresAt" from network`,
    );
    const { rows } = await pool.query("select network_of($1::inet, $2, $3)::text as id", [
      asked,
      asn,
      instant,
    ]);
    const known = kindOf(asked, asn, lists, new Date(instant));
    expect([asked, asn, instant, known?.entry.id ?? null]).toEqual([asked, asn, instant, rows[0].id]);
  }
});

test("the AS number of a log is read by SQL as it is here", async () => {
  for (const text of [
    "64496",
    "AS64496",
    "as1",
    "0",
    "AS0",
    "4294967295",
    "4294967296",
    "",
    "x",
    "12345678901",
  ]) {
    const { rows } = await store().pool.query("select as_number_of($1)::text as asn", [text]);
    expect([text, loggedAsNumber(text)]).toEqual([text, rows[0].asn === null ? null : Number(rows[0].asn)]);
  }
});
