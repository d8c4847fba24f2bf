import type { Answer, Vector } from "@/lib/event/schema";

/** Microseconds since 1970 UTC, as a number: exact until the year 2255. */
export type Micros = number;

export const MICROS = { second: 1e6, minute: 60e6, hour: 3600e6, day: 86_400e6 } as const;

export type From = { id: string; value: string };
/** As typed, and folded; the account's id is that of the folded name. */
export type Name = { id: string; name: string; account: string; accountId: string };
export type Client = {
  id: string;
  app: string;
  appId: string;
  clientApp: string;
  userAgent: string;
  protocol: string;
};
export type Said = {
  id: string;
  vector: Vector;
  code: string;
  qualifier: string;
  operation: string;
  activity: string;
  description: string;
  answer: Answer;
  mfaMissing: boolean;
  class: string;
};

/**
 * One answer that somebody got: from where, for which name, with what, when. The four parts are shared between the
 * answers that have them in common, so a million of these take about 80 MB.
 */
export type Answered = {
  at: Micros;
  /** Attempts that this stands for: 1, unless inner attempts of an hour were too many to be read one by one. */
  tries: number;
  /** The start of the UTC hour of its ledger row, in milliseconds. */
  hour: number;
  from: From;
  name: Name;
  client: Client;
  said: Said;
};

/** Somebody signed in: an account, from the same entity; across a tenant the origin tells from where. */
export type SignIn = { at: Micros; accountId: string; originId?: string };

const CONFIRMED: readonly Answer[] = ["exists", "exists-unusable", "password-known", "signed-in"];

export const isAbsent = ({ said }: Answered) => said.answer === "absent";
/** Existence or more was given away. */
export const isConfirmed = ({ said }: Answered) => CONFIRMED.includes(said.answer);
export const isPasswordKnown = ({ said }: Answered) => said.answer === "password-known";

/**
 * A sign-in of the same account from the same entity within this long after an attempt makes the attempt a typo or a
 * prompt for the second factor. It stays evidence, and is not counted.
 */
export const TYPO_WITHIN = 10 * MICROS.minute;

/** The answers that no sign-in of their account followed at once. Empty names never count. */
export function countedOf(answers: readonly Answered[], signIns: readonly SignIn[]): Answered[] {
  const byAccount = new Map<string, SignIn[]>();
  for (const signIn of signIns) {
    const same = byAccount.get(signIn.accountId);
    if (same) same.push(signIn);
    else byAccount.set(signIn.accountId, [signIn]);
  }
  return answers.filter(({ at, name, from }) => {
    if (name.account === "") return false;
    return !byAccount
      .get(name.accountId)
      ?.some(
        (signIn) =>
          signIn.at >= at &&
          signIn.at <= at + TYPO_WITHIN &&
          (signIn.originId === undefined || signIn.originId === from.id),
      );
  });
}

/** Answers whose time lies within the two, both included. */
export const within = (answers: readonly Answered[], from: Micros, to: Micros) =>
  answers.filter(({ at }) => at >= from && at <= to);

/** By time, then by what makes a ledger row itself, so that the order is the same however the rows came. */
export const inOrder = (a: Answered, b: Answered) =>
  a.at - b.at ||
  compare(a.from.value, b.from.value) ||
  compare(a.name.name, b.name.name) ||
  compare(a.said.id, b.said.id) ||
  compare(a.client.id, b.client.id);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Of the sign-ins from within a stretch on and up to an hour after it, those of accounts that had not signed in from
 * there in the month before, nor earlier that day.
 */
export function newcomersIn(
  { from, to }: { from: Micros; to: Micros },
  signIns: readonly SignIn[],
  people: {
    isUsual(accountId: string, at: Micros): boolean;
    isNotedBefore(accountId: string, at: Micros): boolean;
  },
): Set<string> {
  const earlier = new Set(signIns.filter(({ at }) => at < from).map(({ accountId }) => accountId));
  const fresh = signIns.filter(
    ({ at, accountId }) =>
      at >= from &&
      at <= to + MICROS.hour &&
      !people.isUsual(accountId, at) &&
      !earlier.has(accountId) &&
      !people.isNotedBefore(accountId, from),
  );
  return new Set(fresh.map(({ accountId }) => accountId));
}
