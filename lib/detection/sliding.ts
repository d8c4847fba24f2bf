import { type Answered, isAbsent, MICROS, type Micros } from "./answered";
import type { Stretch } from "./episode";

/** `hours` are those of its answers in the window, the first of them at `head`. */
type Held = { tries: number; better: number; hours: number[]; head: number };

/** Answers in a window that moves along time, with the counts that rules ask of it; each move costs the same. */
export class Window {
  private readonly accounts = new Map<string, Held>();
  private readonly hours = new Map<number, number>();
  private readonly days = new Map<number, number>();
  private readonly newHours = new Map<number, number>();
  private readonly newDays = new Map<number, number>();
  private once = 0;
  private absent = 0;
  private marked = 0;

  constructor(private readonly isMarked: (answered: Answered) => boolean = () => false) {}

  add(answered: Answered): void {
    const { name, tries, at } = answered;
    const { account } = name;
    const hour = Math.floor(at / MICROS.hour);
    const held = this.accounts.get(account) ?? { tries: 0, better: 0, hours: [], head: 0 };
    this.uncount(held);
    held.tries += tries;
    held.hours.push(hour);
    if (!isAbsent(answered)) held.better += 1;
    this.accounts.set(account, held);
    this.count(held);
    if (this.isMarked(answered)) this.marked += 1;
    change(this.hours, hour, 1);
    change(this.days, dayOf(hour), 1);
  }

  remove(answered: Answered): void {
    const { name, tries, at } = answered;
    const { account } = name;
    const held = this.accounts.get(account);
    if (!held) return;
    this.uncount(held);
    held.tries -= tries;
    held.head += 1;
    if (!isAbsent(answered)) held.better -= 1;
    if (held.tries === 0) this.accounts.delete(account);
    else this.count(held);
    if (this.isMarked(answered)) this.marked -= 1;
    const hour = Math.floor(at / MICROS.hour);
    change(this.hours, hour, -1);
    change(this.days, dayOf(hour), -1);
  }

  private count({ tries, better, hours, head }: Held, by: 1 | -1 = 1): void {
    if (tries === 1) this.once += by;
    if (tries > 0 && better === 0) this.absent += by;
    const first = hours[head];
    if (first === undefined) return;
    change(this.newHours, first, by);
    change(this.newDays, dayOf(first), by);
  }

  private uncount(held: Held): void {
    this.count(held, -1);
  }

  /** Distinct accounts. */
  get names(): number {
    return this.accounts.size;
  }
  /** Share of accounts that got no better answer than that they do not exist. */
  get nxShare(): number {
    return this.names === 0 ? 0 : this.absent / this.names;
  }
  /** Share of accounts that were tried exactly once. */
  get onceShare(): number {
    return this.names === 0 ? 0 : this.once / this.names;
  }
  /** Whether any answer bears the mark that the window was told to look for. */
  get hasMark(): boolean {
    return this.marked > 0;
  }
  /** Different UTC hours with an answer. */
  get hoursSpread(): number {
    return this.hours.size;
  }
  /** Different UTC days with an answer. */
  get daysSpread(): number {
    return this.days.size;
  }
  /** Different UTC hours in which an account came that had not come before within the window. */
  get newHoursSpread(): number {
    return this.newHours.size;
  }
  /** The same by UTC day. */
  get newDaysSpread(): number {
    return this.newDays.size;
  }
}

const dayOf = (hour: number) => Math.floor(hour / 24);

function change(counts: Map<number, number>, key: number, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

export type Sliding = {
  within: Micros;
  /** Whether the window that ends with this answer is a hit. */
  isHit(window: Window, at: Micros): boolean;
  /** Told of every hit, with the stretch that it made or lengthened. */
  onHit?(window: Window, stretch: Stretch): void;
  isMarked?(answered: Answered): boolean;
  /**
   * Whether a stretch begins where its first window opens and not with the first answer in it: to be said where the
   * answers are not all known yet.
   */
  isWide?: boolean;
};

/**
 * Slides a window over answers in order of time: it ends with an answer and is open at its other end. Hits no further
 * apart than the window is long are one stretch, from the first answer of the first hit window to the last hit.
 */
export function slide(answers: readonly Answered[], sliding: Sliding): Stretch[] {
  const slider = new Slider(sliding);
  for (const answered of answers) slider.take(answered);
  return slider.stretches;
}

/** The same, answer by answer: for rules whose windows of several lengths must see one another's hits in order of time. */
export class Slider {
  readonly stretches: Stretch[] = [];
  private readonly window: Window;
  private readonly answers: Answered[] = [];
  private from = 0;

  constructor(private readonly sliding: Sliding) {
    this.window = new Window(sliding.isMarked);
  }

  take(answered: Answered): void {
    const { answers, window } = this;
    const { within, isHit, onHit, isWide = false } = this.sliding;
    const { at } = answered;
    answers.push(answered);
    window.add(answered);
    for (let oldest = answers[this.from]; oldest && oldest.at <= at - within; oldest = answers[this.from]) {
      window.remove(oldest);
      this.from += 1;
    }
    if (!isHit(window, at)) return;
    let current = this.stretches.at(-1);
    if (current && at - current.to <= within) current.to = at;
    else {
      current = { from: isWide ? at - within + 1 : (answers[this.from]?.at ?? at), to: at };
      this.stretches.push(current);
    }
    onHit?.(window, current);
  }
}

/** Stretches in order of time, those that overlap or touch joined. */
export function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const current = result.at(-1);
    if (current && from <= current.to) current.to = Math.max(current.to, to);
    else result.push({ from, to });
  }
  return result;
}
