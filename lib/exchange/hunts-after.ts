import type { Hunt } from "./hunt";

/** What became of the accounts whose names were confirmed. */
export const AFTER: readonly Hunt[] = [
  {
    id: "HQ8",
    title: "A confirmed account signs in from a new network",
    question:
      "Did a confirmed account sign in, within a fortnight, from a network it had not used in the month before?",
    note: "Travellers do this too: look at device and agent before you call.",
    rules: ["RC-01", "RC-02", "RC-04", "RC-05", "RC-06", "RC-08", "RC-10"],
    needs: ["confirmed"],
    body: `
let UsedBefore = SignIns(From - 30d, From)
  | where Code == "0" and Person in (Confirmed)
  | distinct Person, Network;
SignIns(From, To + 14d)
| where Code == "0" and Person in (Confirmed)
| join kind=leftanti UsedBefore on Person, Network
| project At, Person, Address, Asn, ClientName, Agent, Protocol, Log
| order by At asc`,
  },
  {
    id: "HQ9",
    title: "Passwords guessed for the confirmed names",
    question: "Were several of the confirmed names refused elsewhere within two hours, a few tries each?",
    note: "The day passwords expire looks alike, but every person then comes from their usual network.",
    rules: ["RC-04", "RC-05", "RC-06", "RC-08", "RC-09"],
    needs: ["confirmed", "sources"],
    body: `
SignIns(From, To + 30d)
| where Person in (Confirmed) and Network !in (Networks)
| where Code in ("50126", "50053") or Code in (RightPassword)
| summarize Guessed = dcount(Person), Attempts = count(), RightPasswords = dcountif(Person, Code in (RightPassword)),
    Addresses = dcount(Address), UserAgents = make_set(Agent, 5) by Window = bin(At, 2h)
| where Guessed >= 5 and Attempts <= 3 * Guessed
| order by Window asc`,
  },
  {
    id: "HQ10",
    title: "A right password, then a new second factor",
    question: "Was a second factor registered after a right password met none?",
    note: "Compare where the password came from with where the factor was registered. The names of these audit rows differ between tenants; widen the filter if it finds nothing at all.",
    rules: ["RC-07", "RC-08", "RC-10", "RC-12"],
    needs: [],
    body: `
let Unprotected = SignIns(From - 1d, To + 7d)
  | where Code in ("50072", "50079")
  | summarize arg_min(At, Address, Agent) by Person
  | project Person, PasswordAt = At, PasswordFrom = Address, PasswordAgent = Agent;
AuditLogs
| where TimeGenerated between (From - 1d .. To + 14d)
| where LoggedByService =~ "Authentication Methods" or OperationName startswith "User registered"
| mv-expand Target = TargetResources
| extend Person = tolower(tostring(Target.userPrincipalName)), RegisteredFrom = tostring(InitiatedBy.user.ipAddress)
| join kind=inner Unprotected on Person
| where ActivityDateTime > PasswordAt
| project ActivityDateTime, Person, OperationName, ResultReason, RegisteredFrom, PasswordAt, PasswordFrom, PasswordAgent
| order by ActivityDateTime asc`,
  },
  {
    id: "HQ17",
    title: "Any row at all for these names",
    question: "Who else ever asked for the names of this alert?",
    note: "For planted names every row is a finding; for real ones, look for sources that asked for several of them.",
    rules: ["RC-15", "RC-08"],
    needs: ["names"],
    body: `
SignIns(To - 30d, To + 1d)
| where Person in (Names)
| summarize Asked = dcount(Person), Attempts = count(), First = min(At), Last = max(At), Codes = make_set(Code, 20)
    by Network, Agent
| order by Asked desc, Attempts desc`,
  },
];
