import { type Answered, isAbsent, MICROS, type Micros } from "./answered";
import type { Stretch } from "./episode";

type Held = { tries: number; better: number };

/** Answers in a window that moves along time, with the counts that rules ask of it; each move costs the same. */
export class Window {
  private readonly accounts = new Map<string, Held>();
  private readonly hours = new Map<number, number>();
  private once = 0;
  private absent = 0;
  private marked = 0;

  constructor(private readonly isMarked: (answered: Answered) => boolean = () => false) {}

  add(answered: Answered): void {
    const { name, tries, at } = answered;
    const { account } = name;
    const held = this.accounts.get(account) ?? { tries: 0, better: 0 };
    this.uncount(held);
    held.tries += tries;
    if (!isAbsent(answered)) held.better += 1;
    this.accounts.set(account, held);
    this.count(held);
    if (this.isMarked(answered)) this.marked += 1;
    const hour = Math.floor(at / MICROS.hour);
    this.hours.set(hour, (this.hours.get(hour) ?? 0) + 1);
  }

  remove(answered: Answered): void {
    const { name, tries, at } = answered;
    const { account } = name;
    const held = this.accounts.get(account);
    if (!held) return;
    this.uncount(held);
    held.tries -= tries;
    if (!isAbsent(answered)) held.better -= 1;
    if (held.tries === 0) this.accounts.delete(account);
    else this.count(held);
    if (this.isMarked(answered)) this.marked -= 1;
    const hour = Math.floor(at / MICROS.hour);
    const left = (this.hours.get(hour) ?? 1) - 1;
    if (left === 0) this.hours.delete(hour);
    else this.hours.set(hour, left);
  }

  private count({ tries, better }: Held): void {
    if (tries === 1) this.once += 1;
    if (tries > 0 && better === 0) this.absent += 1;
  }

  private uncount({ tries, better }: Held): void {
    if (tries === 1) this.once -= 1;
    if (tries > 0 && better === 0) this.absent -= 1;
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
    return new Set([...this.hours.keys()].map((hour) => Math.floor(hour / 24))).size;
  }
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
export function slide(
  answers: readonly Answered[],
  { within, isHit, onHit, isMarked, isWide = false }: Sliding,
): Stretch[] {
  const stretches: Stretch[] = [];
  const window = new Window(isMarked);
  let from = 0;
  for (const answered of answers) {
    const { at } = answered;
    window.add(answered);
    for (let oldest = answers[from]; oldest && oldest.at <= at - within; oldest = answers[from]) {
      window.remove(oldest);
      from += 1;
    }
    if (!isHit(window, at)) continue;
    let current = stretches.at(-1);
    if (current && at - current.to <= within) current.to = at;
    else {
      current = { from: isWide ? at - within + 1 : (answers[from]?.at ?? at), to: at };
      stretches.push(current);
    }
    onHit?.(window, current);
  }
  return stretches;
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
