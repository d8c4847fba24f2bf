import type { Random } from "@/test/seeded";
import type { WindowsEvent } from "@/test/windows-records";

/** A status as a number, and as any export may spell it. */
function spelled(random: Random, status: number): string | number {
  const hex = status.toString(16);
  return random.pick<string | number>([
    `0x${hex}`,
    `0X${hex.toUpperCase()}`,
    `0x${hex.padStart(8, "0")}`,
    status,
    String(status),
    status > 0x7fffffff ? status - 2 ** 32 : status,
  ]);
}

export type Truth = { id: number; at: number; name: string; origin: string; code: string; qualifier: string };

const USERS = ["ann", "Bob", "svc-sql", "PC01$", "x@corp.example", "CORP\\eve", "名前", "a\u0000b", " pad "];
const DOMAINS = ["CORP", "corp.example", "", "-"];
/** [as the log writes it, what it is] */
const ADDRESSES: [string, string][] = [
  ["10.0.0.9", "10.0.0.9"],
  ["::ffff:10.0.0.9", "10.0.0.9"],
  ["2001:DB8:0::9", "2001:db8::9"],
  ["-", ""],
  ["", ""],
  ["::1", ""],
  ["127.0.0.1", ""],
];

const qualified = (user: string, domain: string) =>
  domain === "" || domain === "-" || user.includes("@") || user.includes("\\") ? user : `${domain}\\${user}`;

type Part = Omit<Truth, "id" | "at"> & { data: WindowsEvent["data"] };

function failedLogon(random: Random): Part {
  const [user, domain] = [random.pick(USERS), random.pick(DOMAINS)];
  const [address, origin] = random.pick(ADDRESSES);
  const program = random.pick(["-", "C:\\Windows\\System32\\LSASS.exe"]);
  const [status, sub, code, qualifier] = random.pick<[number, number, number, string]>([
    [0xc000006d, 0xc0000064, 0xc0000064, "substatus"],
    [0xc000006d, 0xc000006a, 0xc000006a, "substatus"],
    [0xc000006e, 0xc0000072, 0xc0000072, "substatus"],
    [0xc0000234, 0, 0xc0000234, "status"],
    [0xc000015b, 0, 0xc000015b, "status"],
  ]);
  const data = {
    ...{ SubjectUserSid: "S-1-0-0", SubjectUserName: "-", SubjectDomainName: "-", SubjectLogonId: "0x0" },
    ...{ TargetUserSid: "S-1-0-0", TargetUserName: user, TargetDomainName: domain },
    ...{ Status: spelled(random, status), FailureReason: "%%2313", SubStatus: spelled(random, sub) },
    ...{ LogonType: 3, LogonProcessName: "NtLmSsp ", AuthenticationPackageName: "NTLM" },
    ...{ WorkstationName: random.hex(12), TransmittedServices: "-", LmPackageName: "-", KeyLength: 0 },
    ...{ ProcessId: "0x0", ProcessName: program, IpAddress: address, IpPort: "0" },
  };
  const machine = program === "-" ? "host:fs01.corp.example" : "host:fs01.corp.example/lsass.exe";
  return {
    data,
    ...{
      name: qualified(user, domain),
      origin: origin || machine,
      code: `0x${code.toString(16)}`,
      qualifier,
    },
  };
}

function ticket(random: Random): Part {
  const [user, domain] = [random.pick(USERS), random.pick(["CORP", "corp.example"])];
  const [address, origin] = random.pick(ADDRESSES);
  const [status, type] = random.pick<[number, string]>([
    [6, "-"],
    [0x12, "-"],
    [0, "0"],
    [0, "2"],
    [0x17, "2"],
  ]);
  const data = {
    ...{
      TargetUserName: user,
      TargetDomainName: domain,
      TargetSid: "S-1-0-0",
      ServiceName: `krbtgt/${domain}`,
    },
    ...{ ServiceSid: "S-1-0-0", TicketOptions: spelled(random, 0x40810010), Status: spelled(random, status) },
    ...{ TicketEncryptionType: "0xffffffff", PreAuthType: type, IpAddress: address, IpPort: "50000" },
  };
  return {
    data,
    ...{ name: qualified(user, domain), origin: origin || "host:fs01.corp.example" },
    ...{ code: `0x${status.toString(16)}`, qualifier: type === "-" ? "" : `preauth=${type}` },
  };
}

function validation(random: Random): Part {
  const user = random.pick(USERS);
  const workstation = random.pick(["KALI", "ws-7", ""]);
  const status = random.pick([0xc0000064, 0xc000006a, 0]);
  return {
    data: {
      ...{ PackageName: "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0", TargetUserName: user },
      ...{ Workstation: workstation, Status: spelled(random, status) },
    },
    name: user,
    origin: workstation === "" ? "host:fs01.corp.example" : `workstation:${workstation.toLowerCase()}`,
    ...{ code: `0x${status.toString(16)}`, qualifier: "" },
  };
}

const KINDS = [
  [4625, failedLogon],
  [4768, ticket],
  [4776, validation],
] as const;

/** A random event without its time, and what it says. */
export function windowsTruth(random: Random): { id: number } & Part {
  const [id, make] = random.pick(KINDS);
  return { id, ...make(random) };
}
