import type { Settled } from "./duplicates";
import type { Fact } from "./star";

const HOUR = 3_600_000_000n;
const DAY = 86_400_000_000n;

/** The start of the slot of `size` microseconds that holds the instant; also before 1970. */
function floorTo(at: bigint, size: bigint): bigint {
  const rest = at % size;
  return at - (rest < 0n ? rest + size : rest);
}

/** The start of the UTC hour, in microseconds since 1970. */
export const hourOf = (at: bigint) => floorTo(at, HOUR);
/** The UTC day, counted from 1970. */
export const dayOf = (at: bigint) => Number(floorTo(at, DAY) / DAY);

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

const isProbe = ({ reading }: Fact) => reading.answer !== null && reading.answer !== "signed-in";

/** RC-03's words may fit a finished reset, which the ledger leaves out: its hour must be looked at all the same. */
const isLookedAt = (fact: Fact) => isProbe(fact) || fact.event.vector === "sspr";

function widen(span: Span, at: bigint): void {
  if (at < span.first) span.first = at;
  if (at > span.last) span.last = at;
}

function addProbe(rows: Map<string, ProbeRow>, fact: Fact): void {
  const { originId, clientId, outcomeId, identityId, at } = fact;
  const hour = hourOf(at);
  const name = `${originId} ${hour} ${clientId} ${outcomeId} ${identityId}`;
  const row = rows.get(name);
  if (row) {
    row.attempts += 1;
    widen(row, at);
  } else {
    rows.set(name, { originId, hour, clientId, outcomeId, identityId, attempts: 1, first: at, last: at });
  }
}

function addPresence(rows: Map<string, PresenceRow>, name: string, fact: Fact): void {
  const { originId, accountId, at } = fact;
  const row = rows.get(name) ?? {
    originId,
    accountId,
    day: dayOf(at),
    successes: 0,
    failures: 0,
    first: at,
    last: at,
  };
  if (fact.reading.answer === "signed-in") row.successes += 1;
  else row.failures += 1;
  widen(row, at);
  rows.set(name, row);
}

const nameOfHour = ({ originId, at }: { originId: bigint; at: bigint }) => `${originId} ${hourOf(at)}`;
const nameOfDay = ({ originId, accountId, at }: { originId: bigint; accountId: bigint; at: bigint }) =>
  `${originId} ${accountId} ${dayOf(at)}`;

/**
 * The change of the ledger for settled rows. Where a stored copy goes away, both its old and its new place are
 * counted anew from the events: subtracting would trust that nothing else ever went wrong.
 */
export function ledgerChange({ inserted, replaced }: Settled): LedgerChange {
  const recountHours = new Map<string, OriginHour>();
  const recountDays = new Map<string, OriginDay>();
  const touched = new Map<string, OriginHour>();
  for (const copy of replaced) {
    const place = { originId: copy.originId, hour: hourOf(copy.at) };
    recountHours.set(nameOfHour(copy), place);
    touched.set(nameOfHour(copy), place);
    recountDays.set(nameOfDay(copy), {
      originId: copy.originId,
      accountId: copy.accountId,
      day: dayOf(copy.at),
    });
  }
  const probe = new Map<string, ProbeRow>();
  const presence = new Map<string, PresenceRow>();
  for (const fact of inserted) {
    const hour = nameOfHour(fact);
    const day = nameOfDay(fact);
    if (isLookedAt(fact)) touched.set(hour, { originId: fact.originId, hour: hourOf(fact.at) });
    if (isProbe(fact) && !recountHours.has(hour)) addProbe(probe, fact);
    if (fact.reading.answer !== null && !recountDays.has(day)) addPresence(presence, day, fact);
  }
  return {
    probe: [...probe.values()],
    presence: [...presence.values()],
    recountHours: [...recountHours.values()],
    recountDays: [...recountDays.values()],
    touched: [...touched.values()],
  };
}
