import { expect, test } from "vitest";
import { findIn } from "@/test/answered";
import type { Attempt } from "@/test/ledger";
import { RC_11 } from "./rc-11";

const START = Date.parse("2026-03-02T22:00:00Z");
const FLOW = "Self-service password reset flow activity progress";
const RESET = "Reset password (self-service)";
const SUBMITTED = "User submitted their user ID";
const SHOWN = "User was presented with verification options";
const STARTED = "User started the mobile SMS verification option";
const PASSED = "User completed the mobile SMS verification option";
const DONE = "Successfully completed reset.";

const find = (attempts: Attempt[], given = {}) => findIn(RC_11, attempts, given);
const at = (minutes: number) => new Date(START + minutes * 60_000).toISOString();
const step = (who: number, minutes: number, description: string, activity = FLOW): Attempt => ({
  vector: "sspr",
  name: `person${who}@contoso.example`,
  at: at(minutes),
  ...{ description, activity, operation: activity },
});
/** So many people, one a step of `every` minutes, each walked through these reasons. */
const walks = (n: number, every: number, reasons: string[], from = 0): Attempt[] =>
  Array.from({ length: n }, (_, who) =>
    reasons.map((reason, index) =>
      step(
        from + who,
        who * every + index / 10,
        reason,
        reason === DONE || reason.endsWith("this user") ? RESET : FLOW,
      ),
    ),
  ).flat();

test("fires when twelve people are looked up and nobody goes on", () => {
  const [episode, ...more] = find(walks(12, 2, [SUBMITTED, SHOWN]));
  expect(more).toEqual([]);
  expect(episode).toMatchObject({
    severity: "medium",
    severityWhy: ["medium by size (12 people)"],
    verdict: "Options looked at, not used",
    measures: { names: 12, lookOnly: 12, engaged: 0, k3: 12 },
  });
});

test("fires for eight people over a day, three hours apart, whom no hour shows", () => {
  expect(find(walks(8, 180, [SHOWN]))).toHaveLength(1);
  expect(find(walks(7, 180, [SHOWN]))).toEqual([]);
});

test("stays silent at a desk that walks twelve people through and finishes with eleven", () => {
  const finished = walks(11, 3, [SUBMITTED, SHOWN, STARTED, PASSED, DONE]);
  expect(find([...finished, ...walks(1, 1, [SUBMITTED, SHOWN], 20)])).toEqual([]);
});

test("stays silent when people are shown their options at once and go on minutes later", () => {
  const late = Array.from({ length: 6 }, (_, who) => [step(who, who, SHOWN), step(who, 20 + who, STARTED)]);
  expect(find(late.flat())).toEqual([]);
});

test("fires when refusals tell of five people why they cannot reset", () => {
  const [episode] = find(walks(5, 1, [SUBMITTED, "Password reset is not enabled for this user"]));
  expect(episode).toMatchObject({ verdict: "Reasons collected", measures: { disclosed: 5, lookOnly: 0 } });
});

test("fires when seven people's options were looked at and three refused: how all of them stand was learned", () => {
  const looks = walks(7, 2, [SUBMITTED, SHOWN]);
  const refused = walks(3, 5, [SUBMITTED, "Password reset is not enabled for this user"], 20);
  expect(find([...looks, ...refused])[0]).toMatchObject({
    measures: { names: 10, lookOnly: 7, disclosed: 3 },
  });
  // Four who go on are enough to make it a desk's afternoon.
  const desk = walks(4, 2, [SUBMITTED, SHOWN, STARTED, PASSED, DONE], 30);
  expect(find([...looks, ...refused, ...desk])).toEqual([]);
});

test("fires when two of five people were blocked from reset, in any spelling of the words", () => {
  const blocked = [0, 1].map((who) => step(who, who, "", "BLOCKED from self-service password reset"));
  const others = walks(3, 1, [SHOWN, STARTED], 5);
  expect(find([...blocked, ...others])[0]).toMatchObject({ measures: { blocked: 2, names: 5 } });
  expect(find([...blocked.slice(1), ...others, ...walks(1, 1, [SHOWN, STARTED], 9)])).toEqual([]);
});

test("is high when a second factor was passed, and critical when a reset succeeded", () => {
  const looks = walks(12, 1, [SHOWN]);
  expect(find([...looks, step(3, 20, STARTED), step(3, 21, PASSED)])[0]).toMatchObject({ severity: "high" });
  const taken = [...looks, step(3, 20, STARTED), step(3, 21, PASSED), step(3, 22, DONE, RESET)];
  expect(find(taken)[0]).toMatchObject({
    severity: "critical",
    severityWhy: [
      "medium by size (12 people)",
      "high: a second factor was passed for 1 person",
      "critical: 1 account reset or signed in from there for the first time",
    ],
  });
});

test("counts people, not rows: one person looked up fifty times is one", () => {
  expect(find(Array.from({ length: 50 }, (_, n) => step(1, n / 10, SHOWN)))).toEqual([]);
});

test("begins a second episode after a day of silence", () => {
  const later = walks(6, 1, [SHOWN]).map((one) => ({
    ...one,
    at: new Date(Date.parse(one.at) + 3 * 86_400_000).toISOString(),
  }));
  expect(find([...walks(6, 1, [SHOWN]), ...later])).toHaveLength(2);
});
