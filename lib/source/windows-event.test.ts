import { expect, test } from "vitest";
import { answerOf } from "@/lib/event/answers";
import type { Event } from "@/lib/event/schema";
import { FAILED_LOGON, TICKET, VALIDATION, type WindowsEvent, windowsData } from "@/test/windows-records";
import type { Reading, Setting } from "./schema";
import { windowsEvent } from "./windows-event";

const setting: Setting = { nameClaims: null, dateOrder: "month-first", timeZone: null };

const read = (event: WindowsEvent, zone?: { isUtc: boolean }, told: Setting = setting): Reading =>
  windowsEvent(
    {
      eventId: String(event.id),
      provider: event.provider ?? "Microsoft-Windows-Security-Auditing",
      channel: event.channel ?? "Security",
      computer: event.computer ?? "FS01.corp.example",
      recordId: String(event.recordId ?? "1204"),
      time: event.time ?? "2026-03-03T10:15:30.1234567Z",
      data: (name) => String(event.data[name] ?? ""),
    },
    told,
    zone,
  );

function eventOf(event: WindowsEvent): Event {
  const reading = read(event);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.event;
}

const logon = (data: WindowsEvent["data"]) => eventOf(windowsData(FAILED_LOGON, data));
const ticket = (data: WindowsEvent["data"]) => eventOf(windowsData(TICKET, data));
const validation = (data: WindowsEvent["data"]) => eventOf(windowsData(VALIDATION, data));
const answer = (event: Event) => answerOf(event).answer;

test("a failed logon says who, from where, with what, and by which code", () => {
  expect(logon({})).toMatchObject({
    ...{ source: "windows-security", vector: "windows-logon", operation: "4625", digits: 7 },
    ...{ atMicros: 1772532930123456n, nativeId: "fs01.corp.example|security|1204", contentId: "" },
    ...{ name: "CORP\\Ann", address: "10.0.0.9", code: "0xc0000064", qualifier: "substatus" },
    ...{ protocol: "ntlm", app: "", description: "unknown user name or wrong password" },
    facts: {
      ...{ computer: "fs01.corp.example", logonType: "3", authPackage: "NTLM" },
      ...{ status: "0xc000006d", subStatus: "0xc0000064", subject: "CORP\\FS01$" },
    },
  });
  expect(answer(logon({}))).toBe("absent");
});

test.each([
  ["0x6", "0x6"],
  ["0x00000006", "0x6"],
  ["0XC000006D", "0xc000006d"],
  ["3221225581", "0xc000006d"],
  ["-1073741715", "0xc000006d"],
  ["0xFFFFFFFFC000006D", "0xc000006d"],
  [" 0x18 ", "0x18"],
  ["0", "0x0"],
  ["-", ""],
  ["denied", "denied"],
])("the status %s is the code %s, whatever the log makes of numbers", (status, code) => {
  expect(validation({ Status: status }).code).toBe(code);
});

test.each([
  ["0xc000006d", "0xc000006a", "0xc000006a", "substatus", "exists"],
  ["0xc000006e", "0xc0000072", "0xc0000072", "substatus", "exists-unusable"],
  ["0xc0000234", "0x0", "0xc0000234", "status", "exists-unusable"],
  ["0xc0000224", "0x00000000", "0xc0000224", "status", "password-known"],
  ["0xc000015b", "", "0xc000015b", "status", "password-known"],
  ["0xc0000234", "0xc0000234", "0xc0000234", "status", "exists-unusable"],
  ["0xc000006d", "0x0", "0xc000006d", "status", "nothing"],
  ["", "", "", "", "nothing"],
])("status %s with substatus %s reads as %s by %s: %s", (status, sub, code, qualifier, told) => {
  const event = logon({ Status: status, SubStatus: sub });
  expect([event.code, event.qualifier, answer(event)]).toEqual([code, qualifier, told]);
});

test.each([
  ["0x0", "0", "preauth=0", "exists"],
  ["0x0", "2", "preauth=2", "signed-in"],
  ["0x0", "0x00000002", "preauth=2", "signed-in"],
  ["0x0", "15", "preauth=15", "signed-in"],
  ["0x17", "2", "preauth=2", "password-known"],
  ["0x17", "-", "", "exists"],
  ["0x6", "-", "", "absent"],
  ["0x12", "2", "", "exists-unusable"],
])("a ticket with status %s and pre-authentication %s", (status, type, qualifier, told) => {
  const event = ticket({ Status: status, PreAuthType: type });
  expect([event.vector, event.qualifier, answer(event)]).toEqual(["kerberos", qualifier, told]);
});

test("a failed pre-authentication has its domain from the ticket it asked for", () => {
  const { data } = windowsData(TICKET, { Status: "0x18", PreAuthType: "2", TargetDomainName: "" });
  expect(eventOf({ ...TICKET, id: 4771, data })).toMatchObject({
    ...{ name: "CORP.EXAMPLE\\ann", code: "0x18", qualifier: "", operation: "4771", protocol: "kerberos" },
    facts: { ticketOptions: "0x10", preAuthType: "2", encryption: "0xffffffff" },
  });
});

test.each([
  ["::ffff:10.0.0.9", "10.0.0.9"],
  ["2001:0DB8:0000::0001", "2001:db8::1"],
  ["-", "host:fs01.corp.example/sshd.exe"],
  ["", "host:fs01.corp.example/sshd.exe"],
  ["::1", "host:fs01.corp.example/sshd.exe"],
  ["127.0.0.1", "host:fs01.corp.example/sshd.exe"],
])("the address %s of a logon is the origin %s", (address, origin) => {
  expect(logon({ IpAddress: address, ProcessName: "C:\\OpenSSH\\SSHD.exe" }).address).toBe(origin);
});

test("without an address a workstation asks by NTLM, and else the machine itself", () => {
  expect(validation({}).address).toBe("workstation:kali");
  expect(validation({ Workstation: "\\\\KALI" }).address).toBe("workstation:kali");
  expect(validation({ Workstation: "" }).address).toBe("host:dc01.corp.example");
  expect(ticket({ IpAddress: "::1" }).address).toBe("host:dc01.corp.example");
  expect(logon({ IpAddress: "-", ProcessName: "-" }).address).toBe("host:fs01.corp.example");
});

test("a workstation beside an address is only in the record: scanners make up a name for each attempt", () => {
  expect(logon({}).facts.workstation).toBeUndefined();
  expect(logon({ IpAddress: "-" }).facts.workstation).toBe("KALI");
});

test.each([
  ["ann@corp.example", "CORP", "ann@corp.example"],
  ["CORP\\ann", "", "CORP\\ann"],
  ["ann", "-", "ann"],
  ["ann", "", "ann"],
  [" Ann ", "CORP", "CORP\\ Ann "],
  ["FS01$", "CORP", "CORP\\FS01$"],
  ["-", "CORP", ""],
  ["", "CORP", ""],
])("the user %s of the domain %s is named %s", (user, domain, name) => {
  expect(logon({ TargetUserName: user, TargetDomainName: domain }).name).toBe(name);
});

test("a logon that worked is one, and has no code of its own", () => {
  const event = eventOf({ ...FAILED_LOGON, id: 4624 });
  expect([event.code, event.qualifier, answer(event)]).toEqual(["0x0", "", "signed-in"]);
});

test("a lockout keeps the computer that caused it, and whose account it was; it answers nobody", () => {
  const event = eventOf({
    id: 4740,
    computer: "DC01",
    data: {
      ...{ TargetUserName: "ann", TargetDomainName: "KALI", TargetSid: "S-1-5-21-1" },
      ...{ SubjectUserName: "DC01$", SubjectDomainName: "CORP", SubjectLogonId: "0x3e7" },
    },
  });
  expect(event).toMatchObject({
    ...{ vector: "windows-context", name: "CORP\\ann", address: "workstation:kali", code: "" },
    activity: "account locked out",
  });
  expect(answer(event)).toBeNull();
});

test("a logon with other credentials names whose they are, and who used them", () => {
  const event = eventOf({
    id: 4648,
    data: {
      ...{
        SubjectUserName: "bob",
        SubjectDomainName: "CORP",
        TargetUserName: "ann",
        TargetDomainName: "CORP",
      },
      ...{ TargetServerName: "sql01", ProcessName: "C:\\Windows\\System32\\svchost.exe", IpAddress: "-" },
    },
  });
  expect(event).toMatchObject({
    ...{ vector: "windows-context", name: "CORP\\ann", address: "host:fs01.corp.example/svchost.exe" },
    facts: { subject: "CORP\\bob", serviceName: "sql01" },
  });
});

test("other events and other logs are skipped by name, the Application log's 4625 among them", () => {
  expect(read({ ...FAILED_LOGON, id: 4688 })).toMatchObject({
    as: "skipped",
    reason: "event 4688 is no sign-in",
  });
  const application = { channel: "Application", provider: "Microsoft-Windows-EventSystem" };
  expect(read({ ...FAILED_LOGON, ...application })).toMatchObject({
    ...{ as: "skipped", reason: "event 4625 of Application is no sign-in" },
  });
  expect(read({ ...FAILED_LOGON, channel: "", provider: "" })).toMatchObject({
    reason: "event 4625 without channel or provider",
  });
  for (const known of [{ channel: "security", provider: "" }, { channel: "" }])
    expect(read({ ...FAILED_LOGON, ...known })).toMatchObject({ ok: true });
  const rendered = { channel: "", provider: "Microsoft Windows security auditing." };
  expect(read({ ...FAILED_LOGON, ...rendered })).toMatchObject({ ok: true });
});

test("a record without account, address and code is rejected, and so is an impossible time", () => {
  for (const id of [4624, 4625, 4768, 4771, 4776, 4740, 4648])
    expect(read({ id, data: {} })).toMatchObject({
      ...{ as: "rejected", reason: "neither account, address nor result code" },
    });
  expect(read({ ...FAILED_LOGON, time: "2026-02-30T00:00:00Z" })).toMatchObject({
    ...{ as: "rejected", reason: "time cannot be read" },
  });
  expect(read({ ...FAILED_LOGON, time: "" })).toMatchObject({ as: "rejected", reason: "no time" });
});

test("a time without a zone is asked about, unless the format is known to write UTC", () => {
  const local = { ...FAILED_LOGON, time: "2026-03-03 10:15:30" };
  let assumed = 0;
  const told: Setting = { ...setting, timeZone: "UTC+02:00", onAssumedZone: () => assumed++ };
  expect(read(local, undefined, told)).toMatchObject({ event: { atMicros: 1772525730000000n } });
  expect(assumed).toBe(1);
  expect(read(local, { isUtc: true }, told)).toMatchObject({ event: { atMicros: 1772532930000000n } });
  expect(assumed).toBe(1);
});

test("a record's number counts per computer and channel; without one the row's own content tells it apart", () => {
  const [here, there] = ["FS01", "fs02"].map((computer) => eventOf({ ...FAILED_LOGON, computer }));
  expect([here?.nativeId, there?.nativeId]).toEqual(["fs01|security|1204", "fs02|security|1204"]);
  expect(eventOf({ ...FAILED_LOGON, recordId: "9007199254740993" }).nativeId).toMatch(/\|9007199254740993$/);
  const [one, other] = ["50000", "50004"].map((IpPort) =>
    eventOf({ ...windowsData(FAILED_LOGON, { IpPort }), recordId: "" }),
  );
  expect(one?.nativeId).toBe("");
  expect(one?.contentId).not.toBe(other?.contentId);
});
