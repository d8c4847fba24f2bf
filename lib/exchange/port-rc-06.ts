import { ADDRESS, ENTRA, numberOf, type PortedRule, WEIGHED } from "./port";
import { ELASTIC_SIGN_INS, listed, SPLUNK_SIGN_INS } from "./port-heads";
import { ABSENT, ADD_ON, ESTIMATES, EXISTS, KQL_HEAD, told } from "./port-telling";
import { correlation } from "./sigma";

export const RC_06: PortedRule = {
  ruleId: "RC-06",
  title: "Many sources, one hand",
  description:
    "Many addresses with the same agent asked for many names within an hour, one or two tries from each address.",
  numbers: { names: 20, sources: 10, triesPerSource: 2, high: 100 },
  falsePositives: [
    "Mobile carriers that change addresses",
    "A new client release that changes its agent",
    "A merged domain whose old names are still tried",
  ],
  sentinel: {
    ...{ id: "3dd8efa9-3e35-4933-9337-d1580547874d", severity: "Medium", frequency: "1h", period: "14d" },
    ...{ tactics: ["Reconnaissance"], techniques: ["T1589"] },
    connectors: ENTRA,
    entities: [ADDRESS],
    query: (at) => `${KQL_HEAD}
let Now = SignIns(ago(2h), now());
let Usual = SignIns(ago(13d), ago(2h)) | summarize UsualRows = count() by Agent;
let AllRows = toscalar(SignIns(ago(13d), ago(2h)) | count);
Now
| where Code in (Absent) or Code in (Exists)
| summarize Names = dcount(Person), Sources = dcount(Address), Attempts = count(), AbsentNames = dcountif(Person, Code in (Absent)),
    Networks = make_set(Asn, 10), Address = take_any(Address), First = min(At), Last = max(At) by Agent, Hour = bin(At, 1h)
| where Names >= ${numberOf(at, "names")} and Sources >= ${numberOf(at, "sources")} and Attempts <= ${numberOf(at, "triesPerSource")} * Sources
| join kind=leftouter Usual on Agent
| extend IsRare = coalesce(UsualRows, 0) < 0.01 * AllRows, AbsentShare = round(todouble(AbsentNames) / Names, 2)
| where IsRare or AbsentShare >= 0.4
| extend Grade = iff(Names >= ${numberOf(at, "high")}, "high", "medium")
| order by Names desc`,
  },
  sigma: (at) => [
    told(
      "ad695b78-9c43-43fb-a9f0-783c9b3f085c",
      "rollcall_rc06_told",
      "Entra Sign-In That Tells, Counted By RC-06",
      [...ABSENT, ...EXISTS],
    ),
    correlation({
      title: "Many Names With One Agent",
      id: "b1060e6a-115e-4446-84c6-26cf28443f17",
      name: "rollcall_rc06_many_names",
      description: "One agent asked for many names within an hour. Counted by the rule below, not an alert.",
      correlation: {
        type: "value_count",
        rules: ["rollcall_rc06_told"],
        "group-by": ["UserAgent"],
        timespan: "1h",
        condition: { gte: numberOf(at, "names"), field: "UserPrincipalName" },
      },
      falsepositives: RC_06.falsePositives,
      level: "low",
    }),
    correlation({
      title: "Many Sources With One Agent",
      id: "c092574d-990b-4eca-9a76-9870cdf87a24",
      name: "rollcall_rc06_many_sources",
      description:
        "One agent came from many addresses within an hour. Counted by the rule below, not an alert.",
      correlation: {
        type: "value_count",
        rules: ["rollcall_rc06_told"],
        "group-by": ["UserAgent"],
        timespan: "1h",
        condition: { gte: numberOf(at, "sources"), field: "IPAddress" },
      },
      falsepositives: RC_06.falsePositives,
      level: "low",
    }),
    correlation({
      title: "Many Sources Ask For Many Names With One Agent",
      id: "d0f1a5a6-9847-4c2d-870b-609e0f67f106",
      name: "rollcall_rc06_distributed",
      description: "One agent came from many addresses and asked for many names within an hour.",
      correlation: {
        type: "temporal",
        rules: ["rollcall_rc06_many_names", "rollcall_rc06_many_sources"],
        "group-by": ["UserAgent"],
        timespan: "1h",
      },
      falsepositives: RC_06.falsePositives,
      level: "medium",
    }),
  ],
  splunk: (at) => `${SPLUNK_SIGN_INS}
| where code IN ${listed(...ABSENT, ...EXISTS)}
| fillnull value="" agent
| bin _time span=1h as hour
| stats dc(person) as names, dc(address) as sources, count as attempts, dc(eval(if(code IN ${listed(...ABSENT)}, person, null()))) as absent_names
    by agent, hour
| where names >= ${numberOf(at, "names")} AND sources >= ${numberOf(at, "sources")} AND attempts <= ${numberOf(at, "triesPerSource")} * sources
| eval absent_share=round(absent_names/names, 2), grade=if(names >= ${numberOf(at, "high")}, "high", "medium")
| sort - names`,
  elastic: (at) => `${ELASTIC_SIGN_INS}
| WHERE code IN ${listed(...ABSENT, ...EXISTS)}
| EVAL hour = DATE_TRUNC(1 hour, @timestamp), agent = COALESCE(agent, "")
| STATS names = COUNT_DISTINCT(person), sources = COUNT_DISTINCT(address), attempts = COUNT(*) BY agent, hour
| WHERE names >= ${numberOf(at, "names")} AND sources >= ${numberOf(at, "sources")} AND attempts <= ${numberOf(at, "triesPerSource")} * sources
| EVAL grade = CASE(names >= ${numberOf(at, "high")}, "high", "medium")
| SORT names DESC`,
  leavesOut: {
    all: [
      ...WEIGHED,
      "The other traits: application, network number, prefix, and absent names of the whole tenant in the order of a list.",
      "Joining of sources into one campaign over hours and days, and leaving out what one of them asks for alone.",
    ],
    sigma: ["The rarity of the agent and the few tries from each address: a common browser will match."],
    splunk: ["The rarity of the agent: compare with the month before yourself.", ADD_ON],
    elastic: ["The rarity of the agent: compare with the month before yourself.", ESTIMATES],
  },
};
