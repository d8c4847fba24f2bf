import { type Answered, isAbsent, type Micros } from "./answered";
import type { Stretch } from "./episode";
import { sourceOf } from "./source";

type Held = { tries: number; better: number };

/** Answers of many sources in a window that moves along time, with the counts that tell a campaign from a crowd. */
export class WideWindow {
  private readonly accounts = new Map<string, Held>();
  private readonly origins = new Map<string, number>();
  private once = 0;
  private absent = 0;
  tries = 0;

  change(answered: Answered, by: 1 | -1): void {
    const { account } = answered.name;
    const held = this.accounts.get(account) ?? { tries: 0, better: 0 };
    this.count(held, -1);
    held.tries += by * answered.tries;
    if (!isAbsent(answered)) held.better += by;
    this.count(held, 1);
    if (held.tries === 0) this.accounts.delete(account);
    else this.accounts.set(account, held);
    this.tries += by * answered.tries;
    const source = sourceOf(answered.from.value);
    const left = (this.origins.get(source) ?? 0) + by;
    if (left === 0) this.origins.delete(source);
    else this.origins.set(source, left);
  }

  private count({ tries, better }: Held, by: 1 | -1): void {
    if (tries === 1) this.once += by;
    if (tries > 0 && better === 0) this.absent += by;
  }

  get names(): number {
    return this.accounts.size;
  }
  get sources(): number {
    return this.origins.size;
  }
  get onceShare(): number {
    return this.names === 0 ? 0 : this.once / this.names;
  }
  get nxShare(): number {
    return this.names === 0 ? 0 : this.absent / this.names;
  }
}

/** Stretches of windows that are hits, from `since` on; hits no further apart than the window is long are one stretch. */
export function slideWide(
  answers: readonly Answered[],
  { within, since }: { within: Micros; since: Micros },
  isHit: (window: WideWindow, at: Micros) => boolean,
): Stretch[] {
  const stretches: Stretch[] = [];
  const window = new WideWindow();
  let from = 0;
  for (const answered of answers) {
    const { at } = answered;
    window.change(answered, 1);
    for (let oldest = answers[from]; oldest && oldest.at <= at - within; oldest = answers[from]) {
      window.change(oldest, -1);
      from += 1;
    }
    if (at < since || !isHit(window, at)) continue;
    const current = stretches.at(-1);
    if (current && at - current.to <= within) current.to = at;
    else stretches.push({ from: answers[from]?.at ?? at, to: at });
  }
  return stretches;
}

export function wideOf(answers: readonly Answered[]): WideWindow {
  const window = new WideWindow();
  for (const answered of answers) window.change(answered, 1);
  return window;
}
