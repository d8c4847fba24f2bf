import { type Answered, MICROS, type SignIn } from "./answered";
import type { Stretch } from "./episode";

/** Computers and service principals of computers: they ask by themselves, all day. */
export const isMachine = ({ name }: Answered) => /\$(@.*)?$/.test(name.account);

/** The host that checks passwords for the cloud asks on behalf of whoever signs in there. */
const PASS_THROUGH = "azureadconnectauthenticationagentservice.exe";
const isPassedThrough = ({ client }: Answered) => client.app.toLowerCase() === PASS_THROUGH;

/** Answers about people, asked by whoever stands at the source. */
export const aboutPeople = (answers: readonly Answered[]): Answered[] =>
  answers.filter(
    (answered) => answered.name.account !== "" && !isMachine(answered) && !isPassedThrough(answered),
  );

/** The most distinct names in any second. */
export function peakPerSecond(answers: readonly Answered[]): number {
  const held = new Map<string, number>();
  let [from, peak] = [0, 0];
  for (const { at, name } of answers) {
    held.set(name.account, (held.get(name.account) ?? 0) + 1);
    for (let oldest = answers[from]; oldest && oldest.at <= at - MICROS.second; oldest = answers[from]) {
      const left = (held.get(oldest.name.account) ?? 1) - 1;
      if (left === 0) held.delete(oldest.name.account);
      else held.set(oldest.name.account, left);
      from += 1;
    }
    peak = Math.max(peak, held.size);
  }
  return peak;
}

/** Accounts that signed in from the source while it asked. */
export const signedInDuring = ({ from, to }: Stretch, signIns: readonly SignIn[]): Set<string> =>
  new Set(signIns.filter(({ at }) => at >= from && at <= to).map(({ accountId }) => accountId));
