import { FIRST_NAME_RANK, SURNAME_RANK } from "./common-names";
import { surnameOf } from "./local-part";

/**
 * The rank of a local part's surname in the list of common surnames; that of its first name where it holds nothing
 * else. `jsmith`, `john.smith`, `j_smith2` and `smith` are all Smith's. Null for whom the list does not know.
 */
export function commonRank(local: string): number | null {
  const name = local.replace(/\d{1,4}$/, "");
  const surname = surnameOf(name);
  const known = SURNAME_RANK.get(surname);
  if (known !== undefined) return known;
  if (surname !== name) return null;
  return SURNAME_RANK.get(name.slice(1)) ?? FIRST_NAME_RANK.get(name) ?? null;
}
