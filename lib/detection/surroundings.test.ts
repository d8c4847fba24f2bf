import { expect, test } from "vitest";
import type { KnownPerson } from "@/lib/enrich/run-known-people";
import type { NetworkKind } from "@/lib/enrich/schema";
import { answersOf, findIn } from "@/test/answered";
import { type Attempt, names } from "@/test/ledger";
import { DirectoryNames } from "./directory-names";
import { RC_04 } from "./rc-04";
import { RC_06 } from "./rc-06";
import { RC_07 } from "./rc-07";
import { RC_11 } from "./rc-11";
import type { SpanRule } from "./rule";
import { EXPLAINED, inSurroundings, NO_SURROUNDINGS, type Surroundings } from "./surroundings";

const DAY = "2026-03-02";
const IP = "203.0.113.7";
const from = (kind: NetworkKind) => ({ kinds: new Map([[IP, kind]]) });

function weighed(
  attempts: Attempt[],
  given: Partial<Surroundings> = {},
  rule: SpanRule = RC_04,
  presences = staff(0),
) {
  const [episode] = findIn(rule, attempts, { presences });
  if (!episode) throw new Error("Nothing was found.");
  return inSurroundings(episode, { ...NO_SURROUNDINGS, ...given });
}

const staff = (n: number) =>
  Array.from({ length: n }, (_, index) => ({
    accountId: `staff${index}`,
    day: Date.parse("2026-02-20") / 86_400_000,
    first: Date.parse("2026-02-20T09:00:00Z") * 1000,
  }));

const known = (
  accounts: readonly string[],
  isPrivileged: (index: number) => boolean,
): Partial<Surroundings> => ({
  people: new Map(
    accounts.map((account, index): [string, KnownPerson] => [
      account,
      { account, displayName: "", isEnabled: true, isPrivileged: isPrivileged(index), created: null },
    ]),
  ),
  knowsPrivileged: true,
  directory: new DirectoryNames(accounts),
});

/** In no order: every seventh of a ring. */
const shuffled = (n: number, nameOf: (index: number) => string, code = "50034"): Attempt[] =>
  names(n, `${DAY}T09:00:00Z`, 20, { code }).map((one, index) => ({ ...one, name: nameOf((index * 7) % n) }));
const word = (index: number) =>
  `${["ash", "birch", "cedar", "elm", "fir"][index % 5]}${"xyzuvwrst"[index % 9]}`;
const person = (index: number) =>
  `${word(index)}.${word(index + 3)}${"abcdefghijk"[index % 11]}@contoso.example`;

test("hosting and Tor raise, a partner does not", () => {
  const attempts = shuffled(30, person);
  expect(weighed(attempts).severity).toBe("medium");
  expect(weighed(attempts, from("partner")).severity).toBe("medium");
  const hosted = weighed(attempts, from("tor"));
  expect(hosted).toMatchObject({ severity: "high", measures: { hostedShare: 1 } });
  expect(hosted.severityWhy).toEqual(["medium by size (30 names)", "+1 source (Tor)"]);
});

const campaign = (n: number): Attempt[] =>
  shuffled(n, person).map((one, index) => ({ ...one, ip: `198.18.${index}.7`, agent: "rotated" }));
const kindsOf = (n: number, hosted: number): Partial<Surroundings> => ({
  kinds: new Map(
    Array.from({ length: n }, (_, index) => [`198.18.${index}.7`, index < hosted ? "hosting" : null]),
  ),
});

test("a campaign from hosting in half of its sources is high, and never more for its manner", () => {
  expect(weighed(campaign(40), kindsOf(40, 19), RC_06).severity).toBe("medium");
  const hosted = weighed(campaign(40), kindsOf(40, 20), RC_06);
  expect(hosted).toMatchObject({ severity: "high", measures: { hostedShare: 0.5 } });
  expect(hosted.severityWhy.slice(0, 2)).toEqual([
    "medium by size (40 names from 40 sources)",
    "+1 source (hosting)",
  ]);
  expect(hosted.severityWhy.at(-1)).toMatch(/^seen by agent rotated/);
  const large = weighed(campaign(120), kindsOf(120, 120), RC_06);
  expect(large.severity).toBe("high");
  expect(large.severityWhy).toContain("stays high: source (hosting)");
});

test("a campaign in the order of a list is high, and one of names that come and go is low", () => {
  const ordered = campaign(30).map((one, index) => ({
    ...one,
    name: `p${100 + index}.stone@contoso.example`,
  }));
  expect(weighed(ordered, {}, RC_06).severityWhy[1]).toMatch(/^\+1 asked in alphabetical order/);
  expect(weighed(campaign(120), { lifecycleOverlap: 0.9 }, RC_06).severity).toBe("low");
});

test("odd client ids from Tor are high", () => {
  const attempts = shuffled(12, person).map((one, index) => ({ ...one, appId: `id ${index}` }));
  expect(weighed(attempts, {}, RC_07).severity).toBe("medium");
  expect(weighed(attempts, from("tor"), RC_07)).toMatchObject({
    severity: "high",
    severityWhy: expect.arrayContaining([
      "+1 source (Tor)",
      expect.stringMatching(/^No rows are held that are ten days older/),
    ]),
  });
});

test("absent names asked for in alphabetical order raise, and say how far from chance the order is", () => {
  const ordered = names(30, `${DAY}T09:00:00Z`, 20).map((one, index) => ({
    ...one,
    name: `${"abcdefghijklmnopqrstuvwxyz"[Math.floor(index / 2)]}${index % 2 === 0 ? "a" : "b"}.stone@contoso.example`,
  }));
  const episode = weighed(ordered);
  expect(episode.measures.tauZ).toBeGreaterThan(7);
  expect(episode.measures.tauZ).toBe(episode.measures.tauAlphabetical);
  expect(episode.severityWhy[1]).toMatch(/^\+1 asked in alphabetical order \(z \d/);
  const existing = weighed(ordered.map((one) => ({ ...one, code: "50126" })));
  expect(existing.severityWhy).toEqual(["medium by size (30 names)"]);
});

test("two privileged names of a tenth of those known raise; one does not, nor does a directory that is silent", () => {
  const attempts = shuffled(25, person, "50126");
  const accounts = [...new Set(attempts.map(({ name }) => name))];
  const two = weighed(
    attempts,
    known(accounts.slice(0, 12), (index) => index < 2),
  );
  expect(two.measures).toMatchObject({ privileged: 2, privShare: 0.167 });
  expect(two.severityWhy).toContain("+1 privileged names (2, 17 % of those known)");
  const one = weighed(
    attempts,
    known(accounts.slice(0, 5), (index) => index < 1),
  );
  expect(one.severityWhy).toEqual(["medium by size (25 names)"]);
  const silent = weighed(attempts, { ...known(accounts, () => true), knowsPrivileged: false });
  expect(silent.measures).not.toHaveProperty("privShare");
});

test("typing errors of people who work there lower; the same errors from elsewhere do not", () => {
  const attempts = shuffled(30, person);
  const directory = known(
    attempts.map(({ name }) => name.replace(".", ".x")),
    () => false,
  );
  const busy = weighed(attempts, directory, RC_04, staff(12));
  expect(busy).toMatchObject({
    severity: "low",
    measures: { typoShare: 1, dirOverlap: 0, succUsers30d: 12 },
  });
  expect(busy.severityWhy[1]).toBe(
    "-1 100 % of the absent names are typing errors, from where 12 people sign in",
  );
  expect(weighed(attempts, directory).severity).toBe("medium");
});

const doubled = (rounds: number): Attempt[] =>
  Array.from({ length: rounds }, () =>
    shuffled(120, (index) => `${index}${person(index)}@contoso.example`),
  ).flatMap((round, n) =>
    round.map((one) => ({ ...one, at: new Date(Date.parse(one.at) + n * 45 * 60_000).toISOString() })),
  );

test("a sign-on that sends broken names again and again is low, however many they are", () => {
  const once = weighed(doubled(1));
  expect(once).toMatchObject({ severity: "medium", measures: { defectShare: 1 } });
  expect(weighed(doubled(1), from("own-egress")).severity).toBe("low");
  const again = weighed(doubled(3));
  expect(again.severityWhy).toEqual([
    "high by size (120 names)",
    "-1 100 % of the names share one defect (doubled domain)",
    "low: a sign-on that sends broken names (doubled domain), again and again",
  ]);
  // Nobody's own integration runs where anybody rents.
  expect(weighed(doubled(3), from("hosting")).severity).toBe("high");
});

test("broken names among which somebody was confirmed are not capped", () => {
  const attempts = doubled(3);
  const hit = attempts.map((one, index) => (index === 200 ? { ...one, code: "50126" } : one));
  expect(weighed(hit).severity).toBe("medium");
});

test("a confirmed account that signs in from there every day is no news, and leaves the explanation", () => {
  const [service = "", ...others] = ["staff3", "somebody"];
  const night = (name: string) => weighed([...doubled(3), { ...hour, name }], {}, RC_04, staff(12));
  const hour: Attempt = { at: `${DAY}T09:10:00Z`, name: "", code: "50126" };
  expect(night(service)).toMatchObject({ severity: "low", measures: { newsConfirmed: 0, k3: 1 } });
  expect(night(others[0] ?? "")).toMatchObject({ severity: "medium", measures: { newsConfirmed: 1 } });
});

test("the verdict says that an episode is explained, and an accepted password takes that away", () => {
  expect(weighed(doubled(3)).verdict).toBe(`Names asked for, none confirmed${EXPLAINED}`);
  expect(weighed(doubled(3), from("hosting")).verdict).not.toContain(EXPLAINED);
  const known = doubled(3).map((one, index) => (index === 7 ? { ...one, code: "50055" } : one));
  expect(weighed(known, from("own-egress")).verdict).not.toContain(EXPLAINED);
});

test("names that come and go in the directory are low", () => {
  const batch = weighed(
    shuffled(120, (index) => `${index}${person(index)}`),
    { lifecycleOverlap: 0.8 },
  );
  expect(batch).toMatchObject({ severity: "low", measures: { lifecycleOverlap: 0.8 } });
  expect(batch.severityWhy.at(-1)).toBe("low: the names come and go in the directory");
  expect(weighed(shuffled(30, person), { lifecycleOverlap: 0.6 }).severity).toBe("medium");
});

test("a numbered series that nobody has, again and again, is low; asked once it is a list like another", () => {
  const series = (rounds: number): Attempt[] =>
    Array.from({ length: rounds }, (_, round) =>
      names(40, new Date(Date.parse(`${DAY}T09:00:00Z`) + round * 1_200_000).toISOString(), 10).map(
        (one, index) => ({
          ...one,
          name: `test${String(((index * 7) % 40) + 1).padStart(3, "0")}@contoso.example`,
        }),
      ),
    ).flat();
  expect(weighed(series(1)).severity).toBe("medium");
  const again = weighed(series(3));
  expect(again.severity).toBe("low");
  expect(again.severityWhy.at(-1)).toBe("low: a series of names that nobody has (test#), again and again");
});

test("an accepted password holds it up whatever the names are", () => {
  const attempts = doubled(3).map((one, index) => (index === 7 ? { ...one, code: "50055" } : one));
  expect(weighed(attempts, from("own-egress")).severity).toBe("high");
});

test("a privileged account's password without a second factor is critical", () => {
  const attempts = shuffled(25, person).map((one, index) => (index === 7 ? { ...one, code: "50079" } : one));
  const name = attempts[7]?.name ?? "";
  expect(
    weighed(
      attempts,
      known([name], () => false),
    ).severity,
  ).toBe("high");
  const open = weighed(
    attempts,
    known([name], () => true),
  );
  expect(open.severity).toBe("critical");
  expect(open.severityWhy.at(-1)).toBe("critical: 1 privileged password known without a second factor");
});

test("one privileged person's reset that was looked at is high", () => {
  const attempts = names(12, `${DAY}T09:00:00Z`, 60, {
    vector: "sspr",
    activity: "Self-service password reset flow activity progress",
    description: "User was presented with verification options",
  });
  const account = attempts[3]?.name ?? "";
  expect(
    weighed(
      attempts,
      known([account], () => false),
      RC_11,
    ).severity,
  ).toBe("medium");
  expect(
    weighed(
      attempts,
      known([account], () => true),
      RC_11,
    ).severity,
  ).toBe("high");
  expect(weighed(attempts, from("tor"), RC_11).severity).toBe("high");
});

test("an account that signed in from there earlier the same day is not new", () => {
  const guessed = shuffled(30, person);
  const signIn = (at: string): Attempt => ({ at, name: "anna@contoso.example", code: "0" });
  const late = signIn(`${DAY}T09:20:00Z`);
  expect(weighed([...guessed, late]).severity).toBe("critical");
  expect(weighed([signIn(`${DAY}T07:00:00Z`), ...guessed, late]).severity).toBe("medium");
  expect(answersOf([late])).toHaveLength(1);
});
