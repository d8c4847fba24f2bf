import { type Hunt, type HuntValues, queryOf } from "./hunt";
import { AFTER } from "./hunts-after";
import { ASKING } from "./hunts-asking";
import { ELSEWHERE } from "./hunts-elsewhere";

const numberOf = ({ id }: Hunt) => Number(id.slice(2));

/** Every hunting query, by its number. */
export const HUNTS: readonly Hunt[] = [...ASKING, ...AFTER, ...ELSEWHERE].sort(
  (a, b) => numberOf(a) - numberOf(b),
);

/** The hunts that go on from an alert of these rules, and for which it has the values that they need. */
export const huntsFor = (rules: readonly string[], values: HuntValues) =>
  HUNTS.filter((hunt) => hunt.rules.some((rule) => rules.includes(rule)))
    .filter(({ needs }) => needs.every((list) => values[list].length > 0))
    .map(({ body: _, needs: __, rules: theirs, ...hunt }) => ({
      ...hunt,
      rules: theirs.filter((rule) => rules.includes(rule)),
      query: queryOf(HUNTS.find(({ id }) => id === hunt.id) as Hunt, values),
    }));
