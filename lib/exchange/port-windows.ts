import { numberOf, type PortedRule, type Sentinel, WINDOWS } from "./port";
import { base, correlation } from "./sigma";

const HOST: Sentinel["entities"][number] = { entityType: "IP", identifier: "Address", columnName: "Address" };
const WORKSTATION: Sentinel["entities"][number] = {
  entityType: "Host",
  identifier: "HostName",
  columnName: "Source",
};
const TAGS = ["attack.discovery", "attack.t1087.002", "attack.reconnaissance", "attack.t1589.002"];
const NOWHERE = ["-", "", "::1", "127.0.0.1"];
const TIMES = { frequency: "15m", period: "1h" };

const RC_13: PortedRule = {
  ruleId: "RC-13",
  title: "Kerberos tickets for names the domain does not hold",
  description: "One host asked the domain controllers for tickets of many unknown names within two minutes.",
  numbers: { names: 10 },
  falsePositives: [
    "Vulnerability scanners and ordered tests",
    "VPN and RADIUS hosts that forward what people type",
    "A misspelt service account (one name, many tries)",
  ],
  sentinel: {
    ...{ id: "684facec-54fb-4697-89ea-e0fe2dbfdb1f", severity: "Medium", ...TIMES },
    ...{ tactics: ["Reconnaissance", "Discovery"], techniques: ["T1589", "T1087"] },
    connectors: WINDOWS,
    entities: [HOST],
    query: (at) => `SecurityEvent
| where TimeGenerated > ago(1h) and EventID == 4768
| where tolower(Status) in ("0x6", "0x00000006") and TargetUserName !endswith "$"
| extend Address = replace_regex(IpAddress, "^::ffff:", "")
| where Address !in ("", "-", "::1", "127.0.0.1")
| summarize Names = dcount(tolower(TargetUserName)), Requests = count(), Options = make_set(TicketOptions, 5),
    First = min(TimeGenerated), Last = max(TimeGenerated), SomeNames = make_set(TargetUserName, 25)
    by Address, Window = bin(TimeGenerated, 2m)
| where Names > ${numberOf(at, "names")}
| order by Names desc`,
  },
  sigma: (at) => [
    base(
      "988c352e-6217-4f67-be15-4c7a165f0721",
      "rollcall_rc13_unknown",
      "Kerberos Ticket Refused For An Unknown Name, Counted By RC-13",
      "A ticket was asked for a name that the domain does not hold. It is counted, not an alert.",
      "security",
      {
        selection: { EventID: 4768, Status: ["0x6", "0x00000006"] },
        filter_machine: { "TargetUserName|endswith": "$" },
        filter_local: { IpAddress: NOWHERE },
      },
    ),
    correlation({
      title: "Kerberos Tickets For Names The Domain Does Not Hold",
      id: "269a385b-8cf6-46a1-8bfe-7d12e7605a71",
      name: "rollcall_rc13_many_names",
      description: "One host asked for tickets of many unknown names within two minutes.",
      tags: TAGS,
      correlation: {
        type: "value_count",
        rules: ["rollcall_rc13_unknown"],
        "group-by": ["IpAddress"],
        timespan: "2m",
        condition: { gte: numberOf(at, "names") + 1, field: "TargetUserName" },
      },
      falsepositives: RC_13.falsePositives,
      level: "medium",
    }),
  ],
  splunk: (
    at,
  ) => `source IN ("WinEventLog:Security", "XmlWinEventLog:Security") EventCode=4768 Status IN ("0x6", "0x00000006")
| where NOT match(TargetUserName, "\\$$") AND NOT IpAddress IN ("-", "", "::1", "127.0.0.1")
| eval address=replace(IpAddress, "^::ffff:", ""), name=lower(TargetUserName)
| bin _time span=2m as window
| stats dc(name) as names, count as requests, values(TicketOptions) as options by address, window
| where names > ${numberOf(at, "names")}
| sort - names`,
  elastic: (at) => `FROM logs-system.security-*, logs-windows.forwarded-*, winlogbeat-*
| WHERE event.code == "4768" AND winlog.event_data.Status IN ("0x6", "0x00000006")
| WHERE NOT ENDS_WITH(winlog.event_data.TargetUserName, "$") AND NOT winlog.event_data.IpAddress IN ("-", "", "::1", "127.0.0.1")
| EVAL address = REPLACE(winlog.event_data.IpAddress, "^::ffff:", ""), name = TO_LOWER(winlog.event_data.TargetUserName),
    window = DATE_TRUNC(2 minutes, @timestamp)
| STATS names = COUNT_DISTINCT(name), requests = COUNT(*), options = VALUES(winlog.event_data.TicketOptions) BY address, window
| WHERE names > ${numberOf(at, "names")}
| SORT names DESC`,
  leavesOut: {
    all: [
      "Names that exist leave no event when they are only asked for: the hits of such a scan are not in any log.",
      "The host's own usual number, the slow windows of an hour and a day, and tickets handed out without pre-authentication.",
    ],
  },
};

const RC_14: PortedRule = {
  ruleId: "RC-14",
  title: "Logons with names the domain does not hold",
  description:
    "One workstation or address tried many unknown names over NTLM, or at a server's own logon, within five minutes.",
  numbers: { names: 10 },
  falsePositives: [
    "Terminal servers, jump hosts and Citrix farms",
    "Vulnerability scanners",
    "Copiers and scanners with old accounts",
  ],
  sentinel: {
    ...{ id: "db74a287-290f-4cf4-85de-9cacd6692f14", severity: "Medium", ...TIMES },
    ...{ tactics: ["Reconnaissance", "Discovery"], techniques: ["T1589", "T1087"] },
    connectors: WINDOWS,
    entities: [WORKSTATION],
    query: (at) => `SecurityEvent
| where TimeGenerated > ago(1h)
| where (EventID == 4776 and Status =~ "0xc0000064") or (EventID == 4625 and SubStatus =~ "0xc0000064")
| where TargetUserName !endswith "$"
| extend Source = case(IpAddress !in ("", "-"), IpAddress, isnotempty(WorkstationName), WorkstationName,
    isnotempty(Workstation), Workstation, Computer)
| summarize Names = dcount(tolower(TargetUserName)), Attempts = count(), First = min(TimeGenerated),
    Last = max(TimeGenerated), SomeNames = make_set(TargetUserName, 25) by Source, EventID, Window = bin(TimeGenerated, 5m)
| where Names > ${numberOf(at, "names")}
| order by Names desc`,
  },
  sigma: (at) => [
    base(
      "f7e15337-54c8-4a90-8354-ab4ccd6405a3",
      "rollcall_rc14_ntlm",
      "NTLM Logon With An Unknown Name, Counted By RC-14",
      "NTLM validation of a name that the domain does not hold. It is counted, not an alert.",
      "security",
      {
        selection: { EventID: 4776, Status: ["0xc0000064", "0xC0000064"] },
        filter_machine: { "TargetUserName|endswith": "$" },
      },
    ),
    base(
      "8279161e-1aae-4aa5-b94e-5e52f1d192cb",
      "rollcall_rc14_logon",
      "Logon With An Unknown Name, Counted By RC-14",
      "A logon with a name that the machine's domain does not hold. It is counted, not an alert.",
      "security",
      {
        selection: { EventID: 4625, SubStatus: ["0xc0000064", "0xC0000064"] },
        filter_machine: { "TargetUserName|endswith": "$" },
        filter_local: { IpAddress: NOWHERE },
      },
    ),
    correlation({
      title: "NTLM Logons With Many Unknown Names From One Workstation",
      id: "8d692771-d70c-4f12-98cf-d2f08452328f",
      name: "rollcall_rc14_workstation",
      description: "One workstation name validated many unknown names within five minutes.",
      tags: TAGS,
      correlation: {
        type: "value_count",
        rules: ["rollcall_rc14_ntlm"],
        "group-by": ["Workstation"],
        timespan: "5m",
        condition: { gte: numberOf(at, "names") + 1, field: "TargetUserName" },
      },
      falsepositives: RC_14.falsePositives,
      level: "medium",
    }),
    correlation({
      title: "Logons With Many Unknown Names From One Address",
      id: "88c9ae54-fdc6-4e6d-9fc3-f4a2acc4bb9c",
      name: "rollcall_rc14_address",
      description: "One address tried many unknown names at a machine within five minutes.",
      tags: TAGS,
      correlation: {
        type: "value_count",
        rules: ["rollcall_rc14_logon"],
        "group-by": ["IpAddress"],
        timespan: "5m",
        condition: { gte: numberOf(at, "names") + 1, field: "TargetUserName" },
      },
      falsepositives: RC_14.falsePositives,
      level: "medium",
    }),
  ],
  splunk: (at) => `source IN ("WinEventLog:Security", "XmlWinEventLog:Security") EventCode IN (4776, 4625)
| where (EventCode=4776 AND lower(Status)="0xc0000064") OR (EventCode=4625 AND lower(SubStatus)="0xc0000064")
| where NOT match(TargetUserName, "\\$$")
| eval origin=case(isnotnull(IpAddress) AND IpAddress!="-", IpAddress, isnotnull(WorkstationName), WorkstationName, true(), Workstation),
    name=lower(TargetUserName)
| bin _time span=5m as window
| stats dc(name) as names, count as attempts by origin, EventCode, window
| where names > ${numberOf(at, "names")}
| sort - names`,
  elastic: (at) => `FROM logs-system.security-*, logs-windows.forwarded-*, winlogbeat-*
| WHERE (event.code == "4776" AND TO_LOWER(winlog.event_data.Status) == "0xc0000064")
    OR (event.code == "4625" AND TO_LOWER(winlog.event_data.SubStatus) == "0xc0000064")
| WHERE NOT ENDS_WITH(winlog.event_data.TargetUserName, "$")
| EVAL origin = COALESCE(TO_STRING(source.ip), winlog.event_data.WorkstationName, winlog.event_data.Workstation),
    name = TO_LOWER(winlog.event_data.TargetUserName), window = DATE_TRUNC(5 minutes, @timestamp)
| STATS names = COUNT_DISTINCT(name), attempts = COUNT(*) BY origin, event.code, window
| WHERE names > ${numberOf(at, "names")}
| SORT names DESC`,
  leavesOut: {
    all: [
      "A logon that is logged twice (4625 on the machine, 4776 on the domain controller) is merged by Rollcall and counts in both here.",
      "The window of a day, and whether the workstation's name is one of yours: an attacker chooses it.",
    ],
    sigma: ["Logons without an address are left to the NTLM rule."],
  },
};

export const WINDOWS_PORTS: readonly PortedRule[] = [RC_13, RC_14];
