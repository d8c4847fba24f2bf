import { ADDRESS, ENTRA_AUDIT, numberOf, type PortedRule } from "./port";
import { ELASTIC_RESETS, SPLUNK_RESETS } from "./port-heads";
import { ADD_ON } from "./port-telling";
import { base, correlation } from "./sigma";

const SHOWN = "presented with verification options";
const REASONS = ["insufficient authentication methods", "not enabled for this user", "not licensed"];

export const RC_11: PortedRule = {
  ruleId: "RC-11",
  title: "Password resets looked at and left",
  description:
    "One address was shown how several people can reset their passwords and went no further, or learned for several how their accounts stand.",
  numbers: { hourTargets: 5, dayTargets: 8, lookOnlyShare: 0.8 },
  falsePositives: [
    "A help desk that looks up how people can reset their passwords",
    "A week in which staff are told to enrol",
  ],
  sentinel: {
    ...{ id: "39021523-4903-4e8d-862e-78fa46ba4f53", severity: "Medium", frequency: "1h", period: "1d" },
    ...{ tactics: ["Reconnaissance"], techniques: ["T1589"] },
    connectors: ENTRA_AUDIT,
    entities: [ADDRESS],
    query: (at) => `let TellingReasons = dynamic(${JSON.stringify(REASONS)});
let Walks = AuditLogs
  | where TimeGenerated > ago(1d)
  | where LoggedByService =~ "Self-service Password Management"
  | extend Address = tostring(InitiatedBy.user.ipAddress), Person = tolower(tostring(TargetResources[0].userPrincipalName))
  | where isnotempty(Address)
  | summarize IsShown = countif(ResultReason has "${SHOWN}") > 0,
      IsBegun = countif(ResultReason startswith "User started" or ResultReason startswith "User completed") > 0,
      IsTold = countif(ResultReason has_any (TellingReasons)) > 0,
      IsBlocked = countif(OperationName startswith "Blocked from self-service password reset") > 0,
      At = min(ActivityDateTime) by CorrelationId, Address, Person;
let Counted = (span: timespan, least: long) {
  Walks
  | where At > ago(span)
  | summarize People = dcount(Person), Flows = count(), LookedOnly = countif((IsShown or IsTold) and not(IsBegun)),
      Told = dcountif(Person, IsTold), Blocked = dcountif(Person, IsBlocked), First = min(At), Last = max(At),
      SomePeople = make_set(Person, 25) by Address
  | where (People >= least and LookedOnly >= ${numberOf(at, "lookOnlyShare")} * Flows) or Told >= 5 or Blocked >= 2
};
union Counted(1h, ${numberOf(at, "hourTargets")}), Counted(1d, ${numberOf(at, "dayTargets")})
| summarize arg_max(People, *) by Address`,
  },
  sigma: (at) => [
    base(
      "97695732-6780-45e8-a664-b26ba36b4734",
      "rollcall_rc11_shown",
      "Password Reset Options Shown, Counted By RC-11",
      "Somebody was shown how a person can reset the password. It is counted, not an alert.",
      "audit",
      { selection: { LoggedByService: "Self-service Password Management", "ResultReason|contains": SHOWN } },
    ),
    correlation({
      title: "Password Reset Options Shown For Several People",
      id: "ee7947dc-2a09-418c-9b19-0b34be2edcc3",
      name: "rollcall_rc11_many_people",
      description: "One address was shown the reset options of several people within an hour.",
      correlation: {
        type: "value_count",
        rules: ["rollcall_rc11_shown"],
        "group-by": ["InitiatedBy.user.ipAddress"],
        timespan: "1h",
        condition: { gte: numberOf(at, "hourTargets"), field: "TargetResources.userPrincipalName" },
      },
      falsepositives: RC_11.falsePositives,
      level: "medium",
    }),
  ],
  splunk: (at) => `${SPLUNK_RESETS}
| where isnotnull(address)
| eval is_shown=if(${[SHOWN, ...REASONS].map((words) => `like(reason, "%${words}%")`).join(" OR ")}, 1, 0), is_begun=if(match(reason, "^User (started|completed)"), 1, 0)
| stats max(is_shown) as is_shown, max(is_begun) as is_begun, min(_time) as first by address, walk, person
| bin first span=1h as hour
| stats dc(person) as people, count as flows, count(eval(is_shown=1 AND is_begun=0)) as looked_only by address, hour
| where people >= ${numberOf(at, "hourTargets")} AND looked_only >= ${numberOf(at, "lookOnlyShare")} * flows
| sort - people`,
  elastic: (at) => `${ELASTIC_RESETS}
| WHERE address IS NOT NULL
| EVAL is_shown = CASE(${[SHOWN, ...REASONS].map((words) => `reason LIKE "*${words}*"`).join(" OR ")}, 1, 0), is_begun = CASE(reason LIKE "User started*" OR reason LIKE "User completed*", 1, 0)
| STATS is_shown = MAX(is_shown), is_begun = MAX(is_begun), first = MIN(@timestamp) BY address, walk, person
| EVAL hour = DATE_TRUNC(1 hour, first), looked_only = CASE(is_shown == 1 AND is_begun == 0, 1, 0)
| STATS people = COUNT_DISTINCT(person), flows = COUNT(*), looked_only = SUM(looked_only) BY address, hour
| WHERE people >= ${numberOf(at, "hourTargets")} AND looked_only >= ${numberOf(at, "lookOnlyShare")} * flows
| SORT people DESC`,
  leavesOut: {
    all: [
      "How walks usually end in this tenant, privileged people, and the kind of network.",
      "Names nobody has most likely leave no row, so no format sees them.",
    ],
    sigma: [
      "Whether the walk went on: a help desk matches too.",
      "The fields of initiator and target are nested: map them to what your backend calls them.",
    ],
    splunk: ["The window of a day, and people who were blocked.", ADD_ON],
    elastic: ["The window of a day, and people who were blocked."],
  },
};
