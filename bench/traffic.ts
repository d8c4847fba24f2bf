import { type Attempt, planCampaigns, type Span } from "./campaigns";
import { Chance } from "./chance";
import { planResets } from "./resets";
import { EVERYDAY_CODES, type Logged, type SignIn } from "./sign-in";
import { makeTenant, type Tenant } from "./tenant";

export type Traffic = { tenant: Tenant; rows: Iterable<Logged> };

const HOUR = 3_600_000_000;
const DAYS = 30;
/** Across the turn of a month, so that two partitions are written. */
const SPAN: Span = { from: Date.UTC(2025, 1, 15) * 1000, hours: DAYS * 24 };
const FAILURE_SHARE = 0.05;
const ATTACK_SHARE = 0.02;
/** A small tenant gets its campaigns all the same; they are what it is made for. */
const LEAST_ATTACK = 1000;
const RESETS = 250;
const PROBERS = 40;

/** `count` different rows of thirty days, newest first, as one seed gives them; sign-in exports hold no resets. */
export function trafficOf(seed: number, count: number, withResets: boolean): Traffic {
  const chance = new Chance(seed);
  const tenant = makeTenant(chance);
  const budget = Math.max(Math.floor(count * ATTACK_SHARE), Math.min(LEAST_ATTACK, Math.floor(count / 2)));
  const attempts = planCampaigns(chance, tenant, { budget, origins: PROBERS, span: SPAN });
  const resets = withResets ? planResets(chance, tenant, SPAN, Math.min(RESETS, Math.floor(count / 8))) : [];
  const everyday = count - attempts.length - resets.length;
  const failures = Math.max(0.01, (FAILURE_SHARE * count - attempts.length) / everyday);
  const planned = [...attempts.map((attempt) => probe(chance, tenant, attempt)), ...resets];
  planned.sort((a, b) => b.micros - a.micros || b.tick - a.tick);
  return { tenant, rows: merged(everydayOf(chance, tenant, everyday, failures), planned) };
}

/** Two streams, newest first each, into one. */
function* merged(everyday: Iterable<Logged>, planned: Logged[]): Generator<Logged> {
  let next = 0;
  for (const row of everyday) {
    for (let due = planned[next]; due && due.micros >= row.micros; due = planned[next]) {
      yield due;
      next += 1;
    }
    yield row;
  }
  yield* planned.slice(next);
}

/** How much goes on in an hour: offices work by day, phones by night. */
function weightOf(hour: number): number {
  const at = new Date((SPAN.from / HOUR + hour) * 3_600_000);
  const isWeekend = at.getUTCDay() % 6 === 0;
  return (isWeekend ? 1 : 4) * (at.getUTCHours() >= 6 && at.getUTCHours() < 18 ? 3 : 1);
}

function* everydayOf(chance: Chance, tenant: Tenant, count: number, failures: number): Generator<SignIn> {
  const weights = Array.from({ length: SPAN.hours }, (_, hour) => weightOf(hour));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let [weight, given] = [0, 0];
  for (let hour = SPAN.hours - 1; hour >= 0; hour--) {
    weight += weights[hour] ?? 0;
    const inHour = Math.round((count * weight) / total) - given;
    given += inHour;
    const start = SPAN.from + hour * HOUR;
    for (let row = inHour - 1; row >= 0; row--) {
      const micros = start + Math.floor(((row + chance.share()) * HOUR) / inHour);
      yield everydaySignIn(chance, tenant, micros, chance.is(failures));
    }
  }
}

function everydaySignIn(chance: Chance, tenant: Tenant, micros: number, isFailure: boolean): SignIn {
  const person = chance.pickOftenFirst(tenant.people);
  const interactive = chance.is(0.4);
  return {
    kind: "sign-in",
    micros,
    tick: chance.below(10),
    id: chance.uuid(),
    correlation: chance.uuid(),
    session: chance.uuid(),
    name: person.name,
    display: person.display,
    userId: person.id,
    origin: chance.is(0.7) ? person.office : person.home,
    app: chance.pickOftenFirst(tenant.apps),
    resource: chance.pickOftenFirst(tenant.resources),
    clientApp: person.clientApp,
    agent: chance.is(0.95) ? person.agent : chance.pick(tenant.agents),
    protocol: "none",
    device: person.device,
    code: isFailure ? chance.pick(EVERYDAY_CODES) : 0,
    interactive,
    isMfa: chance.is(0.25),
    isAttack: false,
    milliseconds: 40 + chance.below(900),
  };
}

const NOBODY = "00000000-0000-0000-0000-000000000000";

function probe(chance: Chance, tenant: Tenant, attempt: Attempt): SignIn {
  return {
    ...attempt,
    kind: "sign-in",
    id: chance.uuid(),
    correlation: chance.uuid(),
    session: chance.uuid(),
    display: attempt.name.slice(0, attempt.name.indexOf("@")),
    userId: attempt.code === 50034 ? NOBODY : chance.uuid(),
    resource: chance.pick(tenant.resources),
    protocol: attempt.agent.text === "BAV2ROPC" ? "ropc" : "none",
    device: "",
    isMfa: false,
    isAttack: true,
    milliseconds: 40 + chance.below(900),
  };
}
