import { beforeEach, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { listAlerts } from "@/lib/alert/read";
import { ruleAlert } from "@/lib/alert/write";
import { databaseForFile } from "@/test/database";
import { type Attempt, ask } from "@/test/ledger";
import { ANALYST } from "@/test/rulings";
import { settle } from "@/test/settle";
import { RC_16 } from "./rc-16";
import { listDetections } from "./read";
import { thresholdsOf } from "./rule";

const store = databaseForFile();
const at = thresholdsOf(RC_16);

beforeEach(() =>
  store().pool.query(
    `truncate event, probe, presence, rollup, touched, touched_tenant, watched, followed, touched_suspect, watched_day, detection, coverage,
       classification, alert_lineage, alert cascade`,
  ),
);

/** Monday, 2 March 2026, and the days after it. */
const dayOf = (offset: number) => new Date(Date.UTC(2026, 2, 2 + offset)).toISOString().slice(0, 10);
const WEEK = [0, 1, 2, 3, 4];

/** Sign-ins every three minutes from 07:00 to 18:00, without the hours that are left out. */
const office = (offset: number, without: number[] = [], attempt: Partial<Attempt> = {}): Attempt[] =>
  Array.from({ length: 220 }, (_, n) => 7 * 60 + n * 3)
    .filter((minute) => !without.includes(Math.floor(minute / 60)))
    .map((minute) => ({
      name: `user${minute % 17}@contoso.example`,
      at: new Date(Date.parse(dayOf(offset)) + minute * 60_000).toISOString(),
      code: "0",
      ...attempt,
    }));

const lapses = async () =>
  (await listDetections(SYSTEM, { rule: "RC-16", limit: 100 })).items
    .map(({ group, window, verdict, severity, attempts, codes }) => ({
      ...{ log: group.log, what: group.what, from: window.from, to: window.to },
      ...{ verdict, severity, attempts, codes },
    }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));

async function hold(...attempts: Attempt[][]): Promise<void> {
  for (const some of attempts) await ask(store().pool, some);
  await settle(store());
}

test("names the hours of a working day in which a busy log has no row", async () => {
  await hold(...WEEK.map((day) => office(day)), office(7, [10, 11, 12]), office(8));
  expect(await lapses()).toEqual([
    {
      ...{ log: "SigninLogs", what: "silence", verdict: "No rows for 3.1 hours", severity: "low" },
      ...{ from: `${dayOf(7)}T09:57:00.000Z`, to: `${dayOf(7)}T13:00:00.000Z`, attempts: 0, codes: {} },
    },
  ]);
});

test("a whole day without rows is silent from the first working hour to the last", async () => {
  await hold(...WEEK.map((day) => office(day)), office(8));
  expect(await lapses()).toMatchObject([
    { from: `${dayOf(7)}T07:00:00.000Z`, to: `${dayOf(7)}T17:00:00.000Z` },
  ]);
});

test("stays silent at the weekend, where the rows end, and where a log was never busy", async () => {
  const other = WEEK.map((day) => office(day, [], { vector: "entra-noninteractive" }).slice(0, 50));
  await hold(...WEEK.map((day) => office(day)), ...other, office(7).slice(0, 40));
  expect(await lapses()).toEqual([]);
});

test("each log is looked at by itself", async () => {
  const hidden = (offset: number) => office(offset, [], { vector: "entra-noninteractive" });
  await hold(...WEEK.flatMap((day) => [office(day), hidden(day)]), office(7));
  expect(await lapses()).toMatchObject([{ log: "AADNonInteractiveUserSignInLogs", what: "silence" }]);
});

test("rows that come late close the gap, and the alert with it", async () => {
  await hold(...WEEK.map((day) => office(day)), office(7, [10, 11, 12, 13, 14, 15]), office(8));
  const [alert] = (await listAlerts(SYSTEM, {})).items;
  expect(alert).toMatchObject({
    title: "A log fell silent or is not understood",
    names: 0,
    rules: ["RC-16"],
  });
  await hold(office(7, [7, 8, 9, 16, 17]).filter(({ at: time }) => time < `${dayOf(7)}T13:00`));
  expect(await lapses()).toMatchObject([{ to: `${dayOf(7)}T16:00:00.000Z` }]);
  await hold(office(7, [7, 8, 9, 10, 11, 12, 16, 17]));
  expect(await lapses()).toEqual([]);
  expect((await listAlerts(SYSTEM, {})).items).toEqual([]);
});

test("an alert about a silence stays closed once it is closed", async () => {
  await hold(...WEEK.map((day) => office(day)), office(7, [10, 11, 12]), office(8));
  const [alert] = (await listAlerts(SYSTEM, {})).items;
  if (!alert) throw new Error("No alert.");
  const ruling = {
    status: "closed",
    classification: "benign-positive",
    classificationReason: "suspicious-but-expected",
  } as const;
  await ruleAlert(ANALYST, alert.id, alert.version, { ...ruling, category: "other", comment: "holiday" });
  await hold(office(9));
  expect((await listAlerts(SYSTEM, {})).items).toMatchObject([{ id: alert.id, status: "closed" }]);
});

test("names a day on which too many codes are unknown", async () => {
  await hold(office(0), office(0, [], { code: "999123", name: "x@contoso.example" }).slice(0, 25));
  expect(await lapses()).toMatchObject([
    { what: "codes", attempts: 25, codes: { "999123": 25 }, severity: "informational" },
  ]);
});

test("the same rows in another order give the same", async () => {
  const files = [...WEEK.map((day) => office(day)), office(7, [10, 11, 12]), office(8), office(14)];
  await hold(...files);
  const expected = await lapses();
  expect(expected.length).toBeGreaterThan(2);
  await store().pool.query(
    `truncate event, probe, presence, rollup, touched, touched_tenant, watched, followed, touched_suspect, watched_day, detection, alert cascade`,
  );
  for (const file of [...files].reverse()) await hold(file);
  expect(await lapses()).toEqual(expected);
});

test("expects a log only after most of five working days before were busy", () => {
  const days = [0, 1, 2].map((day) => ({ log: "SigninLogs", day: dayOf(day), rows: 200, unknown: {} }));
  const last = new Date(`${dayOf(4)}T12:00:00Z`);
  const asked = { log: "SigninLogs", day: dayOf(4), rows: 1, unknown: {} };
  expect(RC_16.expects([...days, asked], last, at)).toEqual([
    {
      ...{
        log: "SigninLogs",
        from: new Date(`${dayOf(3)}T07:00:00Z`),
        to: new Date(`${dayOf(3)}T17:00:00Z`),
      },
    },
    { log: "SigninLogs", from: new Date(`${dayOf(4)}T07:00:00Z`), to: last },
  ]);
  expect(RC_16.expects([...days.slice(1), asked], last, at)).toEqual([]);
});
