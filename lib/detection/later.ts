import { type Answered, MICROS, type Micros } from "./answered";
import { confirmedIn, type FlaggedChain, type FlaggedSight } from "./flagged";

/** Where something came from, as far as the log and the kept lists say. */
export type Place = { area: string | null; asn: number | null; isRented: boolean; kind: string | null };

/** An account's sign-in, or its right password, after a flagged source had come to know of it. */
export type Later = {
  at: Micros;
  accountId: string;
  answer: "signed-in" | "password-known";
  from: string;
  app: string;
  appId: string;
  userAgent: string;
  /** From the flagged source itself. */
  isOwn: boolean;
  /** The account had signed in neither from this source, nor this network around it, nor with this, in the month before. */
  isNewSource: boolean;
  isNewArea: boolean;
  isNewAgent: boolean;
  isNewApp: boolean;
  place: Place;
};

/** How long after it became known an account is followed. */
export const FOLLOWED_FOR = 14 * MICROS.day;
/** How far back an account's own ways are looked for. */
export const USUAL_FOR = 30 * MICROS.day;
/** Accounts of one source that are followed, those first that became known first. */
export const MOST_FOLLOWED = 5000;

/** An account that a chain's source came to know of. */
export type Known = {
  accountId: string;
  account: string;
  first: Micros;
  until: Micros;
  answers: Answered[];
};

/**
 * The accounts that the source of a chain came to know of. Where nobody had signed in from there when it was flagged, a
 * sign-in soon after a refusal is no typo: nobody sits there whose typo it could be.
 */
export function knownIn(chain: FlaggedChain, sight: Omit<FlaggedSight, "later" | "places">): Known[] {
  const isNobodys = sight.people.before(chain.begins) === 0;
  const known = new Map<string, Known>();
  for (const answered of confirmedIn(chain, sight, isNobodys)) {
    const { accountId, account } = answered.name;
    if (account === "") continue;
    const until = answered.at + FOLLOWED_FOR;
    const held = known.get(accountId);
    if (!held) known.set(accountId, { accountId, account, first: answered.at, until, answers: [answered] });
    else {
      held.until = Math.max(held.until, until);
      held.answers.push(answered);
    }
  }
  return [...known.values()].slice(0, MOST_FOLLOWED);
}
