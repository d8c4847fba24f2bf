import { CODES, type Level } from "@/lib/event/codes";
import { shownText } from "@/lib/stored-text";

/**
 * Everything that is not a plain visible character, and the two that mean something inside quotes. Format characters
 * and separators too: what a prober typed must not turn or hide the rest of a line where an analyst pastes it.
 */
const UNPLAIN = /["'\\`]|[\p{C}\p{Zl}\p{Zp}]|[^\S ]/gu;

const unitOf = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
const escapeOf = (character: string) =>
  character === '"' || character === "\\" ? `\\${character}` : character.split("").map(unitOf).join("");

/**
 * Text as a KQL string. Only escapes that KQL and JSON read alike, because a list is a JSON value inside `dynamic`.
 * Names and agents are written by whoever is hunted.
 */
export const kqlString = (stored: string): string => `"${shownText(stored).replace(UNPLAIN, escapeOf)}"`;

/** A list of texts, one line each where there are many. */
export function kqlList(texts: readonly string[]): string {
  const items = texts.map(kqlString);
  return items.length > 4 ? `dynamic([\n  ${items.join(",\n  ")}\n])` : `dynamic([${items.join(", ")}])`;
}

/** An instant; KQL keeps seven digits and ours are of the millisecond. */
export const kqlTime = (at: Date): string => `datetime(${at.toISOString()})`;

/** Entra codes whose every reading has one of these levels, whatever the description or protocol. */
export function codesOf(...levels: Level[]): string[] {
  const entra = CODES.filter(({ source, code }) => source === "entra" && /^\d+$/.test(code));
  const split = new Set(entra.filter(({ text, qualifier }) => text || qualifier).map(({ code }) => code));
  return entra
    .filter(({ code, level }) => levels.includes(level) && !split.has(code))
    .map(({ code }) => code);
}

const column = (name: string) => `tostring(column_ifexists("${name}", ""))`;

const leg = (table: string) => `    (${table}
    | where TimeGenerated between (begin - 1h .. end + 1d)
    | project At = CreatedDateTime, Log = "${table}", Person = tolower(trim(" ", UserPrincipalName)),
        Address = IPAddress, Code = tostring(ResultType), Reason = ResultDescription, ClientId = AppId,
        ClientName = AppDisplayName, Agent = ${column("UserAgent")},
        Protocol = ${column("AuthenticationProtocol")}, Asn = ${column("AutonomousSystemNumber")})`;

/**
 * Sign-ins of all three tables in one shape. Rows are picked by their own time; a day of late delivery is allowed for.
 * An IPv6 network is its first 64 bits: whoever has one address of it has them all.
 */
export const SIGN_INS = `let SignIns = (begin: datetime, end: datetime) {
  union isfuzzy=true
${["SigninLogs", "AADNonInteractiveUserSignInLogs", "ADFSSignInLogs"].map(leg).join(",\n")}
  | where At >= begin and At < end
  | extend Network = iff(Address has ":", parse_ipv6_mask(Address, 64), Address)
};`;

/** The code table's own readings, so that a hunt and an alert never disagree on what a code tells. */
export const CODE_LISTS = [
  "// What each code tells whoever asked: there is no such account; it exists; its password was right.",
  `let Absent = ${oneLine(codesOf("K0"))};`,
  `let Exists = ${oneLine(codesOf("K3", "K3x"))};`,
  `let RightPassword = ${oneLine(codesOf("K4", "K4n"))};`,
].join("\n");

function oneLine(codes: readonly string[]): string {
  return `dynamic([${codes.map(kqlString).join(", ")}])`;
}
