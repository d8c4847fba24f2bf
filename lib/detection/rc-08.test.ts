import { expect, test } from "vitest";
import { findFlagged, flaggedBy } from "@/test/answered";
import { type Attempt, names } from "@/test/ledger";
import { chainsOf } from "./flagged";
import { RC_04 } from "./rc-04";
import { RC_08 } from "./rc-08";
import { EXPLAINED } from "./surroundings";

const TEN = "2026-03-02T10:00:00Z";
const absent = names(12, TEN, 60);
/** So many people, asked for with one code after the scan began. */
const asked = (n: number, code: string, at = "2026-03-02T10:20:00Z", part: Partial<Attempt> = {}) =>
  names(n, at, 30, { code, ...part }).map((one, index) => ({ ...one, name: `p${index}@contoso.example` }));
const exposed = (attempts: Attempt[], given: Partial<Parameters<typeof findFlagged>[2]> = {}) =>
  findFlagged(RC_08, attempts, { by: RC_04, ...given });

test("fires at five accounts confirmed by a flagged source, medium by size", () => {
  const [one, ...more] = exposed([...absent, ...asked(5, "50126")]);
  expect(more).toEqual([]);
  expect(one).toMatchObject({
    ...{ severity: "medium", verdict: "Accounts confirmed" },
    severityWhy: ["medium by size (5 accounts confirmed)"],
    measures: { names: 5, k3: 5, k4: 0, hints: 0, privileged: 0, episodes: 1 },
    about: { kind: "origin" },
  });
  expect(one?.counted).toHaveLength(5);
});

test("stays silent at four, and for a source that nobody flagged", () => {
  expect(exposed([...absent, ...asked(4, "50126")])).toEqual([]);
  expect(exposed(asked(9, "50126"))).toEqual([]);
});

test("stays silent where something harmless explains the episode that flags, and not where it is high all the same", () => {
  const [episode] = flaggedBy(RC_04, absent);
  if (!episode) throw new Error("The scan is not flagged.");
  const explained = { ...episode, verdict: `${episode.verdict}${EXPLAINED}` };
  expect(chainsOf([explained])).toEqual([]);
  expect(chainsOf([{ ...explained, severity: "high" }])).toHaveLength(1);
  expect(chainsOf([explained, { ...episode, ruleId: "RC-07" }])).toMatchObject([
    { episodes: [{ ruleId: "RC-07" }] },
  ]);
});

test("fires high for one known password", () => {
  const [one] = exposed([...absent, ...asked(1, "50076")]);
  expect(one).toMatchObject({
    ...{ severity: "high", verdict: "Passwords known" },
    severityWhy: ["low by size (1 account confirmed)", "high: 1 password accepted"],
  });
});

test("the oauth2 scan of 60 names gives fourteen that exist and one whose password is known", () => {
  const scan = [
    ...names(45, TEN, 0.5).map((one, n) => ({ ...one, name: `gone${n}@contoso.example` })),
    ...asked(14, "50126", "2026-03-02T10:00:23Z"),
    { at: "2026-03-02T10:00:30Z", name: "zoe@contoso.example", code: "500011", qualifier: "ropc" },
  ];
  const [one] = exposed(scan);
  expect(one).toMatchObject({ severity: "high", measures: { names: 15, k3: 14, k4: 1 } });
});

test("stays silent for addresses blocked as malicious, whoever was asked for", () => {
  const text = "Sign-in was blocked because it came from an IP address with malicious activity";
  expect(exposed([...absent, ...asked(30, "50053", TEN, { description: text })])).toEqual([]);
});

test("lockouts are shown as hints and count nothing", () => {
  const text =
    "The account is locked, you've tried to sign in too many times with an incorrect user ID or password.";
  const hints = asked(9, "50053", "2026-03-02T10:20:00Z", { description: text });
  expect(exposed([...absent, ...hints])).toEqual([]);
  const confirmed = asked(5, "50126").map((one) => ({ ...one, name: `x${one.name}` }));
  expect(exposed([...absent, ...hints, ...confirmed])).toMatchObject([{ measures: { names: 5, hints: 9 } }]);
});

test("one privileged account is enough, and a known password of it without a second factor is critical", () => {
  const privileged = ["p0@contoso.example"];
  expect(exposed([...absent, ...asked(1, "50126")], { privileged })).toMatchObject([
    {
      severity: "medium",
      verdict: "Privileged accounts confirmed",
      measures: { privileged: 1, privShare: 1 },
    },
  ]);
  expect(exposed([...absent, ...asked(1, "50079")], { privileged })).toMatchObject([
    { severity: "critical" },
  ]);
  expect(exposed([...absent, ...asked(1, "50079")])).toMatchObject([{ severity: "high" }]);
});

test("what an account's own sign-in followed at once is left out, and so are people of the place", () => {
  const typos = asked(5, "50126").flatMap((one) => [
    one,
    { ...one, at: new Date(Date.parse(one.at) + 60_000).toISOString(), code: "0" },
  ]);
  expect(exposed([...absent, ...typos])).toEqual([]);
  const day = Math.floor(Date.parse("2026-02-20T00:00:00Z") / 86_400_000);
  const presences = asked(5, "0").map(({ name }) => ({ accountId: name, day, first: 0 }));
  expect(exposed([...absent, ...asked(5, "50126")], { presences })).toEqual([]);
});

test("is critical once a confirmed account signs in from there", () => {
  const later = { ...asked(1, "0")[0], at: "2026-03-02T14:00:00Z" } as Attempt;
  const [one] = exposed([...absent, ...asked(5, "50126"), later]);
  expect(one).toMatchObject({ severity: "critical", verdict: "Accounts signed in" });
});

test("answers count from a day before the scan until a day after it, and no further", () => {
  expect(exposed([...absent, ...asked(5, "50126", "2026-03-01T12:00:00Z")])).toHaveLength(1);
  expect(exposed([...absent, ...asked(5, "50126", "2026-03-03T09:00:00Z")])).toHaveLength(1);
  expect(exposed([...absent, ...asked(5, "50126", "2026-03-03T12:00:00Z")])).toEqual([]);
});

test("scans two days apart are two exposures, and what was learned between them counts once", () => {
  const second = names(12, "2026-03-04T06:00:00Z", 60);
  const between = asked(5, "50126", "2026-03-03T08:00:00Z");
  const found = exposed([...absent, ...between, ...second, ...asked(6, "50126", "2026-03-04T06:30:00Z")]);
  expect(found.map(({ measures }) => measures.names)).toEqual([5, 6]);
});

test("stays silent for a program that cycles a list of existing people", () => {
  const rounds = [0, 30, 60, 90].flatMap((minutes) =>
    names(40, new Date(Date.parse(TEN) + minutes * 60_000).toISOString(), 2, { code: "50126" }),
  );
  expect(exposed(rounds)).toEqual([]);
});
