import { canonicalAddress } from "./addresses";
import { auditDataIn } from "./audit-data";
import { filled, signInEvent } from "./event-of";
import { idOf, isFields, pick, pickAnyCase, text, unwrapped } from "./fields";
import { codeOfLogonError } from "./logon-errors";
import {
  type DateOrder,
  type Fields,
  type JsonFormat,
  MAX_NAME,
  type Reading,
  rejected,
  type Setting,
  skipped,
} from "./schema";
import { readTime } from "./times";
import { UTC } from "./zones";

/** What a wrapper says around AuditData, which alone is true: it only fills what AuditData leaves out. */
export type UalWrapping = Record<"operation" | "recordType" | "id" | "time" | "user" | "address", string>;

const UNWRAPPED: UalWrapping = { operation: "", recordType: "", id: "", time: "", user: "", address: "" };

/** AuditData's properties by their own names: of an object, or of a row that it was flattened into. */
export type AuditData = (name: string) => unknown;

/** What every receipt of this log says. */
export const MASKED =
  "The unified audit log masks names that do not exist, so that most guesses at names are not to be seen in it, and no detection is made from its rows. Export the Entra sign-in logs, interactive and non-interactive, as JSON or CSV as well.";

/**
 * The unified audit log of Microsoft 365 as JSON: AuditData by itself (the management API, SOF-ELK, Splunk), or in the
 * record of an export (Search-UnifiedAuditLog, Purview's search in Graph), as object or as text.
 */
export const ual: JsonFormat = {
  id: "ual",
  time: () => "",
  claims: (record) =>
    pick(record, "auditData") !== undefined ||
    (pick(record, "creationTime") !== undefined &&
      pick(record, "operation") !== undefined &&
      (pick(record, "workload") !== undefined || pick(record, "recordType") !== undefined)),
  read: (record, setting) => {
    const inner = pick(record, "auditData");
    if (inner === undefined) return readAuditData((name) => pickAnyCase(record, name), setting, UNWRAPPED);
    return readWrapped(inner, setting, wrappingOf(record));
  },
};

function wrappingOf(record: Fields): UalWrapping {
  const first = (...names: string[]) =>
    names.map((name) => text(pickAnyCase(record, name))).find((value) => value.trim() !== "") ?? "";
  return wrappingBy(first);
}

/** The wrappers' names for one thing: Search-UnifiedAuditLog, Purview, Graph. */
export const wrappingBy = (first: (...names: string[]) => string): UalWrapping => ({
  operation: first("Operations", "Operation"),
  recordType: first("RecordType", "AuditLogRecordType"),
  id: first("Identity", "RecordId", "Id"),
  time: first("CreationDate", "CreatedDateTime", "CreationTime"),
  user: first("UserIds", "UserPrincipalName", "UserId"),
  address: first("ClientIp"),
});

/**
 * A record with AuditData in it. Where that cannot be read, what the wrapper calls no sign-in is skipped all the same:
 * it is the long records of other operations that spreadsheets cut.
 */
export function readWrapped(inner: unknown, setting: Setting, outer: UalWrapping): Reading {
  const data = auditDataIn(inner);
  if (typeof data !== "string") return readAuditData((name) => pickAnyCase(data, name), setting, outer);
  return otherOperation(outer.operation, outer.recordType) ?? rejected(data);
}

/** AuditData of a sign-in as event; other operations are skipped by name. */
export function readAuditData(data: AuditData, setting: Setting, outer: UalWrapping): Reading {
  const said = (name: string) => text(data(name));
  const operation = said("Operation") || outer.operation;
  const other = otherOperation(operation, said("RecordType") || outer.recordType);
  if (other) return other;
  const time = timeOf(said("CreationTime"), outer.time, setting.dateOrder);
  if (time === null) return rejected("AuditData has no time, and the wrapper's may be of two days");
  const extended = (name: string) => propertyOf(data("ExtendedProperties"), name);
  const device = (name: string) => propertyOf(data("DeviceProperties"), name);
  const reading = signInEvent({
    happened: time.happened,
    ingested: "",
    reading: { order: time.order, zone: UTC },
    isNonInteractiveTable: false,
    nativeId: idOf(data("Id")) || outer.id.trim(),
    correlationId: said("InterSystemsId"),
    address: addressOf(said("ClientIP"), said("ActorIpAddress"), outer.address),
    name: known(said("UserId") || outer.user),
    app: "",
    appId: known(said("ApplicationId")),
    clientApp: "",
    userAgent: extended("UserAgent"),
    protocol: extended("RequestType"),
    code: codeOf(said, operation, extended("ResultStatusDetail")),
    description: wordOf(said("LogonError")),
    country: "",
    region: "",
    city: "",
    asn: "",
    interactive: null,
    facts: filled({
      resourceId: resourceOf(data),
      os: device("OS"),
      browser: device("BrowserType"),
      authMethod: extended("UserAuthenticationMethod"),
    }),
  });
  if (!reading.ok) return reading;
  setting.onNote?.(MASKED);
  const { event } = reading;
  event.source = "ual";
  event.vector = "ual";
  event.operation = operation;
  return reading;
}

const SIGN_IN = /^userlog(gedin|infailed)$/i;

/** Why a record is no sign-in, null where it is one: by its operation, else by its type. */
function otherOperation(operation: string, recordType: string): Reading | null {
  const name = operation.trim();
  if (SIGN_IN.test(name)) return null;
  if (name !== "") return skipped(`operation ${name.slice(0, MAX_NAME)} is no sign-in`);
  return /^(15|azureactivedirectorystslogon)?$/i.test(recordType.trim())
    ? null
    : skipped(`record type ${recordType.trim().slice(0, MAX_NAME)} is no sign-in`);
}

/** AuditData's time, else the wrapper's in the one order that its parts allow; null where they allow two. */
function timeOf(own: string, outer: string, order: DateOrder): { happened: string; order: DateOrder } | null {
  if (own.trim() !== "" || outer.trim() === "") return { happened: own, order };
  const month = readTime(outer, { order: "month-first", zone: UTC });
  const day = readTime(outer, { order: "day-first", zone: UTC });
  if (month && day && month.micros !== day.micros) return null;
  return { happened: outer, order: month ? "month-first" : "day-first" };
}

function addressOf(...addresses: string[]): string {
  return addresses.find((address) => canonicalAddress(address) !== "") ?? "";
}

/** What the log writes in place of a name or an id that it does not tell. */
const known = (value: string): string =>
  /^\s*(unknown|not ?available|<null>|null)\s*$/i.test(value) ? "" : value;

/** LogonError on a success, as some exports write it. */
const wordOf = (value: string): string => (/^\s*(none|null|success|-|0)?\s*$/i.test(value) ? "" : value);

/**
 * The number decides, then the error's name, and only where there is neither the operation: a sign-in of nobody's is
 * written as UserLoggedIn with an error, and ResultStatus tells of the record. A failure without a code has none;
 * it never passes for a success.
 */
function codeOf(said: (name: string) => string, operation: string, detail: string): string {
  const number = said("ErrorNumber").trim();
  if (/^\d+$/.test(number) && Number(number) !== 0) return number;
  const error = wordOf(said("LogonError"));
  if (error !== "") return codeOfLogonError(error);
  if (/failed$/i.test(operation.trim())) return "";
  if (number !== "") return Number(number) === 0 ? "0" : number;
  const isFailed = /^(user)?error|^fail|^false$/i;
  return operation === "" || [said("ResultStatus"), detail].some((word) => isFailed.test(word.trim()))
    ? ""
    : "0";
}

/** PowerShell's name of a type where a list was. */
const FLATTENED = /^System\.Object\[\]$/;

/** A property out of `[{Name, Value}]`, as the API writes them, or out of an object, as some SIEMs do. */
function propertyOf(properties: unknown, name: string): string {
  const inner = unwrapped(properties);
  if (isFields(inner) && pick(inner, "value") === undefined) return text(pickAnyCase(inner, name));
  const list = Array.isArray(inner) ? inner : [inner];
  for (const entry of list)
    if (isFields(entry) && text(pick(entry, "name")).toLowerCase() === name.toLowerCase())
      return text(pick(entry, "value"));
  return "";
}

/** What was signed in to: ObjectId, else the first target, which Hawk flattens to `id:type,`. */
function resourceOf(data: AuditData): string {
  const object = known(text(data("ObjectId")));
  if (object !== "") return object;
  const target = unwrapped(data("Target"));
  if (typeof target === "string") return FLATTENED.test(target) ? "" : known(target.replace(/:.*$/s, ""));
  const [first] = Array.isArray(target) ? target : [target];
  return isFields(first) ? known(text(pickAnyCase(first, "ID"))) : "";
}
