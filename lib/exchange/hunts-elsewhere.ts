import type { Hunt } from "./hunt";

/** The reset pages, the domain controllers, and the pages before signing in. */
export const ELSEWHERE: readonly Hunt[] = [
  {
    id: "HQ11",
    title: "Password resets looked at and left",
    question: "Which sources were shown how people can reset their passwords, and went no further?",
    note: "A name nobody has most likely leaves no row, so there is no share of absent ones here. A help desk finishes its walks.",
    rules: ["RC-03", "RC-11", "RC-08"],
    needs: ["sources"],
    body: `
Resets(From - 1d, To + 1d)
| summarize Shown = countif(ResultReason has "presented with verification options"),
    Begun = countif(ResultReason startswith "User started" or ResultReason startswith "User completed"),
    At = min(ActivityDateTime) by CorrelationId, Address, Person
| where Shown > 0 and Begun == 0
| summarize People = dcount(Person), Walks = count(), SomePeople = make_set(Person, 100), First = min(At), Last = max(At) by Address
| where People >= 5
| extend IsOfAlert = Address in (Sources)
| order by People desc`,
  },
  {
    id: "HQ12",
    title: "Password resets that gave away how an account stands",
    question: "Which sources learned for several people that a reset is not set up, not allowed or blocked?",
    note: "The wording of these reasons has changed over the years; add yours where the query names them.",
    rules: ["RC-03", "RC-11"],
    needs: ["sources"],
    body: `
let TellingReasons = dynamic(["insufficient authentication methods", "not enabled for this user", "not licensed", "on-premises"]);
Resets(From - 1d, To + 1d)
| where ResultReason has_any (TellingReasons) or OperationName startswith "Blocked from self-service password reset"
| summarize People = dcount(Person), Reasons = make_set(ResultReason, 20), First = min(ActivityDateTime),
    Last = max(ActivityDateTime) by Address
| where People >= 5
| extend IsOfAlert = Address in (Sources)
| order by People desc`,
  },
  {
    id: "HQ14",
    title: "Kerberos tickets for names the domain does not hold",
    question: "Which hosts asked the domain controllers for many unknown names within two minutes?",
    note: "Only misses are logged: a name that exists and needs pre-authentication leaves nothing. A name that follows in 4771 or 4768 from the same host is one that was hit.",
    rules: ["RC-13"],
    needs: ["sources"],
    body: `
SecurityEvent
| where TimeGenerated between (From - 1d .. To + 1d)
| where EventID == 4768 and tolower(Status) in ("0x6", "0x00000006") and TargetUserName !endswith "$"
| extend Host = replace_regex(IpAddress, "^::ffff:", "")
| where Host !in ("", "-", "::1", "127.0.0.1")
| summarize Unknown = dcount(tolower(TargetUserName)), Requests = count(), Options = make_set(TicketOptions, 5),
    First = min(TimeGenerated), Last = max(TimeGenerated) by Host, Window = bin(TimeGenerated, 2m)
| where Unknown > 10
| extend IsOfAlert = Host in (Sources)
| order by Window asc`,
  },
  {
    id: "HQ15",
    title: "Logons with names the domain does not hold",
    question: "Which hosts tried many unknown names over NTLM or at a server's own logon?",
    note: "4776 names a workstation and no address, and an attacker chooses that name. Terminal servers forward what their users type.",
    rules: ["RC-14"],
    needs: ["sources"],
    body: `
SecurityEvent
| where TimeGenerated between (From - 1d .. To + 1d)
| where (EventID == 4776 and Status =~ "0xc0000064") or (EventID == 4625 and SubStatus =~ "0xc0000064")
| where TargetUserName !endswith "$"
| extend Host = case(IpAddress !in ("", "-"), IpAddress, isnotempty(WorkstationName), WorkstationName, Workstation)
| summarize Unknown = dcount(tolower(TargetUserName)), Attempts = count(), First = min(TimeGenerated),
    Last = max(TimeGenerated) by Host, EventID, Window = bin(TimeGenerated, 5m)
| where Unknown > 10
| extend IsOfAlert = Host in (Sources)
| order by Window asc`,
  },
  {
    id: "HQ18",
    title: "Asked before signing in",
    question:
      "Did the sources of this alert, or anybody at their time, ask the pages that tell whether an account exists?",
    note: "Microsoft lists this table; whether your tenant fills it is not certain, and an empty answer proves nothing. Where the workspace lacks it, the query says so.",
    rules: ["RC-01", "RC-02", "RC-04", "RC-05", "RC-06"],
    needs: ["sources"],
    body: `
PreAuthenticationDiscoveryLogs
| where TimeGenerated between (From - 1d .. To + 1d)
| summarize Users = dcount(UserId), Requests = count(), Errors = make_set(ErrorNumber, 20) by CallerIpAddress, UserAgent, Hour = bin(TimeGenerated, 1h)
| extend IsOfAlert = CallerIpAddress in (Sources)
| where IsOfAlert or Users >= 10
| order by Hour asc`,
  },
];
