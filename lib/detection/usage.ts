import type { Answered } from "./answered";
import { MICROS, type Micros } from "./answered";

/** What was done on one UTC day, counted from 1970, sign-ins among the events. */
export type Used = { day: number; events: number; signIns: number };

/** How far back a tenant's habits are looked for, in days. */
export const HABIT_DAYS = 30;
/** So many days of rows must lie before a moment for "never seen" to say anything. */
export const HISTORY_DAYS = 10;

export const dayOf = (at: Micros) => Math.floor(at / MICROS.day);

/** What a tenant is used to: its events by day, altogether, by application id and by agent. All of it is whole days. */
export class Usage {
  constructor(
    private readonly days: ReadonlyMap<number, number> = new Map(),
    private readonly apps: ReadonlyMap<string, readonly Used[]> = new Map(),
    private readonly agents: ReadonlyMap<string, readonly Used[]> = new Map(),
  ) {}

  /** Whether rows are held that are at least ten days older, and not more than thirty. */
  hasHistory(day: number): boolean {
    for (let past = day - HABIT_DAYS; past <= day - HISTORY_DAYS; past++)
      if (this.days.has(past)) return true;
    return false;
  }

  /** Whether anybody signed in with the application on the thirty days before, or on the day itself. */
  isSignedInWith(appId: string, day: number): boolean {
    return this.some(this.apps.get(appId), day - HABIT_DAYS, day, ({ signIns }) => signIns > 0);
  }

  /** Whether the application was seen at all on the ten days before. */
  isSeen(appId: string, day: number): boolean {
    return this.some(this.apps.get(appId), day - HISTORY_DAYS, day - 1, ({ events }) => events > 0);
  }

  /** The share of the tenant's rows of the thirty days before that had this application; null where there were none. */
  appShare(appId: string, day: number): number | null {
    return this.share(this.apps.get(appId), day);
  }

  agentShare(agent: string, day: number): number | null {
    return this.share(this.agents.get(agent), day);
  }

  private some(used: readonly Used[] | undefined, from: number, to: number, is: (used: Used) => boolean) {
    return used?.some((one) => one.day >= from && one.day <= to && is(one)) ?? false;
  }

  private share(used: readonly Used[] | undefined, day: number): number | null {
    let all = 0;
    for (let past = day - HABIT_DAYS; past < day; past++) all += this.days.get(past) ?? 0;
    if (all === 0) return null;
    const own = (used ?? []).filter((one) => one.day >= day - HABIT_DAYS && one.day < day);
    return own.reduce((sum, { events }) => sum + events, 0) / all;
  }
}

/** An application id as habits know it. */
export const appIdOf = ({ client }: Pick<Answered, "client">) => client.appId.toLowerCase();
