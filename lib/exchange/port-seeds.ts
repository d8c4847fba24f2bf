import { ADDRESS, ENTRA_AUDIT, ENTRA_INTERACTIVE, numberOf, type PortedRule } from "./port";
import { ELASTIC_RESETS, ELASTIC_SIGN_INS, listed, SPLUNK_RESETS, SPLUNK_SIGN_INS } from "./port-heads";
import { base, codes, correlation } from "./sigma";

const A = ["50034", "50053", "50055", "50056"];
const B = ["50034", "50053", "50055", "50057", "50072", "50076"];
const FLAWS =
  "Like the rule itself: an attacker who changes agent, application or address in between, or who goes on over the hour mark, is cut into groups that stay below the number.";

const RC_01: PortedRule = {
  ruleId: "RC-01",
  title: "Sign-in failures across many names",
  description:
    "One address, client app and user agent were refused for many different user names within a clock hour. Interactive sign-ins only.",
  numbers: { names: 10, moderate: 20, high: 50 },
  falsePositives: [
    "Single sign-on or federation that sends user names in a broken form",
    "Provisioning, reset portals and load tests that sign in with names nobody has",
    "Penetration tests that you ordered",
  ],
  sentinel: {
    ...{ id: "d7f465f3-6f43-4f61-9c26-5ee3b72471fa", severity: "Medium", frequency: "1h", period: "1d" },
    ...{ tactics: ["Reconnaissance"], techniques: ["T1589"] },
    connectors: ENTRA_INTERACTIVE,
    entities: [ADDRESS],
    query: (at) => `SigninLogs
| where TimeGenerated > ago(1d)
| where ResultType in ${listed(...A)} and isnotempty(IPAddress)
| summarize Names = dcount(UserPrincipalName), Attempts = count(), First = min(CreatedDateTime),
    Last = max(CreatedDateTime), Applications = make_set(AppDisplayName, 10), SomeNames = make_set(UserPrincipalName, 25)
    by Address = IPAddress, ClientAppUsed, UserAgent, Hour = bin(CreatedDateTime, 1h)
| where Names >= ${numberOf(at, "names")}
| extend Minutes = datetime_diff("minute", Last, First) + 1
| extend NamesPerMinute = round(todouble(Names) / Minutes, 2)
| extend Grade = case(Names >= ${numberOf(at, "high")}, "high", Names >= ${numberOf(at, "moderate")}, "medium", "low")
| order by Names desc`,
  },
  sigma: (at) => [
    base(
      "5ad0cfbe-f2e4-4542-9bb2-0c7d62029b91",
      "rollcall_rc01_refused",
      "Entra Sign-In Refused, Counted By RC-01",
      "An interactive sign-in with one of the four codes that RC-01 counts. It is counted, not an alert.",
      "signins",
      { selection: { ResultType: codes(...A) }, filter_no_address: { IPAddress: "" } },
    ),
    correlation({
      title: "Sign-In Failures Across Many Names",
      id: "1dda3758-fc27-4b8a-9fc2-83b554d91fbc",
      name: "rollcall_rc01_many_names",
      description: "One address, client app and user agent were refused for many names within an hour.",
      correlation: {
        type: "value_count",
        rules: ["rollcall_rc01_refused"],
        "group-by": ["IPAddress", "ClientAppUsed", "UserAgent"],
        timespan: "1h",
        condition: { gte: numberOf(at, "names"), field: "UserPrincipalName" },
      },
      falsepositives: RC_01.falsePositives,
      level: "medium",
    }),
  ],
  splunk: (at) => `${SPLUNK_SIGN_INS}
| where code IN ${listed(...A)} AND category="SignInLogs" AND isnotnull(address) AND address!=""
| fillnull value="" agent properties.clientAppUsed
| bin _time span=1h as hour
| stats dc(properties.userPrincipalName) as names, count as attempts, min(_time) as first, max(_time) as last,
    values(client) as clients by address, properties.clientAppUsed, agent, hour
| where names >= ${numberOf(at, "names")}
| eval minutes=floor(last/60)-floor(first/60)+1, names_per_minute=round(names/minutes, 2),
    grade=case(names >= ${numberOf(at, "high")}, "high", names >= ${numberOf(at, "moderate")}, "medium", true(), "low")
| sort - names`,
  elastic: (at) => `${ELASTIC_SIGN_INS}
| WHERE azure.signinlogs.category == "SignInLogs" AND code IN ${listed(...A)} AND address IS NOT NULL
| EVAL hour = DATE_TRUNC(1 hour, @timestamp), client_app = COALESCE(azure.signinlogs.properties.client_app_used, ""),
    agent = COALESCE(agent, "")
| STATS names = COUNT_DISTINCT(azure.signinlogs.properties.user_principal_name), attempts = COUNT(*),
    first = MIN(@timestamp), last = MAX(@timestamp) BY address, client_app, agent, hour
| WHERE names >= ${numberOf(at, "names")}
| EVAL grade = CASE(names >= ${numberOf(at, "high")}, "high", names >= ${numberOf(at, "moderate")}, "medium", "low")
| SORT names DESC`,
  leavesOut: {
    all: [
      FLAWS,
      "Duplicate rows of one sign-in are counted once by Rollcall and as often as they stand in the log here.",
    ],
    sigma: [
      "The grade by number of names, the minutes and the rate: a correlation has one number.",
      "Clock hours: most backends slide the hour instead, which finds more.",
    ],
    elastic: [
      "Distinct counts are estimates above 3,000 names.",
      "Names as typed: Elastic may fold their case before they are stored.",
    ],
    splunk: ["Field names follow the add-on for Microsoft Cloud Services; other ways in need a map."],
  },
};

const RC_02: PortedRule = {
  ruleId: "RC-02",
  title: "One answer for many names",
  description:
    "One address got the same refusal from the same application for many different names within a clock hour. Rows without an address form a group of their own.",
  numbers: { names: 15, high: 50, critical: 100, notFound: 30 },
  falsePositives: [
    "Penetration tests that you ordered",
    "Applications that cycle a stale list of users",
    "Password-expiry notifiers and onboarding scripts that sign in",
  ],
  sentinel: {
    ...{ id: "65fa9fe6-4c91-498e-af05-bfd671482e74", severity: "High", frequency: "1h", period: "1h" },
    ...{ tactics: ["Reconnaissance"], techniques: ["T1589"] },
    connectors: ENTRA_INTERACTIVE,
    entities: [ADDRESS],
    query: (at) => `SigninLogs
| where TimeGenerated > ago(1h)
| where ResultType in ${listed(...B)}
| summarize Names = dcount(UserPrincipalName), Attempts = count(), UnknownRows = countif(ResultType == "50034"),
    LockedRows = countif(ResultType in ("50053", "50057")), First = min(CreatedDateTime), Last = max(CreatedDateTime),
    SomeNames = make_set(UserPrincipalName, 25) by Address = IPAddress, AppDisplayName, ResultDescription
| where Names >= ${numberOf(at, "names")}
| extend Minutes = datetime_diff("minute", Last, First)
| extend NamesPerMinute = round(todouble(Names) / iff(Minutes == 0, 1, Minutes), 2)
| extend Grade = case(Names >= ${numberOf(at, "critical")}, "critical",
    Names >= ${numberOf(at, "high")} or UnknownRows >= ${numberOf(at, "notFound")}, "high", "medium")
| order by Names desc`,
  },
  sigma: (at) => [
    base(
      "b08c1ea3-2eb8-4590-ac23-45a00fcf88e8",
      "rollcall_rc02_refused",
      "Entra Sign-In Refused, Counted By RC-02",
      "An interactive sign-in with one of the six codes that RC-02 counts. It is counted, not an alert.",
      "signins",
      { selection: { ResultType: codes(...B) } },
    ),
    correlation({
      title: "One Answer For Many Names",
      id: "247f6271-9d8d-479b-a1e3-61257241c896",
      name: "rollcall_rc02_one_answer",
      description: "One address got the same refusal from one application for many names within an hour.",
      correlation: {
        type: "value_count",
        rules: ["rollcall_rc02_refused"],
        "group-by": ["IPAddress", "AppDisplayName", "ResultDescription"],
        timespan: "1h",
        condition: { gte: numberOf(at, "names"), field: "UserPrincipalName" },
      },
      falsepositives: RC_02.falsePositives,
      level: "high",
    }),
  ],
  splunk: (at) => `${SPLUNK_SIGN_INS}
| where code IN ${listed(...B)} AND category="SignInLogs"
| fillnull value="" address client reason
| bin _time span=1h as hour
| stats dc(properties.userPrincipalName) as names, count as attempts, count(eval(code="50034")) as unknown_rows,
    count(eval(code="50053" OR code="50057")) as locked_rows by address, client, reason, hour
| where names >= ${numberOf(at, "names")}
| eval grade=case(names >= ${numberOf(at, "critical")}, "critical",
    names >= ${numberOf(at, "high")} OR unknown_rows >= ${numberOf(at, "notFound")}, "high", true(), "medium")
| sort - names`,
  elastic: (at) => `${ELASTIC_SIGN_INS}
| WHERE azure.signinlogs.category == "SignInLogs" AND code IN ${listed(...B)}
| EVAL hour = DATE_TRUNC(1 hour, @timestamp), address = COALESCE(address, ""), client = COALESCE(client, ""),
    reason = COALESCE(reason, ""), is_unknown = CASE(code == "50034", 1, 0)
| STATS names = COUNT_DISTINCT(azure.signinlogs.properties.user_principal_name), attempts = COUNT(*),
    unknown_rows = SUM(is_unknown) BY address, client, reason, hour
| WHERE names >= ${numberOf(at, "names")}
| EVAL grade = CASE(names >= ${numberOf(at, "critical")}, "critical",
    names >= ${numberOf(at, "high")} OR unknown_rows >= ${numberOf(at, "notFound")}, "high", "medium")
| SORT names DESC`,
  leavesOut: {
    all: [FLAWS],
    sentinel: [
      "Sentinel has no critical severity: the alert is high and its grade says critical. The window is the hour before the run, not the clock hour.",
    ],
    sigma: [
      "The grades, and the rows of unknown names that alone make it high: a correlation has one number.",
    ],
    elastic: ["Distinct counts are estimates above 3,000 names."],
    splunk: ["Field names follow the add-on for Microsoft Cloud Services; other ways in need a map."],
  },
};

const OPERATIONS = [
  "Reset password (self-service)",
  "Self-service password reset flow activity",
  "Verify email address phone number",
];

const RC_03: PortedRule = {
  ruleId: "RC-03",
  title: "Password reset walked for many people",
  description:
    "One address set off failed, blocked or verifying password-reset steps for many different people within an hour. Kept for comparison: two of its three operations are not in Microsoft's list, so silence proves little.",
  numbers: { names: 10, high: 25 },
  falsePositives: [
    "A help desk or its tool that looks up how people can reset their passwords",
    "Scripts that check new people's reset registration in bulk",
    "Penetration tests that you ordered",
  ],
  sentinel: {
    ...{ id: "e09cffa0-86fe-4447-b3e6-409817e21f27", severity: "High", frequency: "1h", period: "1h" },
    ...{ tactics: ["Reconnaissance"], techniques: ["T1589"] },
    connectors: ENTRA_AUDIT,
    entities: [ADDRESS],
    query: (at) => `AuditLogs
| where TimeGenerated > ago(1h)
| where OperationName in ${listed(...OPERATIONS)}
| where ResultReason contains "blocked" or ResultReason contains "failed" or ActivityDisplayName contains "verify"
| extend Address = tostring(InitiatedBy.user.ipAddress), Target = tostring(TargetResources[0].userPrincipalName)
| where isnotempty(Address)
| summarize People = dcount(Target), Steps = count(), First = min(ActivityDateTime), Last = max(ActivityDateTime),
    SomePeople = make_set(Target, 25) by Address
| where People >= ${numberOf(at, "names")}
| extend Grade = iff(People >= ${numberOf(at, "high")}, "high", "medium")
| order by People desc`,
  },
  sigma: (at) => [
    base(
      "180a6b15-d244-420b-9fcc-f80514340631",
      "rollcall_rc03_step",
      "Password Reset Step, Counted By RC-03",
      "A password-reset step that was blocked, failed or verified something. It is counted, not an alert.",
      "audit",
      {
        selection_operation: { OperationName: OPERATIONS },
        selection_reason: { "ResultReason|contains": ["blocked", "failed"] },
      },
    ),
    correlation({
      title: "Password Reset Walked For Many People",
      id: "422ebc77-7003-4fc1-982a-18f37141bf8f",
      name: "rollcall_rc03_many_people",
      description: "One address set off reset steps for many people within an hour.",
      correlation: {
        type: "value_count",
        rules: ["rollcall_rc03_step"],
        "group-by": ["InitiatedBy.user.ipAddress"],
        timespan: "1h",
        condition: { gte: numberOf(at, "names"), field: "TargetResources.userPrincipalName" },
      },
      falsepositives: RC_03.falsePositives,
      level: "high",
    }),
  ],
  splunk: (at) => `${SPLUNK_RESETS}
| where operationName IN ${listed(...OPERATIONS)} AND isnotnull(address)
| where match(lower(reason), "blocked|failed") OR match(lower('properties.activityDisplayName'), "verify")
| fillnull value="" person
| bin _time span=1h as hour
| stats dc(person) as people, count as steps by address, hour
| where people >= ${numberOf(at, "names")}
| eval grade=if(people >= ${numberOf(at, "high")}, "high", "medium")
| sort - people`,
  elastic: (at) => `${ELASTIC_RESETS}
| WHERE azure.auditlogs.operation_name IN ${listed(...OPERATIONS)} AND address IS NOT NULL
| WHERE TO_LOWER(reason) LIKE "*blocked*" OR TO_LOWER(reason) LIKE "*failed*"
    OR TO_LOWER(azure.auditlogs.properties.activity_display_name) LIKE "*verify*"
| EVAL hour = DATE_TRUNC(1 hour, @timestamp), person = COALESCE(person, "")
| STATS people = COUNT_DISTINCT(person), steps = COUNT(*) BY address, hour
| WHERE people >= ${numberOf(at, "names")}
| EVAL grade = CASE(people >= ${numberOf(at, "high")}, "high", "medium")
| SORT people DESC`,
  leavesOut: {
    all: ["The rows are steps of a walk, not attempts, and names nobody has most likely leave none."],
    sentinel: ["The window is the hour before the run, not the clock hour."],
    sigma: [
      "The arm that looks for verify in the activity's name, and the second grade.",
      "The fields of initiator and target are nested: map them to what your backend calls them.",
    ],
    splunk: ["Field names follow the add-on for Microsoft Cloud Services; other ways in need a map."],
    elastic: ["Only the first target of a row is read."],
  },
};

export const SEED_PORTS: readonly PortedRule[] = [RC_01, RC_02, RC_03];
