import { expect, test } from "vitest";
import { findIn } from "@/test/answered";
import { type Attempt, names } from "@/test/ledger";
import { RC_13 } from "./rc-13";

const AT = "2026-03-02T09:00:00.000Z";
const KERBEROS = { vector: "kerberos", protocol: "kerberos", ip: "10.23.123.11" } as const;
const later = (seconds: number) => new Date(Date.parse(AT) + seconds * 1000).toISOString();
const missing = (n: number, seconds: number, from = AT, more: Partial<Attempt> = {}) =>
  names(n, from, seconds, { ...KERBEROS, operation: "4768", code: "0x6", ...more });
const told = (name: string, seconds: number, more: Partial<Attempt>): Attempt => ({
  ...KERBEROS,
  ...{ name, at: later(seconds), operation: "4768", code: "0x0" },
  ...more,
});
const find = (attempts: Attempt[], given = {}) => findIn(RC_13, attempts, given);

test("fires high for three hundred absent names in two seconds and two tickets without pre-authentication", () => {
  const scan = missing(300, 2 / 300, AT, { agent: "0x10" });
  const roasted = ["svc-sql", "svc-web"].map((name) => told(name, 3, { qualifier: "preauth=0" }));
  const [episode, ...more] = find([...scan, ...roasted]);
  expect(more).toEqual([]);
  expect(episode?.measures).toMatchObject({ names: 302, k0: 300, k3: 2, roastable: 2, namesPerSecond: 150 });
  expect(episode).toMatchObject({
    severity: "high",
    severityWhy: ["medium by size (302 names)", "high: 150 names within one second"],
  });
});

test("a slow hand has the same tickets told apart: they alone make it high", () => {
  const roasted = told("svc-sql", 70, { qualifier: "preauth=0" });
  const [episode] = find([...missing(12, 5), roasted]);
  expect(episode?.severityWhy).toEqual([
    "medium by size (13 names)",
    "high: 1 ticket handed out without pre-authentication, to be cracked at leisure",
  ]);
});

test("eleven names within two minutes fire, ten do not, nor eleven over half an hour that are each tried twice", () => {
  expect(find(missing(11, 10))).toHaveLength(1);
  expect(find(missing(10, 1))).toEqual([]);
  expect(find([...missing(11, 180), ...missing(11, 180, later(90))])).toEqual([]);
});

test("eleven absent names over a day, each tried once, fire; so do twenty-five within an hour, tried twice", () => {
  expect(find(missing(11, 7000))).toHaveLength(1);
  expect(find([...missing(25, 140), ...missing(25, 140, later(70))])).toHaveLength(1);
});

test("what exists counts for the pace: a list of people tried with a password is found without a single miss", () => {
  const wrong = names(22, AT, 0.2, { ...KERBEROS, operation: "4771", code: "0x18" });
  const [episode] = find(wrong);
  expect(episode?.verdict).toBe("Kerberos names asked for, some confirmed");
  expect(episode?.measures).toMatchObject({ k0: 0, k3: 22 });
});

test("whoever gets a ticket while the address asks is told of", () => {
  const wrong = names(22, AT, 0.2, { ...KERBEROS, operation: "4771", code: "0x18" });
  const [episode] = find([...wrong, told("lucky", 2, {})]);
  expect(episode?.severityWhy.at(-1)).toBe("high: 1 account signed in meanwhile");
});

test("computers are no people, and a mistype that a ticket follows is none", () => {
  expect(find(missing(30, 1).map((one, n) => ({ ...one, name: `WS${n}$` })))).toEqual([]);
  const typos = missing(15, 5);
  const right = typos.map(({ name }, n) => told(name, n * 5 + 3, {}));
  expect(find([...typos, ...right])).toEqual([]);
});

test("an access host that asks for as many names every hour is its own measure", () => {
  const hours = Array.from({ length: 48 }, (_, hour) =>
    names(12 + (hour % 5), later((hour - 50) * 3600), 5, { ...KERBEROS, operation: "4771", code: "0x18" }),
  ).flat();
  const today = names(14, AT, 5, { ...KERBEROS, operation: "4771", code: "0x18" });
  const since = Date.parse(AT) * 1000;
  expect(find([...hours, ...today], { since })).toEqual([]);
  expect(find(today, { since })).toHaveLength(1);
});

test("hours of its own hits are no measure of what is usual, whichever window found them, at once or one after the other", () => {
  const steady = Array.from({ length: 5 }, (_, hour) =>
    missing(26 + hour, 120, later(hour * 3600)).map((one) => ({ ...one, name: `${hour} ${one.name}` })),
  ).flat();
  const burst = names(12, later(50 * 3600), 5, { ...KERBEROS, operation: "4771", code: "0x18" });
  const thresholds = { baselineHours: 3 };
  const [first, second, ...more] = find([...steady, ...burst], { thresholds });
  expect([first?.measures.names, second?.measures.names, more]).toEqual([140, 12, []]);
  const micros = (seconds: number) => (Date.parse(AT) + seconds * 1000) * 1000;
  const before = [{ from: first?.counted[0]?.at ?? 0, to: first?.counted.at(-1)?.at ?? 0 }];
  const again = find([...steady, ...burst], { thresholds, before, since: micros(49 * 3600) });
  expect(again.map(({ measures }) => measures.names)).toEqual([12]);
  expect(find([...steady, ...burst], { thresholds, since: micros(49 * 3600) })).toEqual([]);
});

test("pre-authentication that fails for a name nobody has is an absent name too", () => {
  expect(find(names(11, AT, 1, { ...KERBEROS, operation: "4771", code: "0x6" }))[0]?.measures.k0).toBe(11);
});
