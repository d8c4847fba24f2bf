import { CODE_LISTS, codesOf, SIGN_INS } from "./kql";
import { base, codes, type SigmaBase } from "./sigma";

/** What the code table says of each code, for the products that know no such table. */
export const ABSENT = codesOf("K0");
export const EXISTS = codesOf("K3", "K3x");
export const RIGHT = codesOf("K4", "K4n");
export const TELLING = [...ABSENT, ...EXISTS, ...RIGHT];

/** The beginning of every KQL query over all sign-ins. */
export const KQL_HEAD = `${CODE_LISTS}\n${SIGN_INS}`;

export const NETWORKS = "IPv6 networks: addresses of one /64 are one source in Rollcall and many here.";
export const ESTIMATES = "Distinct counts are estimates above 3,000 names.";
export const ADD_ON = "Field names follow the add-on for Microsoft Cloud Services; other ways in need a map.";

/** Sources that asked for enough absent names: only what they learned is exposure. */
export const flagged = (span: string, least: number) => `let Flagged = SignIns(ago(${span}), now())
  | where Code in (Absent) and isnotempty(Network)
  | summarize AbsentNames = dcount(Person), AskedFrom = min(At) by Network, Day = bin(At, 1d)
  | where AbsentNames >= ${least}
  | summarize AskedFrom = min(AskedFrom) by Network;`;

/** A base rule that picks sign-ins by their codes. */
export const told = (id: string, name: string, title: string, list: readonly string[]): SigmaBase =>
  base(
    id,
    name,
    title,
    "An Entra sign-in with an answer of this kind. It is counted, not an alert.",
    "signins",
    { selection: { ResultType: codes(...list) }, filter_no_address: { IPAddress: "" } },
  );
