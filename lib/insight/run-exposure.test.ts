import { beforeAll, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { listAlerts } from "@/lib/alert/read";
import { databaseForFile } from "@/test/database";
import { type Attempt, ask, names } from "@/test/ledger";
import { settle } from "@/test/settle";
import { type ExposedAccount, ExposureQuery } from "./exposure-schema";
import { exportExposure, readExposure } from "./run-exposure";

const store = databaseForFile();
const DAY = "2026-03-02T";
const [SCANNER, SECOND, QUIET] = ["203.0.113.7", "203.0.113.9", "198.51.100.1"];

const by = (ip: string, code: string, name: string, at: string): Attempt => ({
  ip,
  code,
  name,
  at: `2026-03-${at}Z`,
});
const said = ({ account, answer, code, origin }: ExposedAccount) => `${account} ${answer} ${code} ${origin}`;
const read = (query: Record<string, string> = {}) => readExposure(SYSTEM, ExposureQuery.parse(query));
const list = async (query: Record<string, string> = {}) => (await read(query)).items.map(said);
const alertOf = async (origin: string) => (await listAlerts(SYSTEM, { origin })).items[0]?.id ?? "";

beforeAll(async () => {
  await ask(store().pool, [
    ...names(12, `${DAY}09:00:00Z`, 1, { ip: SCANNER }),
    by(SCANNER, "50126", "ana", "02T09:20:00"),
    by(SCANNER, "50076", "Ana ", "02T09:30:00"),
    by(SCANNER, "50126", "bo", "02T11:00:00"),
    by(SCANNER, "50057", "cy", "02T09:40:00"),
    by(SCANNER, "0", "dee", "02T12:00:00"),
    // Two days later the origin is not flagged any more.
    by(SCANNER, "50126", "late", "05T09:00:00"),
    // Whoever sat there the day before knows of himself.
    by(SCANNER, "0", "eve", "01T07:00:00"),
    by(SCANNER, "0", "eve", "02T09:10:00"),
    ...names(12, `${DAY}13:00:00Z`, 1, { ip: SECOND }),
    by(SECOND, "50126", "ana", "02T13:20:00"),
    by(SECOND, "50126", "fay", "02T13:21:00"),
    by(QUIET, "50126", "gus", "02T09:00:00"),
  ]);
  await settle(store());
});

const ALL = [
  `dee signed-in 0 ${SCANNER}`,
  `ana password-known 50076 ${SCANNER}`,
  `fay exists 50126 ${SECOND}`,
  `bo exists 50126 ${SCANNER}`,
  `cy exists-unusable 50057 ${SCANNER}`,
];

test("every account that a flagged origin knows of stands once, with the best answer and who got it first", async () => {
  expect(await list()).toEqual(ALL);
  const ana = (await read()).items.find(({ account }) => account === "ana");
  expect(ana).toMatchObject({ firstLearned: "2026-03-02T09:30:00.000Z", origins: 2, privileged: null });
  expect(ana?.alerts).toEqual([await alertOf(SCANNER), await alertOf(SECOND)].sort());
});

test("one alert's, those first learned in a range, and those with one answer", async () => {
  expect(await list({ alert: await alertOf(SECOND) })).toEqual([
    `fay exists 50126 ${SECOND}`,
    `ana exists 50126 ${SECOND}`,
  ]);
  const range = { from: "2026-03-02T11:00:00Z", to: "2026-03-02T13:21:00Z" };
  expect(await list(range)).toEqual([`dee signed-in 0 ${SCANNER}`, `bo exists 50126 ${SCANNER}`]);
  expect(await list({ answer: "exists-unusable" })).toEqual([`cy exists-unusable 50057 ${SCANNER}`]);
  await expect(read({ alert: "99999999" })).rejects.toThrow("There is no alert");
});

test("pages of every order hold each account once, in both directions", async () => {
  for (const sort of ["answer", "first-learned", "account"]) {
    for (const order of ["asc", "desc"]) {
      const found: string[] = [];
      for (let cursor = ""; ; ) {
        const page = await read({ sort, order, limit: "2", ...(cursor ? { cursor } : {}) });
        found.push(...page.items.map(said));
        if (!page.nextCursor) break;
        cursor = page.nextCursor;
      }
      expect(found).toEqual(await list({ sort, order }));
      expect([...found].sort()).toEqual([...ALL].sort());
    }
  }
  expect((await read({ sort: "account" })).items.map(({ account }) => account)).toEqual([
    "ana",
    "bo",
    "cy",
    "dee",
    "fay",
  ]);
  const { nextCursor } = await read({ limit: "2" });
  await expect(read({ sort: "account", cursor: nextCursor ?? "" })).rejects.toThrow("another sort order");
});

test("what only an alert closed as benign learned is left out and counted", async () => {
  const id = await alertOf(SCANNER);
  const close = (status: string) =>
    store().pool.query("update alert set status = $2, classification = 'benign-positive' where id = $1", [
      id,
      status,
    ]);
  await close("closed");
  expect(await read()).toMatchObject({ hidden: 3 });
  // The second one knows only that she exists.
  expect(await list()).toEqual([`fay exists 50126 ${SECOND}`, `ana exists 50126 ${SECOND}`]);
  expect(await list({ benign: "true" })).toEqual(ALL);
  expect(await list({ alert: id })).toHaveLength(4);
  await close("new");
  expect(await read()).toMatchObject({ hidden: 0 });
});

test("a file holds what the pages hold", async () => {
  const rows: string[] = [];
  for await (const row of exportExposure(SYSTEM, {})) rows.push(said(row));
  expect(rows).toEqual(ALL);
});

test("the addresses of a network that was flagged as one are flagged, each with what it was told", async () => {
  const [one, other] = ["2001:db8:5:6::1", "2001:db8:5:6::2"];
  const rotating = names(16, "2026-06-02T09:00:00Z", 30).map((attempt, index) => ({
    ...attempt,
    ip: index % 2 === 0 ? one : other,
  }));
  const told = { code: "50126", at: "2026-06-02T09:20:00Z" };
  await ask(store().pool, [
    ...rotating,
    { ...told, ip: one, name: "hal" },
    { ...told, ip: other, name: "ida" },
    { ...told, ip: "2001:db8:5:7::1", name: "jon" },
  ]);
  await settle(store());
  const { rows } = await store().pool.query(
    "select count(*)::int as n from detection where entity_kind = 'network'",
  );
  expect(rows[0].n).toBeGreaterThan(0);
  const june = { from: "2026-06-01T00:00:00Z", to: "2026-07-01T00:00:00Z" };
  expect((await list(june)).sort()).toEqual([`hal exists 50126 ${one}`, `ida exists 50126 ${other}`]);
});
