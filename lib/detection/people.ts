import { MICROS, type Micros } from "./answered";

/** An account signed in from the entity on a day, counted from 1970, on which the entity first heard of it at `first`. */
export type Presence = { accountId: string; day: number; first: Micros };

/** How long a sign-in makes somebody a person of the place. */
const DAYS = 30;

/** Who signed in from an entity, by UTC day: what tells a shared egress from an address that nobody works at. */
export class People {
  private readonly byDay = new Map<number, Presence[]>();
  private readonly daysOf = new Map<string, number[]>();
  private readonly counts = new Map<number, Set<string>>();
  private readonly earlier = new Map<string, Micros>();

  constructor(presences: readonly Presence[]) {
    for (const presence of presences) {
      const { accountId, day } = presence;
      append(this.byDay, day, presence);
      append(this.daysOf, accountId, day);
    }
  }

  /** People who signed in on the thirty days before the moment's own, or on that day and were heard of before it. */
  before(at: Micros): number {
    const day = Math.floor(at / MICROS.day);
    const known = this.inDaysBefore(day);
    const today = (this.byDay.get(day) ?? []).filter(
      ({ first, accountId }) => first < at && !known.has(accountId),
    );
    return known.size + new Set(today.map(({ accountId }) => accountId)).size;
  }

  /** Whether the account signed in from here on any of the thirty days before the moment's own. */
  isUsual(accountId: string, at: Micros): boolean {
    const day = Math.floor(at / MICROS.day);
    return this.daysOf.get(accountId)?.some((past) => past < day && past >= day - DAYS) ?? false;
  }

  /** A sign-in that is known by its time: `isUsual` goes by days alone. */
  note(accountId: string, at: Micros): void {
    this.earlier.set(accountId, Math.min(at, this.earlier.get(accountId) ?? at));
  }

  /** Whether the account was heard of on the moment's own day and before it. */
  wasHeardOf(accountId: string, at: Micros): boolean {
    const today = this.byDay.get(Math.floor(at / MICROS.day)) ?? [];
    return today.some((presence) => presence.accountId === accountId && presence.first < at);
  }

  /** Whether the account is noted to have signed in before the moment. */
  isNotedBefore(accountId: string, at: Micros): boolean {
    return (this.earlier.get(accountId) ?? at) < at;
  }

  private inDaysBefore(day: number): Set<string> {
    const found = this.counts.get(day);
    if (found) return found;
    const known = new Set<string>();
    for (let past = day - DAYS; past < day; past++) {
      for (const { accountId } of this.byDay.get(past) ?? []) known.add(accountId);
    }
    this.counts.set(day, known);
    return known;
  }
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
