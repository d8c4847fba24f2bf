import { partsOf, surnameOf } from "./local-part";
import { ranksOf } from "./order-score";

/** More points than a screen has columns show nothing more. */
const MOST_POINTS = 2000;

/** One account: the how-manieth was asked for (from 0), and where it stands in two orders of all (from 0). */
export type OrderPoint = { account: string; attempt: number; alphabetical: number; surname: number };

/** `of` is how many accounts there are; of more than `most` every k-th is shown, their places staying those of all. */
export type OrderPlot = { points: OrderPoint[]; of: number };

/** Accounts in the order of their first attempts, each once, against alphabetical and surname order. */
export function orderPlot(accounts: readonly string[], most = MOST_POINTS): OrderPlot {
  const locals = accounts.map((account) => partsOf(account).local);
  const alphabetical = ranksOf(locals);
  const surname = ranksOf(locals.map(surnameOf));
  const step = Math.max(1, Math.ceil(accounts.length / most));
  const points: OrderPoint[] = [];
  for (let attempt = 0; attempt < accounts.length; attempt += step)
    points.push({
      ...{ account: accounts[attempt] ?? "", attempt },
      ...{ alphabetical: alphabetical[attempt] ?? 0, surname: surname[attempt] ?? 0 },
    });
  return { points, of: accounts.length };
}
