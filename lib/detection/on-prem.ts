import type { Answered, SignIn } from "./answered";
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

/** Accounts that signed in from the source while it asked. */
export const signedInDuring = ({ from, to }: Stretch, signIns: readonly SignIn[]): Set<string> =>
  new Set(signIns.filter(({ at }) => at >= from && at <= to).map(({ accountId }) => accountId));
