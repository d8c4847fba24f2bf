import { describe, expect, test } from "vitest";
import { type Actor, SYSTEM } from "@/lib/access/schema";
import { listAlerts } from "@/lib/alert/read";
import { tickStep } from "@/lib/alert/run-tick";
import type { Alert } from "@/lib/alert/schema";
import { GUIDE } from "@/lib/detection/advice";
import { databaseForFile } from "@/test/database";
import { type Attempt, ask, names } from "@/test/ledger";
import { presenceOf } from "@/test/presence";
import { settle } from "@/test/settle";
import { Guide } from "./guide-schema";
import { readGuide } from "./run-guide";

const store = databaseForFile();
const INES: Actor = { kind: "user", id: "u1", name: "Inês", scopes: ["read", "triage"] };
const NOW = new Date("2026-06-01T00:00:00Z");

let cases = 0;
const nextIp = () => `198.51.100.${++cases}`;

async function load(...attempts: Attempt[][]): Promise<void> {
  await ask(store().pool, attempts.flat());
  await presenceOf(store().pool);
  await settle(store());
}

async function alertOf(ip: string): Promise<Alert> {
  return (await listAlerts(SYSTEM, { origin: ip })).items[0] as Alert;
}

async function guideOf(ip: string): Promise<Guide> {
  const guide = await readGuide(INES, (await alertOf(ip)).id, NOW);
  return Guide.parse(guide);
}
const step = ({ steps }: Guide, key: string) => steps.find((one) => one.key === key);
const at = "2026-03-20T09:10:00Z";

test("has the ten steps in their order, and says that nothing was confirmed", async () => {
  const ip = nextIp();
  await load(names(10, at, 6, { ip, agent: "python-requests/2.32" }));
  const guide = await guideOf(ip);
  expect(guide.steps.map(({ key }) => key)).toEqual(GUIDE.map(({ key }) => key));
  expect(guide).toMatchObject({ best: "absent", stage: "R0", beyond: null, quietDays: 0 });
  expect(step(guide, "choice")?.answer).toBe("100 % of 10 names are absent, 100 % were tried once.");
  expect(step(guide, "learned")?.answer).toBe("No account was confirmed by these rows.");
  expect(step(guide, "sight")?.answer).toContain("password reset");
  expect(step(guide, "method")?.facts[0]).toEqual({ label: "python-requests/2.32", value: "10", href: null });
});

test("names who signed in from the origin in the month before, and only them", async () => {
  const ip = nextIp();
  const success = (name: string, when: string) => ({ ip, name, code: "0", at: when });
  await load(names(10, at, 1, { ip }), [
    success("ann@contoso.example", "2026-03-01T08:00:00Z"),
    success("ann@contoso.example", "2026-03-02T08:00:00Z"),
    success("bob@contoso.example", "2026-02-19T08:00:00Z"),
    success("too-early@contoso.example", "2026-02-17T08:00:00Z"),
    success("too-late@contoso.example", "2026-03-20T08:00:00Z"),
  ]);
  const source = step(await guideOf(ip), "source");
  expect(source?.answer).toBe("2 accounts signed in from here in the 30 days before, 3 times.");
});

describe("confirmed accounts", () => {
  const ip = nextIp();
  const [home, foreign, later] = [nextIp(), nextIp(), nextIp()];
  const account = (index: number) => `staff${index}@contoso.example`;

  test("are followed a fortnight: back at the origin, at new places, refused elsewhere", async () => {
    const asked = names(10, at, 1, { ip, code: "50055" }).map((one, index) => ({
      ...one,
      name: account(index),
    }));
    await load(asked, [
      { ip, name: account(1), code: "0", at: "2026-03-21T09:00:00Z" },
      { ip: home, name: account(2), code: "0", at: "2026-03-10T09:00:00Z" },
      { ip: home, name: account(2), code: "0", at: "2026-03-22T09:00:00Z" },
      { ip: foreign, name: account(2), code: "0", at: "2026-03-23T09:00:00Z" },
      { ip: foreign, name: account(3), code: "50126", at: "2026-03-24T09:00:00Z" },
      { ip: later, name: account(4), code: "0", at: "2026-04-20T09:00:00Z" },
      { ip: home, name: account(5), code: "500121", at: "2026-03-21T10:00:00Z" },
      {
        ...{ ip: home, name: account(6), vector: "sspr" as const, at: "2026-03-21T11:00:00Z" },
        description: "User was presented with verification options",
      },
    ]);
    const guide = await guideOf(ip);
    expect(guide).toMatchObject({ best: "signed-in", stage: "R3" });
    const moved = step(guide, "moved-on");
    expect(moved?.answer).toBe(
      "1 account signed in from this origin; 1 sign-in from a place new for the person, on the day or in the fortnight after.",
    );
    expect(moved?.facts).toContainEqual({
      label: account(2),
      value: `${foreign}, 2026-03-23`,
      href: `/accounts/${encodeURIComponent(account(2))}`,
    });
    // Refused elsewhere: the wrong password, the refused prompt and the reset that only looked.
    expect(moved?.facts).toContainEqual({
      label: "Refused elsewhere afterwards",
      value: "3 accounts",
      href: null,
    });
    expect(moved?.facts).toContainEqual({
      label: "Signed in anywhere in the fortnight before",
      value: "1 account",
      href: null,
    });
    expect(step(guide, "channel")?.answer).toContain("refused second-factor prompts of 1 account");
  });

  test("have their known passwords and missing second factors counted", async () => {
    const other = nextIp();
    await load(names(9, at, 1, { ip: other, code: "50055" }), [
      { ip: other, name: "x@contoso.example", code: "50056", at },
    ]);
    const learned = step(await guideOf(other), "learned");
    expect(learned?.answer).toBe("10 accounts confirmed, 9 with a known password.");
    expect(learned?.facts.filter(({ href }) => href !== null)).toHaveLength(10);
  });
});

test("other origins with the same agent within a day are named, others and later ones are not", async () => {
  const [ip, near, far, different] = [nextIp(), nextIp(), nextIp(), nextIp()];
  const agent = "spray/1.0";
  const when = "2026-04-10T09:10:00Z";
  await load(
    names(10, when, 1, { ip, agent }),
    names(3, "2026-04-10T20:00:00Z", 1, { ip: near, agent }),
    names(3, "2026-04-13T20:00:00Z", 1, { ip: far, agent }),
    names(3, when, 1, { ip: different, agent: "Mozilla/5.0" }),
  );
  const extent = step(await guideOf(ip), "extent");
  expect(extent?.answer).toBe("1 other origin was refused with the same agent within a day.");
  expect(extent?.facts).toEqual([{ label: near, value: "3 accounts", href: `/origins/${near}` }]);
});

test("a stronger answer in the same hours outside of the detections is pointed at, and decides nothing", async () => {
  const ip = nextIp();
  const when = "2026-04-12T09:10:00Z";
  await load(names(10, when, 1, { ip }), [{ ip, name: "ann@contoso.example", code: "0", at: when }]);
  expect(await guideOf(ip)).toMatchObject({ best: "absent", stage: "R0", beyond: "signed-in" });
});

test.each([
  ["50034", "R0", ["now", "other", "other", "other"]],
  ["50056", "R1", ["included", "now", "other", "other"]],
  ["50055", "R2", ["included", "included", "now", "other"]],
])(
  "with the answer of %s stage %s is called for, and those below go with it",
  async (code, stage, states) => {
    const ip = nextIp();
    await load(names(10, "2026-04-20T09:10:00Z", 1, { ip, code }));
    const guide = await guideOf(ip);
    expect(guide.stage).toBe(stage);
    expect(guide.stages.slice(0, 4).map(({ state }) => state)).toEqual(states);
  },
);

test("a week without a row, in logs that go on, calls for winding down", async () => {
  const [ip, other] = [nextIp(), nextIp()];
  await load(names(10, "2026-05-01T09:10:00Z", 1, { ip }));
  const before = await guideOf(ip);
  expect(before.stages.find(({ id }) => id === "R4")?.state).toBe("other");
  await load([{ ip: other, name: "ann@contoso.example", code: "0", at: "2026-05-09T09:10:00Z" }]);
  const after = await guideOf(ip);
  expect(after.quietDays).toBe(7);
  expect(after.stages.find(({ id }) => id === "R4")?.state).toBe("included");
});

test("shows who ticked a step of guide or playbook, and that it was taken back", async () => {
  const ip = nextIp();
  await load(names(10, at, 1, { ip }));
  const { id } = await alertOf(ip);
  await tickStep(INES, id, { step: "source", state: "done", note: "the branch office" });
  await tickStep(INES, id, { step: "r0-record", state: "done" });
  await tickStep(INES, id, { step: "r0-record", state: "open" });
  const guide = await guideOf(ip);
  expect(step(guide, "source")?.tick).toMatchObject({ state: "done", by: "Inês", note: "the branch office" });
  const actions = guide.stages.flatMap((stage) => stage.actions);
  expect(actions.find(({ key }) => key === "r0-record")?.tick).toMatchObject({ state: "open" });
});

test("an alert about resets begins with whether anybody finished one", async () => {
  const ip = nextIp();
  const reset = { ip, vector: "sspr" as const, operation: "Reset password (self-service)" };
  await load(names(10, at, 1, { ...reset, description: "Blocked by policy" }));
  const guide = await guideOf(ip);
  expect(guide.steps[0]).toMatchObject({ key: "finished", answer: "No reset was finished from here." });
  expect(guide.steps).toHaveLength(11);
});

test("an alert without an address has a guide too", async () => {
  await load(names(15, at, 1, { ip: "" }));
  const { items } = await listAlerts(SYSTEM, { origin: "~none" });
  const guide = Guide.parse(await readGuide(INES, items[0]?.id ?? "", NOW));
  expect(step(guide, "source")?.unknown).toContain("without an address");
});

test("refuses who may not read, and an alert that is not there", async () => {
  const nobody: Actor = { ...INES, scopes: ["ingest"] };
  await expect(readGuide(nobody, "1")).rejects.toMatchObject({ code: "forbidden" });
  await expect(readGuide(INES, "99999999")).rejects.toMatchObject({ code: "not-found" });
});
