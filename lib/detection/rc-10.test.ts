import { expect, test } from "vitest";
import { findFlagged } from "@/test/answered";
import { type Attempt, names } from "@/test/ledger";
import type { Later, Place } from "./later";
import { RC_04 } from "./rc-04";
import { RC_10 } from "./rc-10";

const TEN = "2026-03-02T10:00:00Z";
const ANA = "ana@contoso.example";
const told: Attempt = { at: "2026-03-02T10:20:00Z", name: ANA, code: "50126", appId: "cli", agent: "tool" };
const scan = [...names(12, TEN, 60, { appId: "cli", agent: "tool" }), told];
const micros = (at: string) => Date.parse(at) * 1000;

const NOWHERE: Place = { area: null, asn: null, isRented: false, kind: null };
const HOSTED: Place = { area: "198.51.100.0/24", asn: 64500, isRented: true, kind: "hosting" };

/** Ana signs in two days later, from an address that is new to her; otherwise nothing is known of it. */
const later = (part: Partial<Later> = {}): Later => ({
  ...{ at: micros("2026-03-04T10:12:00Z"), accountId: ANA, answer: "signed-in", from: "198.51.100.9" },
  ...{ app: "Azure CLI", appId: "other", userAgent: "browser", isOwn: false },
  ...{ isNewSource: true, isNewArea: true, isNewAgent: true, isNewApp: true, place: NOWHERE },
  ...part,
});
const used = (part: Partial<Later>[], given: Partial<Parameters<typeof findFlagged>[2]> = {}, asked = scan) =>
  findFlagged(RC_10, asked, { by: RC_04, later: part.map(later), ...given });

test("a sign-in from the source that asked is critical, and its story is told", () => {
  const [one, ...more] = used([{ isOwn: true, from: "203.0.113.7" }]);
  expect(more).toEqual([]);
  expect(one).toMatchObject({
    ...{ severity: "critical", group: { way: "same source" } },
    verdict: "Signed in from the source that asked",
    severityWhy: [
      "critical by way (1 account signed in from the source that asked)",
      `${ANA} known since 2026-03-02 10:20 UTC (50126), signed in at 2026-03-04 10:12 UTC from 203.0.113.7 with Azure CLI, agent browser, the source itself`,
    ],
    measures: { names: 1, used: 1, daysUntil: 1.994 },
  });
  expect(one?.counted.map(({ name }) => name.account)).toEqual([ANA]);
});

test("stays silent for a sign-in before it was known, after a fortnight, and from where its owner always is", () => {
  expect(used([{ isOwn: true, at: micros("2026-03-02T10:19:00Z") }])).toEqual([]);
  expect(used([{ isOwn: true, at: micros("2026-03-16T10:21:00Z") }])).toEqual([]);
  expect(used([{ isOwn: true, at: micros("2026-03-16T10:20:00Z") }])).toHaveLength(1);
  expect(used([{ isOwn: true, isNewSource: false }])).toEqual([]);
});

test("stays silent for accounts that nobody confirmed, and for sources that nobody flagged", () => {
  expect(used([{ isOwn: true, accountId: "user001@contoso.example" }])).toEqual([]);
  expect(used([{ isOwn: true }], {}, [told])).toEqual([]);
});

test("two things in common make another source kindred, and it is high", () => {
  const place = { ...NOWHERE, area: "203.0.113.0/24" };
  const [one] = used([{ place, appId: "cli" }], { place });
  expect(one).toMatchObject({ severity: "high", group: { way: "kindred source" } });
  expect(one?.severityWhy[1]).toContain("which shares the network 203.0.113.0/24 and the application");
  expect(used([{ userAgent: "tool", appId: "cli" }])).toMatchObject([{ severity: "high" }]);
});

test("one thing in common is not enough, nor is one that the account had before", () => {
  expect(used([{ appId: "cli" }])).toEqual([]);
  expect(used([{ userAgent: "tool", appId: "cli", isNewAgent: false }])).toEqual([]);
  const place = { ...NOWHERE, area: "203.0.113.0/24" };
  expect(used([{ place, isNewArea: false, appId: "cli" }], { place })).toEqual([]);
});

test("the same rented network is one thing in common; a provider's network is none", () => {
  const place = { ...HOSTED, area: "192.0.2.0/24" };
  expect(used([{ place, appId: "cli" }], { place: HOSTED })).toMatchObject([{ severity: "high" }]);
  const isp = { ...place, isRented: false, kind: "an internet provider" };
  expect(used([{ place: isp, appId: "cli" }], { place: { ...HOSTED, isRented: false } })).toEqual([]);
});

test("a rented network that its owner never used is medium, an unknown one says nothing", () => {
  const [one] = used([{ place: HOSTED }]);
  expect(one).toMatchObject({ severity: "medium", group: { way: "rented network" } });
  expect(one?.severityWhy[1]).toContain("which is hosting and new to it");
  expect(used([{ place: NOWHERE }])).toEqual([]);
});

test("a right password elsewhere counts as a sign-in does, except from the source itself", () => {
  const [one] = used([{ answer: "password-known", place: HOSTED }]);
  expect(one?.severityWhy[1]).toContain("its password was right at 2026-03-04 10:12 UTC");
  expect(used([{ answer: "password-known", isOwn: true }])).toEqual([]);
});

test("of each account the strongest way counts, and each way is a detection", () => {
  const bob: Attempt = { ...told, name: "bob@contoso.example" };
  const found = used([{ place: HOSTED }, { isOwn: true }, { accountId: bob.name, place: HOSTED }], {}, [
    ...scan,
    bob,
  ]);
  expect(found.map(({ group, counted }) => [group?.way, counted[0]?.name.account])).toEqual([
    ["same source", ANA],
    ["rented network", "bob@contoso.example"],
  ]);
});

test("from a source where many people sign in a first sign-in is medium", () => {
  const day = Math.floor(micros(TEN) / 86_400_000_000) - 3;
  const presences = names(12, TEN).map(({ name }) => ({ accountId: `x${name}`, day, first: 0 }));
  const [one] = used([{ isOwn: true }], { presences });
  expect(one).toMatchObject({ severity: "medium" });
  expect(one?.severityWhy).toContain("medium: 12 people or more sign in from there");
});

test("a sign-in soon after a refusal is a typo where people are, and a break-in where nobody was", () => {
  const soon = { ...told, at: "2026-03-02T10:22:00Z", code: "0" };
  const moment = { isOwn: true, at: micros(soon.at) };
  expect(used([moment], {}, [...scan, soon])).toHaveLength(1);
  const day = Math.floor(micros(TEN) / 86_400_000_000) - 3;
  const presences = [{ accountId: "zoe", day, first: 0 }];
  expect(used([moment], { presences }, [...scan, soon])).toEqual([]);
});

test("a first sign-in from a source that had met a disabled account is high", () => {
  const disabled: Attempt = { at: "2026-03-02T10:30:00Z", name: "gone@contoso.example", code: "50057" };
  const signIn: Attempt = { at: "2026-03-02T12:00:00Z", name: "zoe@contoso.example", code: "0" };
  const [one] = used([], {}, [...scan, disabled, signIn]);
  expect(one).toMatchObject({ severity: "high", group: { way: "disabled account" } });
  expect(one?.severityWhy[1]).toContain("from 2026-03-02 12:00 UTC on 1 other account signed in from there");
  expect(used([], {}, [...scan, { ...disabled, at: "2026-03-02T13:00:00Z" }, signIn])).toEqual([]);
  expect(used([], {}, [...scan, signIn])).toEqual([]);
});

test("five stories are told, of more the number", () => {
  const many = names(7, "2026-03-02T10:20:00Z", 5, { code: "50126" }).map((one, n) => ({
    ...one,
    name: `p${n}`,
  }));
  const [one] = used(
    many.map(({ name }) => ({ accountId: name, isOwn: true })),
    {},
    [...scan, ...many],
  );
  expect(one?.severityWhy).toHaveLength(7);
  expect(one?.severityWhy.at(-1)).toBe("and 2 more");
});
