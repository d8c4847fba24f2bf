import type { DirectoryField, Person } from "@/lib/enrich/directory-schema";
import { readTime } from "@/lib/source/times";
import { UTC } from "@/lib/source/zones";

/** A row of a directory export as a person, or why it is none. */
export type PersonReading = { ok: true; person: Person } | { ok: false; reason: string };

/** A value by its column's or key's name as compared (columnName); undefined where the row has no such. */
export type Values = (name: string) => unknown;

const LONGEST_NAME = 1000;

/** Spellings of a field, as compared: Graph's, the portal's, PowerShell's, the Microsoft 365 admin centre's, AD's. */
const NAME = ["userprincipalname", "upn"];
const MAIL = ["mail", "email", "emailaddress", "primarysmtpaddress"];
const DISPLAY_NAME = ["displayname", "name", "fullname"];
const ENABLED = ["accountenabled", "enabled", "isenabled"];
/** The same turned round: the Microsoft 365 admin centre says who is blocked. */
const DISABLED = ["blockcredential", "signinblocked", "accountdisabled", "disabled"];
const CREATED = ["createddatetime", "created", "whencreated", "creationdate", "createdon"];
const PRIVILEGED = ["privileged", "isprivileged", "isadmin", "vip", "admincount"];
const ROLES = ["roles", "assignedroles", "directoryroles", "memberof"];

/** Entra names the roles that can change others' accounts so; "Global Reader" and "Directory Readers" cannot. */
const ADMINISTRATOR = /administrator/i;

/** A name as it is compared: small letters and digits, whatever stands between them. */
export const columnName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** Whether one of these columns holds user principal names; a file without one is no directory. */
export const holdsNames = (columns: readonly string[]): boolean =>
  columns.some((column) => NAME.includes(columnName(column)));

/** Reads a row. A value that cannot be read is not stated, and says so; only the name must be there. */
export function personOf(values: Values): PersonReading {
  const name = textIn(values, NAME);
  if (name.trim() === "") return { ok: false, reason: "no user principal name" };
  if (name.length > LONGEST_NAME)
    return { ok: false, reason: `user principal name longer than ${LONGEST_NAME} characters` };
  const unread: DirectoryField[] = [];
  const enabled = truthIn(values, ENABLED);
  const disabled = truthIn(values, DISABLED);
  if (enabled === "unread" || disabled === "unread") unread.push("enabled");
  const created = createdIn(values);
  if (created === "unread") unread.push("created");
  const isPrivileged = privilegedIn(values);
  if (isPrivileged === "unread") unread.push("privileged");
  const person: Person = {
    ...{ name, mail: textIn(values, MAIL).slice(0, LONGEST_NAME) },
    displayName: textIn(values, DISPLAY_NAME).trim().slice(0, LONGEST_NAME),
    isEnabled: read(enabled) ?? negated(read(disabled)),
    isPrivileged: read(isPrivileged),
    created: read(created),
    unread,
  };
  return { ok: true, person };
}

const read = <T>(value: T | "unread" | null): T | null => (value === "unread" ? null : value);
const negated = (value: boolean | null) => (value === null ? null : !value);

function textIn(values: Values, names: readonly string[]): string {
  for (const name of names) {
    const value = values(name);
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number") return String(value);
  }
  return "";
}

/** Null where the row states nothing. */
function truthIn(values: Values, names: readonly string[]): boolean | "unread" | null {
  for (const name of names) {
    const value = values(name);
    if (typeof value === "boolean") return value;
    const word = (typeof value === "number" ? String(value) : typeof value === "string" ? value : "")
      .trim()
      .toLowerCase();
    if (word === "") continue;
    if (/^(?:true|yes|y|1|enabled)$/.test(word)) return true;
    return /^(?:false|no|n|0|disabled)$/.test(word) ? false : "unread";
  }
  return null;
}

/** Stated as a truth, or by the roles that somebody has; having none of them is a statement too. */
function privilegedIn(values: Values): boolean | "unread" | null {
  const stated = truthIn(values, PRIVILEGED);
  if (stated === true) return true;
  for (const name of ROLES) {
    const value = values(name);
    if (value === undefined || value === null) continue;
    if (rolesIn(value).some((role) => ADMINISTRATOR.test(role))) return true;
    if (stated === null) return false;
  }
  return stated;
}

/** Names of roles in a cell, a list of texts, or Graph's expanded `memberOf`, whose groups are no roles. */
function rolesIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    if (typeof item === "string") return [item];
    if (typeof item !== "object" || item === null) return [];
    const entries = new Map(Object.entries(item));
    const type = entries.get("@odata.type");
    const role = entries.get("displayName");
    return typeof role === "string" && (type === undefined || type === "#microsoft.graph.directoryRole")
      ? [role]
      : [];
  });
}

/** A date whose day and month cannot be told apart is not read: nothing here would decide it. */
function createdIn(values: Values): Date | "unread" | null {
  const text = textIn(values, CREATED).trim();
  if (text === "") return null;
  const [month, day] = (["month-first", "day-first"] as const).map((order) =>
    readTime(/\d:\d/.test(text) ? text : `${text} 00:00`, { order, zone: UTC }),
  );
  const micros = month?.micros ?? day?.micros;
  if (micros === undefined || (month && day && month.micros !== day.micros)) return "unread";
  const date = new Date(Number(micros / 1000n));
  return date.getTime() > 0 && date.getTime() < Date.UTC(2200, 0) ? date : "unread";
}
