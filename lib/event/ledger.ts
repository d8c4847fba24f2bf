import type { Names } from "./names";
import { dayTimeOf, instantOf, type Pack } from "./pack";
import type { Removed } from "./run-copies";

const HOUR_MICROS = 3_600_000_000;

type Span = { first: bigint; last: bigint };

export type ProbeRow = Span & {
  originId: bigint;
  hour: bigint;
  clientId: bigint;
  outcomeId: bigint;
  identityId: bigint;
  attempts: number;
};
export type PresenceRow = Span & {
  originId: bigint;
  accountId: bigint;
  day: number;
  successes: number;
  failures: number;
};
export type OriginHour = { originId: bigint; hour: bigint };
export type OriginDay = { originId: bigint; accountId: bigint; day: number };

/** What a batch does to the ledger: rows to add up, and places to count anew because a copy left them. */
export type LedgerChange = {
  probe: ProbeRow[];
  presence: PresenceRow[];
  recountHours: OriginHour[];
  recountDays: OriginDay[];
  touched: OriginHour[];
};

/** The start of the UTC hour that holds an instant, in microseconds since 1970. */
export function hourOf(at: bigint): bigint {
  const { day, micros } = dayTimeOf(at);
  return instantOf({ day, micros: micros - (micros % HOUR_MICROS) });
}

/** The UTC day, counted from 1970. */
export const dayOf = (at: bigint) => dayTimeOf(at).day;

/** Attempts of one group; times are microseconds of the group's own day. */
type Count = { row: number; attempts: number; successes: number; first: number; last: number };

function count(
  counts: Map<string | number, Count>,
  name: string | number,
  row: number,
  micros: number,
): Count {
  let found = counts.get(name);
  if (!found) {
    found = { row, attempts: 0, successes: 0, first: micros, last: micros };
    counts.set(name, found);
  }
  found.attempts += 1;
  if (micros < found.first) found.first = micros;
  if (micros > found.last) found.last = micros;
  return found;
}

const nameOfHour = ({ originId, hour }: OriginHour) => `${originId} ${hour}`;
const nameOfDay = ({ originId, accountId, day }: OriginDay) => `${originId} ${accountId} ${day}`;

/** The places that stored copies leave. They are counted anew from the events: subtracting would trust that nothing else ever went wrong. */
function placesOf(removed: Removed[]) {
  const hours = new Map<string, OriginHour>();
  const days = new Map<string, OriginDay>();
  for (const { originId, accountId, at } of removed) {
    const hour = { originId, hour: hourOf(at) };
    const day = { originId, accountId, day: dayOf(at) };
    hours.set(nameOfHour(hour), hour);
    days.set(nameOfDay(day), day);
  }
  return { hours, days };
}

/**
 * The change of the ledger for settled rows of a pack. Where a stored copy goes away, both its old and its new place
 * are counted anew from the events.
 */
export function ledgerChange(pack: Pack, inserted: number[], removed: Removed[]): LedgerChange {
  const recount = placesOf(removed);
  const probes = new Map<string | number, Count>();
  const presences = new Map<string | number, Count>();
  const touched = new Map<string | number, Count>();
  const { names } = pack;
  for (const row of inserted) {
    const outcome = pack.outcome[row] as number;
    const answer = names.readings[outcome]?.answer ?? null;
    const micros = pack.micros[row] as number;
    if (answer !== null) {
      const found = count(presences, presenceName(pack, row), row, micros);
      if (answer === "signed-in") found.successes += 1;
    }
    const isProbe = answer !== null && answer !== "signed-in";
    // RC-03's words may fit a finished reset, which the ledger leaves out: its hour must be looked at all the same.
    if (isProbe || names.isReset[outcome]) count(touched, hourName(pack, row), row, micros);
    if (isProbe) count(probes, probeName(pack, row), row, micros);
  }
  return {
    probe: probeRows(pack, probes, recount.hours),
    presence: presenceRows(pack, presences, recount.days),
    recountHours: [...recount.hours.values()],
    recountDays: [...recount.days.values()],
    touched: touchedHours(pack, touched, recount.hours),
  };
}

/** A number for the group while entries and days are small enough to fit 53 bits, else a text. */
function presenceName(pack: Pack, row: number): number | string {
  const origin = pack.origin[row] as number;
  const account = pack.names.accountOf[pack.identity[row] as number] as number;
  const day = pack.day[row] as number;
  if (origin < 0x20_0000 && account < 0x20_0000 && day >= 14_610 && day < 14_610 + 2048) {
    return (origin * 0x20_0000 + account) * 2048 + (day - 14_610);
  }
  return `${origin} ${account} ${day}`;
}

const hourIndex = (pack: Pack, row: number) =>
  (pack.day[row] as number) * 24 + Math.floor((pack.micros[row] as number) / HOUR_MICROS);

const hourName = (pack: Pack, row: number) => `${pack.origin[row]} ${hourIndex(pack, row)}`;

const probeName = (pack: Pack, row: number) =>
  `${pack.origin[row]} ${hourIndex(pack, row)} ${pack.client[row]} ${pack.outcome[row]} ${pack.identity[row]}`;

const originIdOf = ({ names, origin }: Pack, row: number) =>
  names.origins.ids[origin[row] as number] as bigint;
const accountIdOf = ({ names, identity }: Pack, row: number) => idOfAccount(names, identity[row] as number);
const idOfAccount = ({ accounts, accountOf }: Names, identity: number) =>
  accounts.ids[accountOf[identity] as number] as bigint;

function placeOf(pack: Pack, row: number): OriginHour {
  const micros = pack.micros[row] as number;
  const day = pack.day[row] as number;
  return {
    originId: originIdOf(pack, row),
    hour: instantOf({ day, micros: micros - (micros % HOUR_MICROS) }),
  };
}

const spanOf = (pack: Pack, { row, first, last }: Count): Span => ({
  first: instantOf({ day: pack.day[row] as number, micros: first }),
  last: instantOf({ day: pack.day[row] as number, micros: last }),
});

function probeRows(
  pack: Pack,
  counts: Map<string | number, Count>,
  recount: Map<string, OriginHour>,
): ProbeRow[] {
  const { names } = pack;
  const rows: ProbeRow[] = [];
  for (const counted of counts.values()) {
    const { row, attempts } = counted;
    const place = placeOf(pack, row);
    if (recount.has(nameOfHour(place))) continue;
    rows.push({
      ...place,
      clientId: names.clients.ids[pack.client[row] as number] as bigint,
      outcomeId: names.outcomes.ids[pack.outcome[row] as number] as bigint,
      identityId: names.identities.ids[pack.identity[row] as number] as bigint,
      attempts,
      ...spanOf(pack, counted),
    });
  }
  return rows;
}

function presenceRows(
  pack: Pack,
  counts: Map<string | number, Count>,
  recount: Map<string, OriginDay>,
): PresenceRow[] {
  const rows: PresenceRow[] = [];
  for (const counted of counts.values()) {
    const { row, attempts, successes } = counted;
    const originId = originIdOf(pack, row);
    const accountId = accountIdOf(pack, row);
    const day = pack.day[row] as number;
    if (recount.size > 0 && recount.has(nameOfDay({ originId, accountId, day }))) continue;
    const { first, last } = spanOf(pack, counted);
    rows.push({ originId, accountId, day, successes, failures: attempts - successes, first, last });
  }
  return rows;
}

function touchedHours(
  pack: Pack,
  counts: Map<string | number, Count>,
  recount: Map<string, OriginHour>,
): OriginHour[] {
  const touched = new Map(recount);
  for (const { row } of counts.values()) {
    const place = placeOf(pack, row);
    touched.set(nameOfHour(place), place);
  }
  return [...touched.values()];
}
