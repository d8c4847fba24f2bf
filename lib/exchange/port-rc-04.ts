import { ADDRESS, ENTRA, NO_BASELINE, numberOf, type PortedRule, WEIGHED } from "./port";
import { ELASTIC_SIGN_INS, listed, SPLUNK_SIGN_INS } from "./port-heads";
import { ABSENT, ADD_ON, ESTIMATES, KQL_HEAD, NETWORKS, TELLING, told } from "./port-telling";
import { correlation } from "./sigma";

export const RC_04: PortedRule = {
  ruleId: "RC-04",
  title: "One source asks for many names within an hour",
  description:
    "One network got answers that tell whether accounts exist for many different names within sixty minutes, wherever they begin; all applications, agents and kinds of sign-in together.",
  numbers: { names: 10, medium: 25, high: 100 },
  falsePositives: [
    "Staff who mistype their names behind one office address",
    "Single sign-on that sends broken user names; provisioning and load tests",
    "Penetration tests that you ordered",
  ],
  sentinel: {
    ...{ id: "9e8f2366-9b8b-414d-bdfb-fce298f58060", severity: "Medium", frequency: "30m", period: "2h" },
    ...{ tactics: ["Reconnaissance"], techniques: ["T1589"] },
    connectors: ENTRA,
    entities: [ADDRESS],
    query: (at) => `${KQL_HEAD}
SignIns(ago(2h), now())
| where Code in (Absent) or Code in (Exists) or Code in (RightPassword)
| where isnotempty(Network)
| mv-expand MinutesBack = range(0, 50, 10) to typeof(long)
| extend Window = bin(At, 10m) - MinutesBack * 1m
| summarize Names = dcount(Person), AbsentNames = dcountif(Person, Code in (Absent)),
    RightPasswords = dcountif(Person, Code in (RightPassword)), Attempts = count(), First = min(At), Last = max(At),
    Clients = dcount(ClientId), UserAgents = dcount(Agent), Address = take_any(Address), SomeNames = make_set(Person, 25)
    by Network, Window
| where Names >= ${numberOf(at, "names")}
| summarize arg_max(Names, *) by Network
| extend Grade = case(RightPasswords > 0 or Names >= ${numberOf(at, "high")}, "high", Names >= ${numberOf(at, "medium")}, "medium", "low"),
    AbsentShare = round(todouble(AbsentNames) / Names, 2)
| order by Names desc`,
  },
  sigma: (at) => [
    told(
      "b0b0e0bb-31b0-4302-89bd-991f3628c65b",
      "rollcall_rc04_told",
      "Entra Sign-In That Tells, Counted By RC-04",
      TELLING,
    ),
    correlation({
      title: "One Source Asks For Many Names Within An Hour",
      id: "aa31e792-442c-4cf5-86f2-09dc05c545dc",
      name: "rollcall_rc04_many_names",
      description: "One address got telling answers for many names within an hour.",
      correlation: {
        type: "value_count",
        rules: ["rollcall_rc04_told"],
        "group-by": ["IPAddress"],
        timespan: "1h",
        condition: { gte: numberOf(at, "names"), field: "UserPrincipalName" },
      },
      falsepositives: RC_04.falsePositives,
      level: "medium",
    }),
  ],
  splunk: (at) => `${SPLUNK_SIGN_INS}
| where code IN ${listed(...TELLING)} AND isnotnull(address)
| sort 0 address _time
| streamstats time_window=60m dc(person) as names, count as attempts, dc(client_id) as clients, dc(agent) as agents by address
| stats max(names) as names, max(attempts) as attempts, max(clients) as clients, max(agents) as agents, min(_time) as first,
    max(_time) as last by address
| where names >= ${numberOf(at, "names")}
| eval grade=case(names >= ${numberOf(at, "high")}, "high", names >= ${numberOf(at, "medium")}, "medium", true(), "low")
| sort - names`,
  elastic: (at) => `${ELASTIC_SIGN_INS}
| WHERE code IN ${listed(...TELLING)} AND address IS NOT NULL
| EVAL half = DATE_TRUNC(30 minutes, @timestamp), absent_name = CASE(code IN ${listed(...ABSENT)}, person, null)
| STATS names = COUNT_DISTINCT(person), absent_names = COUNT_DISTINCT(absent_name), attempts = COUNT(*),
    clients = COUNT_DISTINCT(client_id), agents = COUNT_DISTINCT(agent) BY address, half
| WHERE names >= ${numberOf(at, "names")}
| EVAL grade = CASE(names >= ${numberOf(at, "high")}, "high", names >= ${numberOf(at, "medium")}, "medium", "low")
| SORT names DESC`,
  leavesOut: {
    all: [
      ...WEIGHED,
      NO_BASELINE,
      "Sources from which many people sign in pass a further gate in Rollcall (share of absent names or of single tries).",
    ],
    sentinel: ["Windows begin every ten minutes instead of at every row."],
    sigma: [NETWORKS, "Shares and grades: a correlation has one number."],
    splunk: [NETWORKS, ADD_ON],
    elastic: [
      NETWORKS,
      "Half hours of the clock instead of a sliding hour: a scan over the mark is cut in two.",
      ESTIMATES,
    ],
  },
};
