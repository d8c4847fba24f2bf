import { type Answer, answerRank } from "@/lib/event/schema";

/** An account as it was asked for: how often, and the best that was answered. */
export type AskedAccount = { tries: number; answer: Answer };

/** Distinct accounts and tries; shares are of accounts, 0 to 1, and 0 where there is no account. */
export type NameShares = {
  names: number;
  tries: number;
  /** Accounts whose best answer is: absent (K0), exists in whatever state (K3), password known (K4), signed in (K5). */
  absent: number;
  exists: number;
  passwordKnown: number;
  signedIn: number;
  nxShare: number;
  onceShare: number;
  /** Those whose existence was told or more. */
  hitRate: number;
  triesPerName: number;
};

const EXISTS = answerRank("exists-unusable");

export function sharesOf(accounts: Iterable<AskedAccount>): NameShares {
  let names = 0;
  let tries = 0;
  let once = 0;
  let hits = 0;
  const by: Record<Answer, number> = {
    ...{ nothing: 0, absent: 0, hint: 0, "exists-unusable": 0 },
    ...{ exists: 0, "password-known": 0, "signed-in": 0 },
  };
  for (const account of accounts) {
    names++;
    tries += account.tries;
    by[account.answer]++;
    if (account.tries === 1) once++;
    if (answerRank(account.answer) >= EXISTS) hits++;
  }
  const share = (part: number) => (names === 0 ? 0 : part / names);
  return {
    ...{ names, tries, absent: by.absent, exists: by.exists + by["exists-unusable"] },
    ...{ passwordKnown: by["password-known"], signedIn: by["signed-in"] },
    ...{
      nxShare: share(by.absent),
      onceShare: share(once),
      hitRate: share(hits),
      triesPerName: share(tries),
    },
  };
}
