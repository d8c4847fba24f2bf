import { expect, test } from "vitest";
import { transaction } from "@/lib/db";
import { loadBatch } from "@/lib/event/write";
import { findIn } from "@/test/answered";
import { databaseForFile } from "@/test/database";
import { type Attempt, names } from "@/test/ledger";
import { Random } from "@/test/seeded";
import { settle } from "@/test/settle";
import { micros, signIn } from "@/test/sign-in";
import { type Around, originDay, originMoment } from "./episode";
import { RC_06 } from "./rc-06";
import { dayOf, Usage, type Used } from "./usage";

const store = databaseForFile();

const START = "2026-03-02T09:00:00Z";
const AT = Date.parse(START) * 1000;
const TODAY = dayOf(AT);
const ips = (n: number, prefix = "198.18") => Array.from({ length: n }, (_, i) => `${prefix}.${i}.7`);
const find = (attempts: Attempt[], around: Partial<Around> = {}) => findIn(RC_06, attempts, { around });
const at = (minutes: number) => new Date(Date.parse(START) + minutes * 60_000).toISOString();

/** Names in an order of no list. */
function shuffled(attempts: Attempt[], seed = 7): Attempt[] {
  const random = new Random(seed);
  const keyed = attempts.map(({ name }) => ({ name, key: random.next() })).sort((a, b) => a.key - b.key);
  return attempts.map((attempt, index) => ({ ...attempt, name: keyed[index]?.name ?? "" }));
}
/** A name from an address each. */
const rotating = (n: number, seconds: number, attempt: Partial<Attempt> = {}) =>
  names(n, START, seconds).map((one, index) => ({ ...one, ip: ips(n)[index] ?? "", ...attempt }));

test("fires once for 120 names from 120 addresses of one network with one agent in order, whatever shows it", () => {
  const list = rotating(120, 20, { agent: "Mozilla/5.0 rotate", app: "Shell", appId: "aaaa" });
  const systems = new Map(
    list.map((one) => [originMoment(one.ip ?? "", Date.parse(one.at) * 1000), "16509"]),
  );
  const [episode, ...more] = find(list, { systems });
  expect(more).toEqual([]);
  expect(episode).toMatchObject({
    severity: "high",
    group: { trait: "agent", value: "Mozilla/5.0 rotate" },
    crowd: { kind: "campaign", value: "agent Mozilla/5.0 rotate" },
    measures: { names: 120, sources: 120, triesPerSource: 1, nxShare: 1, onceShare: 1 },
  });
  expect(episode?.measures.orderZ).toBeGreaterThan(14);
  expect(episode?.severityWhy).toEqual([
    "high by size (120 names from 120 sources)",
    "seen by absent names together: 120 names from 120 sources",
    "seen by agent Mozilla/5.0 rotate: 120 names from 120 sources",
    "seen by application aaaa: 120 names from 120 sources",
    "seen by autonomous system 16509: 120 names from 120 sources",
  ]);
});

test("fires for twenty absent names without any trait from ten addresses, not for nineteen or from nine", () => {
  const each = shuffled(names(20, START, 60)).map((one, index) => ({
    ...one,
    agent: `agent ${index}`,
    ip: ips(10)[index % 10] ?? "",
  }));
  expect(find(each)).toMatchObject([{ severity: "medium", group: { trait: "absent", value: "" } }]);
  expect(find(each.slice(1))).toEqual([]);
  expect(find(each.map((one, index) => ({ ...one, ip: ips(9)[index % 9] ?? "" })))).toEqual([]);
});

test("fires for a list cut up over a whole day, half an hour apart", () => {
  expect(find(shuffled(rotating(24, 1800)))).toHaveLength(1);
});

test("names that all exist fire by an agent that is rare here, and not by one that everybody has", () => {
  const list = shuffled(rotating(40, 60, { code: "50126", agent: "tool" }));
  const usage = (events: number) =>
    new Usage(
      new Map<number, number>([[TODAY - 3, 10_000]]),
      new Map(),
      new Map<string, Used[]>([["tool", [{ day: TODAY - 3, events, signIns: 0 }]]]),
    );
  expect(find(list, { usage: usage(99) })).toMatchObject([
    {
      group: { trait: "agent", value: "tool" },
      severityWhy: [expect.anything(), expect.stringMatching(/0\.99 %/)],
    },
  ]);
  expect(find(list, { usage: usage(100) })).toEqual([]);
  // Without a row of the month before nothing is rare.
  expect(find(list)).toEqual([]);
});

test("addresses at which people sign in that day or the day before are left out", () => {
  const list = shuffled(rotating(60, 30));
  const working = (day: number) => new Set(list.slice(0, 45).map(({ ip = "" }) => originDay(ip, day)));
  expect(find(list)).toHaveLength(1);
  expect(find(list, { working: working(TODAY) })).toEqual([]);
  expect(find(list, { working: working(TODAY - 1) })).toEqual([]);
  expect(find(list, { working: working(TODAY - 2) })).toHaveLength(1);
});

test("stays silent where names come back, or sources try many", () => {
  const twice = shuffled(rotating(30, 30));
  const again = ({ at: moment }: Attempt) => new Date(Date.parse(moment) + 5000).toISOString();
  expect(find(twice.flatMap((one) => [one, { ...one, at: again(one) }]))).toEqual([]);
  expect(
    find(
      shuffled(names(60, START, 20)).map((one, index) => ({
        ...one,
        ip: ips(12)[Math.floor(index / 5)] ?? "",
      })),
    ),
  ).toEqual([]);
});

test("an alphabetical list among twenty addresses fires although each tries five", () => {
  const list = names(100, START, 30).map((one, index) => ({
    ...one,
    ip: ips(20)[Math.floor(index / 5)] ?? "",
    agent: `a${index % 7}`,
  }));
  expect(find(list)).toMatchObject([{ group: { trait: "absent" }, severity: "high" }]);
  expect(find(shuffled(list))).toEqual([]);
});

test("an hour with more absent names than four weeks allow fires; hours inside campaigns are no measure", () => {
  const hour = AT / 3_600_000_000;
  const list = shuffled(names(60, START, 20)).map((one, index) => ({
    ...one,
    ip: ips(12)[Math.floor(index / 5)] ?? "",
  }));
  const weeks = (...counts: number[]) =>
    new Map([[hour, 60], ...counts.map((n, week): [number, number] => [hour - 168 * (week + 1), n])]);
  expect(find(list, { absentIn: weeks(20, 22, 19, 21) })).toMatchObject([
    { severityWhy: [expect.anything(), expect.stringMatching(/more than this hour had in four weeks/)] },
  ]);
  expect(find(list, { absentIn: weeks(20, 60, 19, 61) })).toEqual([]);
  expect(find(list, { absentIn: weeks(20, 22) })).toEqual([]);
  const campaign = { from: AT - 14 * 86_400e6, to: AT - 14 * 86_400e6 + 1 };
  expect(
    findIn(RC_06, list, { around: { absentIn: weeks(20, 900, 19, 21) }, before: [campaign] }),
  ).toHaveLength(1);
});

/** A list that one address of the same network and agent asks for in the same day. */
const neighbour = (n: number, attempt: Partial<Attempt> = {}) =>
  names(n, at(300), 20, { ip: "198.18.0.99", ...attempt }).map((one, index) => ({
    ...one,
    name: `neighbour${index}@contoso.example`,
  }));

test("a list that one neighbour asks for alone neither joins a campaign nor hides one", () => {
  const near = shuffled(rotating(40, 60, { agent: "rotated" })).map((one, index) => ({
    ...one,
    ip: `198.18.0.${index + 1}`,
  }));
  for (const alone of [neighbour(15), neighbour(200), neighbour(200, { agent: "rotated" })]) {
    const [episode, ...more] = find([...near, ...alone]);
    expect(more).toEqual([]);
    expect(episode?.counted.map(({ name }) => name.account).sort()).toEqual(
      near.map(({ name }) => name).sort(),
    );
  }
  // Nine within an hour are nobody's own list.
  expect(find([...near, ...neighbour(9)])).toMatchObject([{ measures: { names: 49 } }]);
});

test("two campaigns at one time stay two, although all their names are absent", () => {
  const one = rotating(60, 30, { agent: "first" });
  const two = names(80, START, 20).map((attempt, index) => ({
    ...attempt,
    name: `other${index}@contoso.example`,
    ip: ips(80, "198.19")[index] ?? "",
    agent: "second",
  }));
  const found = find([...one, ...two]);
  expect(found.map(({ group, counted }) => [group?.value, counted.length])).toEqual([
    ["first", 60],
    ["second", 80],
  ]);
});

test("stays silent on an office day: typos from a few egresses and from homes where people sign in", () => {
  const typos = shuffled(names(200, START, 120));
  const spread = typos.map((one, index) => ({
    ...one,
    ip: index % 2 ? "192.0.2.1" : (ips(100)[index >> 1] ?? ""),
  }));
  const working = new Set([...ips(100), "192.0.2.1"].map((ip) => originDay(ip, TODAY)));
  expect(find(spread, { working })).toEqual([]);
});

const stored = async () =>
  (
    await store().pool.query(
      `select d.id, d."group" ->> 'trait' as trait, d.names, d.severity, d.entity_kind as kind, d.entity_value as value,
              a.entity_value as alert
       from detection d left join alert a on a.id = d.alert_id where d.rule_id = 'RC-06' order by d.window_from`,
    )
  ).rows;

test("in the store: a campaign's system comes from the log; a late row leaves its id, a late sign-in takes names away", async () => {
  const rows = rotating(30, 60).map((one, index) => ({
    event: signIn({
      ...{
        nativeId: `row ${index}`,
        name: shuffled(rotating(30, 60))[index]?.name ?? "",
        address: one.ip ?? "",
      },
      ...{ atMicros: micros(one.at), asn: "64500", userAgent: `agent ${index}` },
    }),
    span: { offset: 0, length: 1 },
    position: index + 1,
  }));
  const load = (some: typeof rows) =>
    transaction(store().pool, (connection) =>
      loadBatch(connection, { tenantId: 1, importId: 1n, rows: some, now: new Date("2026-11-22T00:00:00Z") }),
    );
  await load(rows.slice(5));
  await settle(store());
  const [first, ...more] = await stored();
  expect(more).toEqual([]);
  expect(first).toMatchObject({ trait: "app", names: 25, severity: "medium", kind: "campaign" });
  expect(first.alert).toBe(first.value);
  await load(rows.slice(0, 5));
  await settle(store());
  expect(await stored()).toMatchObject([{ id: first.id, names: 30 }]);
  const { rows: why } = await store().pool.query(
    "select severity_why as why from detection where rule_id = 'RC-06'",
  );
  expect(why[0].why).toContain("seen by autonomous system 64500: 30 names from 30 sources");
  await load(
    rows.slice(0, 11).map((row, index) => ({
      ...row,
      event: { ...row.event, nativeId: `in ${index}`, code: "0", atMicros: micros(at(300 + index)) },
    })),
  );
  await settle(store());
  expect(await stored()).toEqual([]);
});
