import { expect, test } from "vitest";
import { databaseForFile } from "@/test/database";
import { type Attempt, ask, names } from "@/test/ledger";
import { RC_02 } from "./rc-02";
import { thresholdsOf } from "./rule";
import { countGroups, scopeBetween } from "./tally";

const store = databaseForFile();

const UNKNOWN = "The account is not in the directory.";
const LOCKED = "Asked too many times.";

let cases = 0;
async function judge(attempts: Attempt[], ip = `198.51.100.${++cases}`) {
  await ask(
    store().pool,
    attempts.map((attempt) => ({ app: "Portal", description: UNKNOWN, ...attempt, ip })),
  );
  const range = scopeBetween(new Date("2026-01-01T00:00:00Z"), new Date("2026-12-01T00:00:00Z"));
  const all = await countGroups(store().pool, RC_02, range, RC_02.thresholds.names.value);
  return all
    .filter((group) => group.keys[0] === ip)
    .map((group) => ({ ...group, ...RC_02.judge(group, thresholdsOf(RC_02)) }));
}

test("fires at fifteen names within one minute: nought minutes long, fifteen a minute, medium", async () => {
  const [found] = await judge(names(15, "2026-03-02T09:10:00Z", 1));
  expect(found).toMatchObject({
    keys: ["198.51.100.1", "Portal", UNKNOWN],
    names: 15,
    verdict: "Medium",
    severity: "medium",
    measures: { durationMinutes: 0, ratePerMinute: 15, notFoundCount: 15, lockedDisabledCount: 0 },
    apps: ["Portal"],
  });
});

test("one boundary crossed is one minute: twenty names at twenty a minute", async () => {
  const [found] = await judge([
    ...names(19, "2026-03-02T09:10:59.900Z"),
    { name: "last@contoso.example", at: "2026-03-02T09:11:00.000Z" },
  ]);
  expect(found?.measures).toMatchObject({ durationMinutes: 1, ratePerMinute: 20 });
});

test("thirty rows of unknown names make it high, though they are only fifteen names", async () => {
  const fifteen = names(15, "2026-03-02T09:10:00Z", 1);
  const [found] = await judge([...fifteen, ...fifteen]);
  expect(found).toMatchObject({ names: 15, attempts: 30, verdict: "High", measures: { notFoundCount: 30 } });
});

test("stays silent when fifteen names got two different answers", async () => {
  const found = await judge([
    ...names(8, "2026-03-02T09:10:00Z", 1),
    ...names(7, "2026-03-02T09:20:00Z", 1, { code: "50053", description: LOCKED }),
  ]);
  expect(found).toEqual([]);
});

test("is high at ninety-nine names and critical at a hundred", async () => {
  expect((await judge(names(99, "2026-03-02T09:10:00Z", 1)))[0]?.verdict).toBe("High");
  expect((await judge(names(100, "2026-03-02T09:10:00Z", 1)))[0]).toMatchObject({
    verdict: "Critical",
    severity: "critical",
  });
});

test("forty-nine locked accounts are medium, for none of them is unknown", async () => {
  const [found] = await judge(names(49, "2026-03-02T09:10:00Z", 1, { code: "50053", description: LOCKED }));
  expect(found).toMatchObject({
    verdict: "Medium",
    measures: { notFoundCount: 0, lockedDisabledCount: 49 },
    codes: { 50053: 49 },
  });
});

test("rows without an address form a group of their own", async () => {
  const [found] = await judge(names(15, "2026-03-02T09:10:00Z", 1), "");
  expect(found).toMatchObject({ keys: ["", "Portal", UNKNOWN], names: 15 });
});

test("stays silent at fourteen names, at wrong passwords, and across the turn of the hour", async () => {
  expect(await judge(names(14, "2026-03-02T09:10:00Z", 1))).toEqual([]);
  expect(await judge(names(20, "2026-03-02T09:10:00Z", 1, { code: "50126" }))).toEqual([]);
  expect(await judge(names(20, "2026-03-02T09:59:50Z", 1))).toEqual([]);
});

test("agents do not split a group, applications do", async () => {
  const agents = names(15, "2026-03-02T09:10:00Z", 1).map((a, i) => ({ ...a, agent: `agent ${i}` }));
  expect(await judge(agents)).toHaveLength(1);
  const apps = names(20, "2026-03-02T09:10:00Z", 1).map((a, i) => ({ ...a, app: `app ${i % 2}` }));
  expect(await judge(apps)).toEqual([]);
});
