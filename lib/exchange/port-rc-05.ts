import { ADDRESS, ENTRA, numberOf, type PortedRule, WEIGHED } from "./port";
import { ELASTIC_SIGN_INS, listed, SPLUNK_SIGN_INS } from "./port-heads";
import { ABSENT, ADD_ON, EXISTS, KQL_HEAD, NETWORKS, told } from "./port-telling";
import { correlation } from "./sigma";

export const RC_05: PortedRule = {
  ruleId: "RC-05",
  title: "One source asks slowly",
  description: "One network asked for many names over days, nearly each of them once.",
  numbers: { dayNames: 15, weekNames: 25, onceShare: 0.9 },
  falsePositives: ["A small branch office behind one address", "Monitoring probes with a few fixed names"],
  sentinel: {
    ...{ id: "3e5a821c-9c2f-45fd-a942-522592fdf939", severity: "Low", frequency: "1d", period: "14d" },
    ...{ tactics: ["Reconnaissance"], techniques: ["T1589"] },
    connectors: ENTRA,
    entities: [ADDRESS],
    query: (at) => `${KQL_HEAD}
let Slow = (span: timespan, least: long) {
  SignIns(ago(span), now())
  | where Code in (Absent) or Code in (Exists)
  | where isnotempty(Network)
  | summarize Tries = count(), FirstAt = min(At), Address = take_any(Address) by Network, Person
  | summarize Names = count(), Once = countif(Tries == 1), Hours = dcount(bin(FirstAt, 1h)), Days = dcount(startofday(FirstAt)),
      First = min(FirstAt), Last = max(FirstAt), Address = take_any(Address), SomeNames = make_set(Person, 25) by Network
  | where Names >= least and Once >= ${numberOf(at, "onceShare")} * Names
  | extend Span = span
};
let Users = SignIns(ago(14d), now()) | where Code == "0" | distinct Network;
union (Slow(1d, ${numberOf(at, "dayNames")}) | where Hours >= 3), (Slow(7d, ${numberOf(at, "weekNames")}) | where Days >= 3)
| join kind=leftanti Users on Network
| order by Names desc`,
  },
  sigma: (at) => [
    told(
      "63ceb7f8-279e-4802-bb8c-99f8952f87ad",
      "rollcall_rc05_told",
      "Entra Sign-In That Tells, Counted By RC-05",
      [...ABSENT, ...EXISTS],
    ),
    correlation({
      title: "One Source Asks Slowly For Many Names",
      id: "88ca07b9-70a4-457c-8aad-59201f007f95",
      name: "rollcall_rc05_slow",
      description: "One address got telling answers for many names within a week.",
      correlation: {
        type: "value_count",
        rules: ["rollcall_rc05_told"],
        "group-by": ["IPAddress"],
        timespan: "7d",
        condition: { gte: numberOf(at, "weekNames"), field: "UserPrincipalName" },
      },
      falsepositives: RC_05.falsePositives,
      level: "low",
    }),
  ],
  splunk: (at) => `${SPLUNK_SIGN_INS}
| eval is_success=if(code="0", 1, 0), is_telling=if(code IN ${listed(...ABSENT, ...EXISTS)}, 1, 0)
| stats sum(is_telling) as tries, sum(is_success) as successes, min(_time) as first by address, person
| eventstats sum(successes) as signed_in by address
| where tries > 0 AND signed_in=0
| eval day=floor(first/86400)
| stats dc(person) as names, count(eval(tries=1)) as once, dc(day) as days, min(first) as first, max(first) as last by address
| where names >= ${numberOf(at, "weekNames")} AND days >= 3 AND once >= ${numberOf(at, "onceShare")} * names
| sort - names`,
  elastic: (at) => `${ELASTIC_SIGN_INS}
| WHERE @timestamp > NOW() - 7 days AND code IN ${listed(...ABSENT, ...EXISTS)} AND address IS NOT NULL
| STATS tries = COUNT(*), first = MIN(@timestamp) BY address, person
| EVAL day = DATE_TRUNC(1 day, first), is_once = CASE(tries == 1, 1, 0)
| STATS names = COUNT(*), once = SUM(is_once), days = COUNT_DISTINCT(day), first = MIN(first), last = MAX(first) BY address
| WHERE names >= ${numberOf(at, "weekNames")} AND days >= 3 AND once >= ${numberOf(at, "onceShare")} * names
| SORT names DESC`,
  leavesOut: {
    all: [...WEIGHED, "Even spacing of the tries, which raises it in Rollcall."],
    sentinel: ["The window of 30 days: Sentinel looks back 14 at most."],
    sigma: [
      NETWORKS,
      "The share of names tried once, the spread over days and whether anybody signs in from there: expect office addresses.",
    ],
    splunk: [NETWORKS, "Run it over seven days or more; the day's own window is left out.", ADD_ON],
    elastic: [NETWORKS, "Whether anybody signs in from the source, and the windows of a day and of 30 days."],
  },
};
