import { CODE_LISTS, kqlList, kqlTime, SIGN_INS } from "./kql";

/** The alert's own values, as its rows have them; whoever is hunted wrote most of them. */
export type HuntValues = {
  from: Date;
  to: Date;
  sources: string[];
  /** Accounts asked for, the strongest answer first; `confirmed` are those that are known to exist. */
  names: string[];
  confirmed: string[];
  codes: string[];
  agents: string[];
  /** How many accounts there are where a list holds fewer. */
  total?: { names: number; confirmed: number };
};

/** A question to a Sentinel workspace: a query whose lists and times are filled in from an alert. */
export type Hunt = {
  id: string;
  title: string;
  question: string;
  /** How to read the answer, and what it cannot show. */
  note: string;
  /** Rules whose alerts it goes on from. */
  rules: readonly string[];
  /** Lists without which the question makes no sense. */
  needs: readonly ("sources" | "names" | "confirmed" | "codes" | "agents")[];
  body: string;
};

/** Password reset rows in one shape; the actor of such a row is mostly the person it is about. */
const RESETS = `let Resets = (begin: datetime, end: datetime) {
  AuditLogs
  | where TimeGenerated between (begin - 1h .. end + 1d)
  | where ActivityDateTime >= begin and ActivityDateTime < end
  | where LoggedByService =~ "Self-service Password Management"
  | extend Address = tostring(InitiatedBy.user.ipAddress),
      Person = tolower(tostring(TargetResources[0].userPrincipalName))
};`;

/** An IPv6 source stands for its network, as it does in the sign-ins. */
const NETWORKS = `let Networks = toscalar(
  print Address = Sources
  | mv-expand Address to typeof(string)
  | summarize make_set(iff(Address has ":", parse_ipv6_mask(Address, 64), Address))
);`;

/** Without the length of a prefix: the queries cut addresses to networks themselves. */
const addressOf = (source: string) => source.replace(/\/\d{1,3}$/, "");

/** A list that was cut says so where it stands. */
const cutNote = (list: readonly string[], total: number | undefined) =>
  total !== undefined && total > list.length
    ? `// The next list holds ${list.length} of ${total} accounts, the strongest answers first.\n`
    : "";

/** What a query may name, with what it stands for; each is written only where the rest names it. */
const parts = (values: HuntValues): [name: string, text: string][] => [
  ["Resets", RESETS],
  ["SignIns", SIGN_INS],
  ["Networks", NETWORKS],
  ["Absent|Exists|RightPassword", CODE_LISTS],
  ["AlertCodes", `let AlertCodes = ${kqlList(values.codes)};`],
  ["Agents", `let Agents = ${kqlList(values.agents)};`],
  [
    "Confirmed",
    `${cutNote(values.confirmed, values.total?.confirmed)}let Confirmed = ${kqlList(values.confirmed)};`,
  ],
  ["Names", `${cutNote(values.names, values.total?.names)}let Names = ${kqlList(values.names)};`],
  ["Sources", `let Sources = ${kqlList(values.sources.map(addressOf))};`],
  ["From|To", `let From = ${kqlTime(values.from)};\nlet To = ${kqlTime(values.to)};`],
];

/** The whole query: what it says above itself, the lists that it names, and the question. */
export function queryOf({ id, title, body }: Hunt, values: HuntValues): string {
  const used = parts(values).reduce((text, [name, part]) => {
    const isNamed = new RegExp(`\\b(${name})\\b`).test(text);
    return isNamed ? `${part}\n${text}` : text;
  }, body.trim());
  return `// ${id} ${title}\n${used}\n`;
}
