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
  private readonly news = new Map<number, Micros[]>();
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
    return this.inDaysBefore(day).size + countBelow(this.newOn(day), at);
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

  /** When each account was first heard of that had not signed in on the thirty days before, in order: rules ask often. */
  private newOn(day: number): Micros[] {
    const found = this.news.get(day);
    if (found) return found;
    const known = this.inDaysBefore(day);
    const heard = new Map<string, Micros>();
    for (const { accountId, first } of this.byDay.get(day) ?? []) {
      if (!known.has(accountId)) heard.set(accountId, Math.min(first, heard.get(accountId) ?? first));
    }
    const moments = [...heard.values()].sort((a, b) => a - b);
    this.news.set(day, moments);
    return moments;
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

/** How many of these moments, in order, lie before this one. */
function countBelow(moments: readonly Micros[], at: Micros): number {
  let [low, high] = [0, moments.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((moments[middle] ?? at) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
