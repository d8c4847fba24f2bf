import { expect, test } from "vitest";
import { findIn } from "@/test/answered";
import { type Attempt, names } from "@/test/ledger";
import { RC_04 } from "./rc-04";

const DAY = "2026-03-02";
const find = (attempts: Attempt[], given = {}) => findIn(RC_04, attempts, given);
/** Attempts for so many names, each with its own code in turn. */
const mixed = (n: number, at: string, seconds: number, codes: string[], attempt: Partial<Attempt> = {}) =>
  names(n, at, seconds, attempt).map((one, index) => ({
    ...one,
    code: codes[index % codes.length] ?? "50034",
  }));

test("fires when ten names lie around the turn of the hour", () => {
  const before = names(5, `${DAY}T09:59:59.900Z`);
  const after = names(5, `${DAY}T10:00:00.100Z`).map((one) => ({ ...one, name: `late.${one.name}` }));
  const [episode, ...more] = find([...before, ...after]);
  expect(more).toEqual([]);
  expect(episode).toMatchObject({ severity: "low", severityWhy: ["low by size (10 names)"] });
  expect(episode?.measures).toMatchObject({
    names: 10,
    tries: 10,
    k0: 10,
    nxShare: 1,
    onceShare: 1,
    hitRate: 0,
  });
});

test("fires once for eighteen names from 09:55 to 10:05, which no clock hour shows", () => {
  const found = find(names(18, `${DAY}T09:55:00Z`, 35));
  expect(found).toHaveLength(1);
  expect(found[0]?.measures.names).toBe(18);
});

test("counts folded accounts: two spellings of one name and eight others are nine", () => {
  const spelled = [
    { name: "A@contoso.example", at: `${DAY}T09:10:00Z` },
    { name: " a@contoso.example", at: `${DAY}T09:10:01Z` },
  ];
  expect(find([...spelled, ...names(8, `${DAY}T09:10:02Z`, 1)])).toEqual([]);
  expect(find([...spelled, ...names(9, `${DAY}T09:10:02Z`, 1)])).toHaveLength(1);
});

test("stays silent when the tenth name is empty", () => {
  expect(find([...names(9, `${DAY}T09:10:00Z`, 1), { name: " ", at: `${DAY}T09:10:10Z` }])).toEqual([]);
});

test("rises to high with one accepted password, and says so", () => {
  const found = find(
    mixed(30, `${DAY}T09:10:00Z`, 10, ["50034"]).map((one, n) => (n === 7 ? { ...one, code: "50055" } : one)),
  );
  expect(found[0]).toMatchObject({
    severity: "high",
    severityWhy: ["medium by size (30 names)", "high: 1 password accepted"],
  });
});

test("fourteen names an hour fire, whichever agents, applications and answers they are spread over", () => {
  const spread = mixed(14, `${DAY}T09:20:00Z`, 240, ["50034", "50126", "50057", "50053"]).map((one, n) => ({
    ...one,
    ...{ app: `app ${n}`, appId: `id ${n}`, agent: `agent ${n}`, description: "tried too many times" },
  }));
  expect(find(spread)[0]?.measures).toMatchObject({ names: 14, appSpread: 1, agentSpread: 1 });
});

test("stays silent when every name signs in from there within ten minutes", () => {
  const typos = names(30, `${DAY}T09:00:00Z`, 60, { code: "50126" });
  const then = (minutes: number) =>
    typos.map((one) => ({
      ...one,
      code: "0",
      at: new Date(Date.parse(one.at) + minutes * 60_000).toISOString(),
    }));
  expect(find([...typos, ...then(10)])).toEqual([]);
  expect(find([...typos, ...then(11)])).toHaveLength(1);
});

test("a flood from a blocked address names nobody, and lockouts only hint", () => {
  const flood = (description: string) => names(30, `${DAY}T09:00:00Z`, 20, { code: "50053", description });
  expect(
    find(flood("Sign-in was blocked because it came from an IP address with malicious activity")),
  ).toEqual([]);
  const [episode] = find(flood("The account is locked, you've tried to sign in too many times"));
  expect(episode?.measures).toMatchObject({ names: 30, k0: 0, k3: 0, hitRate: 0 });
  expect(episode?.verdict).toBe("Names asked for, none confirmed");
});

test("a program that cycles one list of existing people stays low, however long the list is", () => {
  const rounds = (n: number, code: string) =>
    Array.from({ length: n }, (_, round) =>
      names(40, new Date(Date.parse(`${DAY}T08:00:00Z`) + round * 1_800_000).toISOString(), 2, { code }),
    ).flat();
  const [cycling] = find(rounds(6, "50126"));
  expect(cycling).toMatchObject({ severity: "low", verdict: "A program cycling a list" });
  expect(cycling?.severityWhy).toEqual([
    "medium by size (40 names)",
    "low: the same existing names came round 6 times",
  ]);
  expect(find(rounds(2, "50126"))[0]?.severity).toBe("medium");
  expect(find(rounds(6, "50034"))[0]?.severity).toBe("medium");
});

const people = (n: number) =>
  Array.from({ length: n }, (_, index) => ({
    accountId: `staff${index}`,
    day: Date.parse("2026-02-20") / 86_400_000,
    first: Date.parse("2026-02-20T09:00:00Z") * 1000,
  }));

test("from a shared egress names must look chosen: absent, or a long list tried once, or asked with a known tool", () => {
  const shared = { presences: people(10) };
  const typos = [
    ...names(12, `${DAY}T09:00:00Z`, 120, { code: "50126" }),
    ...names(12, `${DAY}T09:00:05Z`, 120, { code: "50126" }),
  ];
  expect(find(typos, shared)).toEqual([]);
  expect(find(typos, { presences: people(9) })).toHaveLength(1);
  expect(find(names(12, `${DAY}T09:00:00Z`, 120), shared)).toHaveLength(1);
  expect(find(names(20, `${DAY}T09:00:00Z`, 60, { code: "50126" }), shared)).toHaveLength(1);
  const [tool] = find(names(12, `${DAY}T09:00:00Z`, 120, { code: "50126", agent: "fasthttp" }), shared);
  expect(tool?.severityWhy).toEqual([
    "low by size (12 names)",
    "+1 known tool (consistent with the fasthttp wave)",
  ]);
});

test("a source whose own hours are busy needs more than they ever had", () => {
  const usual = Array.from({ length: 30 }, (_, hour) =>
    names(
      hour % 2 === 0 ? 4 : 9,
      new Date(Date.parse("2026-02-25T00:00:00Z") + hour * 3 * 3_600_000).toISOString(),
      60,
    ),
  ).flat();
  // 6.5 names an hour, give or take 2.5: fourteen stand out, thirteen do not.
  expect(find([...usual, ...names(13, `${DAY}T09:00:00Z`, 60)])).toEqual([]);
  expect(find([...usual, ...names(14, `${DAY}T09:00:00Z`, 60)])).toHaveLength(1);
});

test("a first sign-in from the source during the scan, or within an hour after it, is critical", () => {
  const scan = names(12, `${DAY}T09:00:00Z`, 60);
  const signIn = { name: "zoe@contoso.example", code: "0", at: `${DAY}T10:05:00Z` };
  expect(find([...scan, signIn])[0]).toMatchObject({
    severity: "critical",
    severityWhy: ["low by size (12 names)", "critical: 1 account signed in from there for the first time"],
  });
  const usual = [{ accountId: "zoe@contoso.example", day: Date.parse("2026-03-01") / 86_400_000, first: 0 }];
  expect(find([...scan, signIn], { presences: usual })[0]?.severity).toBe("low");
  expect(find([...scan, { ...signIn, at: `${DAY}T10:20:00Z` }])[0]?.severity).toBe("low");
});

test("an hour of quiet ends an episode", () => {
  const two = [...names(12, `${DAY}T09:00:00Z`, 60), ...names(12, `${DAY}T11:12:00Z`, 60)];
  expect(find(two)).toHaveLength(2);
});
