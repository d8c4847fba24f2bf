import { expect, test } from "vitest";
import { databaseForFile } from "@/test/database";
import { type Attempt, ask, names } from "@/test/ledger";
import { RC_01 } from "./rc-01";
import { thresholdsOf } from "./rule";
import { countGroups, scopeBetween } from "./tally";

const store = databaseForFile();

/** Each case asks from an address of its own; what RC-01 says of it comes back. */
let cases = 0;
async function judge(attempts: Attempt[], ip = `198.51.100.${++cases}`) {
  await ask(
    store().pool,
    attempts.map((attempt) => ({
      clientApp: "Browser",
      agent: "python-requests/2.32",
      app: "Portal",
      ...attempt,
      ip,
    })),
  );
  const range = scopeBetween(new Date("2026-01-01T00:00:00Z"), new Date("2026-12-01T00:00:00Z"));
  const all = await countGroups(store().pool, RC_01, range, RC_01.thresholds.names.value);
  return all
    .filter((group) => group.keys[0] === ip)
    .map((group) => ({ ...group, ...RC_01.judge(group, thresholdsOf(RC_01)) }));
}

test("stays silent when ten names are split by the turn of the hour", async () => {
  const before = names(5, "2026-03-02T09:59:59.900Z");
  const after = names(5, "2026-03-02T10:00:00.100Z").map((a) => ({ ...a, name: `late.${a.name}` }));
  expect(await judge([...before, ...after])).toEqual([]);
});

test("fires at ten names in ten seconds: one minute long, ten a minute, the lowest verdict", async () => {
  const [found] = await judge(names(10, "2026-03-02T09:10:30Z", 1));
  expect(found).toMatchObject({
    keys: ["198.51.100.2", "Browser", "python-requests/2.32"],
    names: 10,
    attempts: 10,
    verdict: "Low-Level Enumeration",
    severity: "low",
    measures: { durationMinutes: 1, ratePerMinute: 10 },
    apps: ["Portal"],
    codes: { 50034: 10 },
  });
});

test("counts minutes by the boundaries crossed: a tenth of a second over one of them lasts two", async () => {
  const [found] = await judge([
    ...names(19, "2026-03-02T09:10:59.900Z"),
    { name: "last@contoso.example", at: "2026-03-02T09:11:00.000Z" },
  ]);
  expect(found).toMatchObject({
    names: 20,
    verdict: "Moderate Enumeration",
    severity: "medium",
    measures: { durationMinutes: 2, ratePerMinute: 10 },
  });
});

test("keeps microseconds out of the next minute", async () => {
  const [found] = await judge([
    ...names(19, "2026-03-02T09:10:00Z"),
    { name: "last@contoso.example", at: "2026-03-02T09:10:59.999999Z" },
  ]);
  expect(found?.measures.durationMinutes).toBe(1);
});

test("gives fifty names over the whole hour the highest verdict and a rate of 0.83", async () => {
  const [found] = await judge([
    ...names(49, "2026-03-02T09:00:00Z", 70),
    { name: "last@contoso.example", at: "2026-03-02T09:59:59Z" },
  ]);
  expect(found).toMatchObject({
    verdict: "High Confidence Enumeration",
    severity: "high",
    measures: { durationMinutes: 60, ratePerMinute: 0.83 },
  });
});

test("stays silent at nine names, however often each is asked for", async () => {
  const nine = names(9, "2026-03-02T09:10:00Z", 1);
  expect(await judge([...nine, ...nine, ...nine])).toEqual([]);
});

test("takes names that differ only by case as two", async () => {
  const found = await judge([
    ...names(8, "2026-03-02T09:10:00Z", 1),
    { name: "A@contoso.example", at: "2026-03-02T09:10:20Z" },
    { name: "a@contoso.example", at: "2026-03-02T09:10:21Z" },
  ]);
  expect(found.map((group) => group.names)).toEqual([10]);
});

test("counts the empty name as one, and a blank as another", async () => {
  const found = await judge([
    ...names(8, "2026-03-02T09:10:00Z", 1),
    { name: "", at: "2026-03-02T09:10:20Z" },
    { name: " ", at: "2026-03-02T09:10:21Z" },
  ]);
  expect(found.map((group) => group.names)).toEqual([10]);
});

test("drops rows without an address", async () => {
  expect(await judge(names(15, "2026-03-02T09:10:00Z", 1), "")).toEqual([]);
});

test("shows twenty-five names of twenty-six, the first asked first and then by name", async () => {
  const [found] = await judge(names(26, "2026-03-02T09:10:00Z", 0));
  expect(found?.names).toBe(26);
  expect(found?.nameSample).toEqual(names(25, "2026-03-02T09:10:00Z").map((attempt) => attempt.name));
});

test("rounds thirteen names over eight minutes to 1.63", async () => {
  const [found] = await judge([
    ...names(12, "2026-03-02T09:10:00Z", 1),
    { name: "last@contoso.example", at: "2026-03-02T09:17:00Z" },
  ]);
  expect(found?.measures).toEqual({ durationMinutes: 8, ratePerMinute: 1.63 });
});

test("counts neither wrong passwords nor disabled accounts nor non-interactive rows", async () => {
  expect(await judge(names(20, "2026-03-02T09:10:00Z", 1, { code: "50126" }))).toEqual([]);
  expect(await judge(names(20, "2026-03-02T09:10:00Z", 1, { code: "50057" }))).toEqual([]);
  expect(await judge(names(20, "2026-03-02T09:10:00Z", 1, { vector: "entra-noninteractive" }))).toEqual([]);
});

test("keeps agents apart, and adds up applications and codes within one", async () => {
  expect(
    await judge([
      ...names(9, "2026-03-02T09:10:00Z", 1, { agent: "one" }),
      ...names(9, "2026-03-02T09:20:00Z", 1, { agent: "two" }),
    ]),
  ).toEqual([]);
  const mixed = ["50034", "50053", "50055", "50056"].flatMap((code, turn) =>
    names(3, `2026-03-02T09:1${turn}:00Z`, 1, { code, app: `App ${turn}` }).map((a) => ({
      ...a,
      name: `${code}.${a.at}`,
    })),
  );
  const [found] = await judge(mixed);
  expect(found).toMatchObject({
    names: 12,
    apps: ["App 0", "App 1", "App 2", "App 3"],
    codes: { 50034: 3, 50053: 3, 50055: 3, 50056: 3 },
  });
});
