import type { Keyer } from "@/lib/event/keyed";
import { accountOf } from "@/lib/event/star";

/** The id that the store gives a name's account (identity.account_id), whether anybody asked for it or not. */
export function accountIdOf(keyer: Keyer, name: string): bigint {
  return keyer.idOf(JSON.stringify(["account", accountOf(name)]));
}
