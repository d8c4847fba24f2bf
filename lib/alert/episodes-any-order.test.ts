import { afterAll, beforeAll, expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { transaction } from "@/lib/db";
import { RULES } from "@/lib/detection/catalogue";
import { RC_04 } from "@/lib/detection/rc-04";
import { RC_05 } from "@/lib/detection/rc-05";
import { RC_06 } from "@/lib/detection/rc-06";
import { RC_07 } from "@/lib/detection/rc-07";
import { RC_08 } from "@/lib/detection/rc-08";
import { RC_10 } from "@/lib/detection/rc-10";
import { RC_13 } from "@/lib/detection/rc-13";
import { RC_14 } from "@/lib/detection/rc-14";
import { evaluateTouched } from "@/lib/detection/run-evaluate";
import { requestReevaluation } from "@/lib/detection/write";
import type { Event } from "@/lib/event/schema";
import { loadBatch } from "@/lib/event/write";
import { databaseForFile } from "@/test/database";
import { Random, SEED } from "@/test/seeded";
import { reevaluate, settle } from "@/test/settle";
import { micros, signIn } from "@/test/sign-in";
import { chainAlerts } from "./run-chain";

const store = databaseForFile();
const NOW = new Date("2026-11-22T00:00:00Z");
const START = micros("2026-03-02T00:00:00Z");
const MINUTE = 60_000_000n;

const before = [RC_04, RC_05, RC_06, RC_07, RC_08, RC_10, RC_13, RC_14].map((rule) => ({
  rule,
  thresholds: structuredClone(rule.thresholds),
}));

/** Small histories must meet every branch: baselines, shared sources, rounds, slow lists. */
beforeAll(async () => {
  Object.assign(RC_04.thresholds.names, { value: 4 });
  Object.assign(RC_04.thresholds.baselineHours, { value: 3 });
  Object.assign(RC_04.thresholds.users, { value: 2 });
  Object.assign(RC_04.thresholds.onceNames, { value: 6 });
  Object.assign(RC_04.thresholds.medium, { value: 6 });
  Object.assign(RC_05.thresholds.dayNames, { value: 6 });
  Object.assign(RC_05.thresholds.weekNames, { value: 9 });
  Object.assign(RC_05.thresholds.monthNames, { value: 12 });
  Object.assign(RC_05.thresholds.spread, { value: 2 });
  Object.assign(RC_06.thresholds.names, { value: 5 });
  Object.assign(RC_06.thresholds.sources, { value: 3 });
  Object.assign(RC_06.thresholds.oncePercent, { value: 60 });
  Object.assign(RC_06.thresholds.rarePercent, { value: 25 });
  Object.assign(RC_06.thresholds.orderNames, { value: 6 });
  Object.assign(RC_06.thresholds.orderZ, { value: 2 });
  Object.assign(RC_07.thresholds.ropcNames, { value: 3 });
  Object.assign(RC_08.thresholds.accounts, { value: 2 });
  Object.assign(RC_10.thresholds.users, { value: 3 });
  Object.assign(RC_13.thresholds.names, { value: 3 });
  Object.assign(RC_13.thresholds.hourNames, { value: 4 });
  Object.assign(RC_13.thresholds.baselineHours, { value: 3 });
  Object.assign(RC_14.thresholds.names, { value: 3 });
  Object.assign(RC_14.thresholds.users, { value: 2 });
  await store().pool.query(
    "insert into network (range, kind, label, owner, created_by) values ('192.0.2.0/24', 'vpn', 'A VPN', 'test', 'test')",
  );
});
afterAll(() => {
  for (const { rule, thresholds } of before) Object.assign(rule.thresholds, thresholds);
});

/** Addresses of a burst that changes them with every request. */
const ROTATING = ["198.51.100.10", "198.51.100.20", "203.0.113.30", "203.0.113.40", "2001:db8:0:3::1"];
const ADDRESSES = ["198.51.100.1", "198.51.100.1", "2001:db8:0:1::1", "2001:db8:0:1::2", "2001:db8:0:2::1"];
/** Mostly what says something about an account; successes make typos, people and newcomers. */
const CODES = ["50034", "50034", "50126", "50126", "50057", "50055", "50053", "0", "0", "700016"];

/** Applications that come and go, some of them without a name; a few by ROPC, where an odd id gives passwords away. */
function clientOf(random: Random): Partial<Event> {
  const protocol = random.chance(0.2) ? { protocol: "ropc", qualifier: "ropc" } : {};
  const n = random.chance(0.6) ? 0 : random.below(6);
  return { app: n > 3 ? "" : `app ${n}`, appId: `11111111-2222-3333-4444-00000000000${n}`, ...protocol };
}

/** Where accounts sign in later: beside the first address, from a rented network, from elsewhere, from the first. */
const ELSEWHERE = ["198.51.100.9", "192.0.2.77", "203.0.113.5", "198.51.100.1", "2001:db8:0:1::9"];

/** What becomes of some names of a history: they sign in up to a fortnight and more later, and some did long before. */
function sequelsOf(random: Random, events: readonly Event[]): Event[] {
  return events.flatMap((event, index) => {
    if (!random.chance(0.08)) return [];
    const days = random.pick([1, 5, 10, 13, 16, -3, -20, -29, -35]);
    const minutes = BigInt(days * 24 * 60 + random.below(600));
    return [
      {
        ...event,
        ...{
          nativeId: `sequel ${index}`,
          address: random.pick(ELSEWHERE),
          atMicros: event.atMicros + minutes * MINUTE,
        },
        ...{
          code: random.pick(["0", "0", "0", "50076"]),
          description: "",
          userAgent: random.pick(["agent", "other"]),
        },
        appId: random.pick(["a", "b"]),
      },
    ];
  });
}

/** What the log of a domain says: event, code, and how often it comes. */
const DOMAIN: Partial<Event>[] = [
  ...Array(4).fill({ vector: "kerberos", operation: "4768", code: "0x6" }),
  { vector: "kerberos", operation: "4768", code: "0x0" },
  { vector: "kerberos", operation: "4768", code: "0x0", qualifier: "preauth=0" },
  { vector: "kerberos", operation: "4771", code: "0x18" },
];
const LOGONS: Partial<Event>[] = [
  ...Array(4).fill({ vector: "ntlm", operation: "4776", code: "0xc0000064" }),
  { vector: "ntlm", operation: "4776", code: "0xc000006a" },
  { vector: "windows-logon", operation: "4624", code: "0x0" },
  { vector: "windows-logon", operation: "4625", code: "0xc0000064", qualifier: "substatus" },
];

/** Bursts asked of a domain, from an address or from what is none. */
function domainOf(random: Random): Event[] {
  const events: Event[] = [];
  for (let burst = random.below(4); burst > 0; burst--) {
    const kinds = random.pick([DOMAIN, LOGONS]);
    const address = kinds === DOMAIN ? random.pick(["10.0.0.5", "198.51.100.1"]) : "workstation:kali";
    const start = START + BigInt(random.below(3 * 24 * 60)) * MINUTE;
    const step = BigInt(random.pick([1, 10, 60, 900])) * 1_000_000n;
    for (let n = random.between(4, 9); n > 0; n--) {
      const kind = random.pick(kinds);
      events.push(
        signIn({
          ...{ source: "windows-security", nativeId: `dc|security|${events.length}`, digits: 6, address },
          ...{ app: "", appId: "", clientApp: "", userAgent: "", description: "", country: "", city: "" },
          ...{
            asn: "",
            name: `CONTOSO\\${random.chance(0.1) ? "WS" : "user"}${n}${random.chance(0.1) ? "$" : ""}`,
          },
          ...{
            protocol: kind.vector === "kerberos" ? "kerberos" : "ntlm",
            atMicros: start + BigInt(n) * step,
          },
          ...kind,
        }),
      );
    }
  }
  return events;
}

/** A list asked slowly: chance alone makes few of them, and some seeds hardly any. */
function slowOf(random: Random): Event[] {
  const start = START + BigInt(random.below(24 * 60)) * MINUTE;
  const step = BigInt(random.between(60, 90));
  return Array.from({ length: random.between(7, 10) }, (_, n) =>
    signIn({
      ...{ nativeId: `slow ${n}`, digits: 6, address: "203.0.113.200", name: `slow${n}@contoso.example` },
      atMicros: start + BigInt(n) * step * MINUTE + BigInt(random.below(50_000_000)),
    }),
  );
}

/** Bursts of names near one another in time, so that windows, rounds and typos come about by themselves. */
function historyOf(random: Random, index: number): Event[] {
  const events: Event[] = [];
  const days = random.pick([1, 2, 15, 40]);
  for (let burst = random.between(3, 7); burst > 0; burst--) {
    const start = START + BigInt(random.below(days * 24 * 60)) * MINUTE;
    const [address, codes] = [random.pick(ADDRESSES), [random.pick(CODES), random.pick(CODES)]];
    const step = BigInt(random.pick([1, 1, 5, 12, 70]));
    const [isRotating, asn, agent] = [
      random.chance(0.4),
      random.pick(["", "64500"]),
      random.pick(["agent", "other"]),
    ];
    for (let n = random.between(3, 9), from = random.below(6); n > 0; n--) {
      const code = random.pick(codes);
      const name = `${random.chance(0.1) ? "User" : "user"}${(n + from) % 12}@contoso.example`;
      events.push(
        signIn({
          ...{ nativeId: `row ${events.length}`, digits: 6, code, name, asn },
          address: isRotating ? (ROTATING[n % ROTATING.length] ?? "") : address,
          atMicros: start + BigInt(n) * step * MINUTE + BigInt(random.below(50_000_000)),
          vector: random.chance(0.5) ? "entra-signin" : "entra-noninteractive",
          description: code === "50053" && random.chance(0.5) ? "IP with malicious activity" : `says ${code}`,
          userAgent: random.chance(0.1) ? "fasthttp" : agent,
          ...clientOf(random),
        }),
      );
    }
  }
  if (index % 4 === 0) events.push(...slowOf(random));
  events.push(...sequelsOf(random, events), ...domainOf(random));
  // Some come twice, poorer: the fuller copy must win whichever comes first.
  return [
    ...events,
    ...events.filter(() => random.chance(0.1)).map((row) => ({ ...row, app: "", userAgent: "" })),
  ];
}

async function clean() {
  await store().pool.query(
    `truncate event, probe, presence, rollup, client_day, touched, touched_tenant, watched, followed, touched_suspect, detection, coverage, classification,
       alert_lineage, alert cascade`,
  );
}

async function load(events: Event[]) {
  const rows = events.map((event, index) => ({ event, span: { offset: 0, length: 1 }, position: index + 1 }));
  await transaction(store().pool, (connection) =>
    loadBatch(connection, { tenantId: 1, importId: 1n, rows, now: NOW }),
  );
}

async function dieMidway(limit: number) {
  const died = transaction(store().pool, async (connection) => {
    const slice = await evaluateTouched(connection, { limit });
    if (slice) await chainAlerts(connection, slice.changed);
    throw new Error("killed");
  });
  await expect(died).rejects.toThrow("killed");
}

/** Detections with their rows, and alerts, by content. */
async function held() {
  const { rows: detections } = await store().pool.query(
    `select d.rule_id, d.version, d."group", o.value, d.entity_kind, d.entity_value, d.window_from, d.window_to, d.names,
            d.attempts, d.first_seen, d.last_seen, d.verdict, d.severity, d.severity_why, d.measures, d.name_sample,
            d.apps, d.codes,
            (select array_agg(line order by line collate "C")
             from (select i.name || ' ' || u.code || ' ' || r.hour || ' ' || r.attempts || ' ' || r.first as line
                   from detection_row r join identity i on i.id = r.identity_id join outcome u on u.id = r.outcome_id
                   where r.detection_id = d.id) r) as rows
     from detection d left join origin o on o.id = d.origin_id
     order by d.rule_id, d.group_key, d.window_from`,
  );
  const { rows: alerts } = await store().pool.query(
    `select entity_kind, entity_value, title, severity, severity_why, first_seen, last_seen, rules, names, attempts,
            learned, detections, facets
     from alert where merged_into is null order by entity_kind, entity_value, first_seen`,
  );
  return { detections, alerts };
}

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const keyed = list.map((item) => ({ item, key: random.next() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

const HISTORIES = 40;
const ORDERS = 5;

test(`episodes are those of the rows held over ${HISTORIES * ORDERS} orders, with copies, late rows and crashes (seed ${SEED})`, async () => {
  const random = new Random(SEED);
  const found: string[] = [];
  for (let history = 0; history < HISTORIES; history++) {
    const events = historyOf(random, history);
    await clean();
    await load(events);
    await settle(store());
    const clear = await held();
    found.push(...clear.detections.map(({ rule_id }) => rule_id));
    for (let order = 0; order < ORDERS; order++) {
      await clean();
      const arriving = shuffled(random, events);
      const batch = random.between(10, 40);
      const limit = random.pick([2, 7, 20, 40]);
      for (let at = 0; at < arriving.length; at += batch) {
        await load(arriving.slice(at, at + batch));
        if (random.chance(0.15)) await load(arriving.slice(0, batch));
        if (random.chance(0.15)) await dieMidway(limit);
        if (random.chance(0.4)) await settle(store(), limit);
      }
      await settle(store(), limit);
      expect(await held(), `history ${history}, order ${order}, seed ${SEED}`).toEqual(clear);
    }
    if (history % 10 === 0) {
      for (const { id } of RULES) await requestReevaluation(SYSTEM, id);
      await reevaluate(store(), 3);
      expect(await held(), `history ${history} evaluated anew, seed ${SEED}`).toEqual(clear);
    }
  }
  const counts = Object.fromEntries(RULES.map(({ id }) => [id, found.filter((one) => one === id).length]));
  for (const id of ["RC-04", "RC-05", "RC-06", "RC-07", "RC-08", "RC-10", "RC-13", "RC-14"])
    expect(counts[id], JSON.stringify(counts)).toBeGreaterThan(5);
}, 480_000);
