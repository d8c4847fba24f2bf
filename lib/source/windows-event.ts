import type { Event, Vector } from "@/lib/event/schema";
import { canonicalAddress } from "./addresses";
import { filled, timeOf, timeReading } from "./event-of";
import { MAX_NAME, type Reading, rejected, type Setting, skipped } from "./schema";
import { failureReason, logonFailure, preAuthQualifier, windowsCode } from "./windows-code";
import type { WindowsRecord } from "./windows-record";
import { UTC } from "./zones";

/** The events that tell of a logon, and the two that tell the circumstances of one. */
const VECTORS: ReadonlyMap<string, Vector> = new Map([
  ["4624", "windows-logon"],
  ["4625", "windows-logon"],
  ["4768", "kerberos"],
  ["4771", "kerberos"],
  ["4776", "ntlm"],
  ["4740", "windows-context"],
  ["4648", "windows-context"],
]);

/** What the two events that judge no logon tell. */
const ACTIVITIES: Record<string, string> = {
  "4740": "account locked out",
  "4648": "logon with other credentials",
};

/**
 * One record of the Windows Security log as event. `isUtc` says that the format writes UTC without saying so; a time
 * that names no zone is otherwise read in the analyst's zone, and the receipt asks about it. Fields are named one by
 * one: spreads took a third of the reading time.
 */
export function windowsEvent(record: WindowsRecord, setting: Setting, zone?: { isUtc: boolean }): Reading {
  const id = record.eventId.trim();
  const vector = VECTORS.get(id);
  if (!vector) return skipped(/^\d{1,5}$/.test(id) ? `event ${id} is no sign-in` : "an event without an id");
  if (!isSecurity(record)) return skipped(otherLog(id, record));
  const reading = zone?.isUtc ? { order: setting.dateOrder, zone: UTC } : timeReading(setting);
  const time = timeOf(record.time, "", reading);
  if ("reason" in time) return rejected(time.reason);
  const told = toldBy(id, record);
  if (told.name === "" && told.source === "" && told.code === "" && !isSuccess(id, record))
    return rejected("neither account, address nor result code");
  const event: Event = {
    source: "windows-security",
    vector,
    atMicros: time.instant.micros,
    isIngestTime: false,
    digits: time.instant.digits,
    nativeId: nativeIdOf(record),
    contentId: "",
    correlationId: "",
    address: told.source || hostOf(record),
    name: told.name,
    app: processOf(record),
    appId: "",
    clientApp: "",
    userAgent: "",
    protocol: protocolOf(vector, record),
    code: id === "4624" ? "0x0" : told.code,
    qualifier: told.qualifier,
    operation: id,
    activity: ACTIVITIES[id] ?? "",
    description: failureReason(record.data("FailureReason")),
    country: "",
    region: "",
    city: "",
    asn: "",
    interactive: null,
    facts: factsOf(id, record, told.hasAddress),
  };
  if (event.nativeId === "") event.contentId = contentOf(event, record);
  return { ok: true, event };
}

/** The number 4625 is also an event of the Application log. The provider's name is spelled with blanks in rendered text. */
const isSecurity = ({ channel, provider }: WindowsRecord): boolean =>
  channel.trim().toLowerCase() === "security" ||
  provider.toLowerCase().replace(/[^a-z]/g, "") === "microsoftwindowssecurityauditing";

function otherLog(id: string, { channel, provider }: WindowsRecord): string {
  const log = (channel.trim() || provider.trim()).slice(0, MAX_NAME);
  return log === "" ? `event ${id} without channel or provider` : `event ${id} of ${log} is no sign-in`;
}

/** A blank and `-` both stand for nothing. */
function said(record: WindowsRecord, name: string): string {
  const text = record.data(name);
  const bare = text.trim();
  return bare === "-" ? "" : bare;
}

type Told = { name: string; source: string; hasAddress: boolean; code: string; qualifier: string };

function toldBy(id: string, record: WindowsRecord): Told {
  const address = addressOf(record);
  const source = address || workstationOf(id, record);
  const { code, qualifier } = codeOf(id, record);
  return { name: nameOf(id, record), source, hasAddress: address !== "", code, qualifier };
}

function codeOf(id: string, record: WindowsRecord): { code: string; qualifier: string } {
  const status = windowsCode(record.data("Status"));
  if (id === "4625") return logonFailure(status, windowsCode(record.data("SubStatus")));
  if (id === "4768") return { code: status, qualifier: preAuthQualifier(status, record.data("PreAuthType")) };
  return { code: id === "4771" || id === "4776" ? status : "", qualifier: "" };
}

/** A logon that worked has no status: its type says that the row is whole. */
const isSuccess = (id: string, record: WindowsRecord) => id === "4624" && said(record, "LogonType") !== "";

/**
 * `DOMAIN\user` where the log gives a domain. A lockout (4740) keeps the computer that caused it where others keep the
 * domain; a failed pre-authentication (4771) has no domain, but asked for a ticket of one.
 */
function nameOf(id: string, record: WindowsRecord): string {
  const typed = record.data("TargetUserName");
  const user = typed.trim() === "-" ? "" : typed;
  if (user.trim() === "" || /[\\@]/.test(user)) return user.trim() === "" ? "" : user;
  const domain = domainOf(id, record);
  return domain === "" ? user : `${domain}\\${user}`;
}

function domainOf(id: string, record: WindowsRecord): string {
  if (id === "4740") return said(record, "SubjectDomainName");
  const domain = said(record, "TargetDomainName");
  if (domain !== "" || (id !== "4768" && id !== "4771")) return domain;
  return /^krbtgt\/(.+)$/i.exec(said(record, "ServiceName"))?.[1] ?? "";
}

/** The machine itself is no source: services and terminals of one ask from there. */
function addressOf(record: WindowsRecord): string {
  const address = canonicalAddress(record.data("IpAddress"));
  return address === "::1" || /^127\./.test(address) ? "" : address;
}

/** NTLM knows the name of who asks instead of an address, a lockout its cause. */
function workstationOf(id: string, record: WindowsRecord): string {
  if (id !== "4776" && id !== "4740") return "";
  const field = id === "4740" ? "TargetDomainName" : "Workstation";
  const name = said(record, field).replace(/^\\+/, "").toLowerCase();
  return name === "" ? "" : `workstation:${name}`;
}

/** Where the log names no source: the machine that was asked, and the process on it that asked. */
function hostOf(record: WindowsRecord): string {
  const computer = record.computer.trim().toLowerCase();
  const process = processOf(record).toLowerCase();
  if (computer === "") return "";
  return process === "" ? `host:${computer}` : `host:${computer}/${process}`;
}

/** `sshd.exe` of `C:\Program Files\OpenSSH-Win64\sshd.exe`. */
const processOf = (record: WindowsRecord): string => /[^\\/]*$/.exec(said(record, "ProcessName"))?.[0] ?? "";

const PACKAGES: Record<string, string> = {
  microsoft_authentication_package_v1_0: "ntlm",
  kerberos: "kerberos",
  ntlm: "ntlm",
};

/** Negotiate says which of the two it was only where NTLM's own package is named beside it. */
function protocolOf(vector: Vector, record: WindowsRecord): string {
  if (vector === "kerberos" || vector === "ntlm") return vector;
  const name = said(record, "AuthenticationPackageName").toLowerCase();
  if (/^ntlm/i.test(said(record, "LmPackageName"))) return "ntlm";
  return PACKAGES[name] ?? name;
}

/** A record's number counts anew on each computer and in each channel. */
function nativeIdOf({ computer, channel, recordId }: WindowsRecord): string {
  const number = recordId.trim();
  if (!/^\d+$/.test(number)) return "";
  return [computer.trim(), channel.trim() || "security", number].join("|").toLowerCase();
}

/**
 * What is worth grouping. Ports, process numbers, sids and record numbers stay in the raw record: they differ in every
 * row. So does the workstation where there is an address beside it: scanners make up a name for each attempt.
 */
function factsOf(id: string, record: WindowsRecord, hasAddress: boolean): Record<string, string> {
  const isFailure = id === "4625";
  const isTicket = id === "4768" || id === "4771";
  return filled({
    computer: record.computer.trim().toLowerCase(),
    workstation: hasAddress ? "" : said(record, "WorkstationName"),
    logonType: said(record, "LogonType"),
    process: said(record, "ProcessName"),
    authPackage: said(record, "AuthenticationPackageName") || said(record, "PackageName"),
    ticketOptions: isTicket ? windowsCode(record.data("TicketOptions")) : "",
    preAuthType: isTicket ? said(record, "PreAuthType") : "",
    encryption: isTicket ? windowsCode(record.data("TicketEncryptionType")) : "",
    serviceName: isTicket ? said(record, "ServiceName") : said(record, "TargetServerName"),
    status: isFailure ? windowsCode(record.data("Status")) : "",
    subStatus: isFailure ? windowsCode(record.data("SubStatus")) : "",
    subject: subjectOf(record),
  });
}

function subjectOf(record: WindowsRecord): string {
  const [domain, user] = [said(record, "SubjectDomainName"), said(record, "SubjectUserName")];
  return domain === "" || user === "" ? user : `${domain}\\${user}`;
}

/** What tells two rows of one moment apart where the export left the record's number out. */
const APART = [
  "IpPort",
  "WorkstationName",
  "TargetLogonId",
  "LogonGuid",
  "ProcessId",
  "SubjectLogonId",
  "LogonProcessName",
] as const;

function contentOf(
  { atMicros, operation, address, name, code, facts }: Event,
  record: WindowsRecord,
): string {
  const apart = APART.map((field) => said(record, field));
  return JSON.stringify([String(atMicros), operation, address, name, code, facts, ...apart]);
}
