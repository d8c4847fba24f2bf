import { ACCOUNT, ADDRESS, ENTRA, numberOf, type PortedRule } from "./port";
import { ELASTIC_SIGN_INS, listed, SPLUNK_SIGN_INS } from "./port-heads";
import { ABSENT, ADD_ON, EXISTS, flagged, KQL_HEAD, RIGHT, told } from "./port-telling";
import { correlation } from "./sigma";

const CREDENTIAL = ["attack.reconnaissance", "attack.t1589.002", "attack.credential-access", "attack.t1110"];

const BASES = [
  told(
    "4b4af8ce-55ab-491c-bec4-f9a82be28c45",
    "rollcall_rc10_absent",
    "Entra Sign-In For An Absent Name, Counted By RC-10",
    ABSENT,
  ),
  told(
    "a1cc3234-4369-40de-8db3-818039776060",
    "rollcall_rc10_exists",
    "Entra Sign-In That Confirms An Account, Counted By RC-10",
    [...EXISTS, ...RIGHT],
  ),
  told(
    "bb9c9e4f-8bbe-41cf-b076-dcd3280597cd",
    "rollcall_rc10_success",
    "Entra Sign-In That Worked, Counted By RC-10",
    ["0"],
  ),
];

export const RC_10: PortedRule = {
  ruleId: "RC-10",
  title: "Names asked for, then somebody signed in",
  description:
    "An account that a guessing source had confirmed signs in from that source, or from a network it had not used before.",
  numbers: { absentNames: 10 },
  falsePositives: [
    "An office address behind which people both mistype names and sign in",
    "A travelling user on a known device",
  ],
  sentinel: {
    ...{ id: "2394101f-33ec-4139-bc57-48bc8b6ce736", severity: "High", frequency: "1h", period: "14d" },
    ...{ tactics: ["Reconnaissance", "InitialAccess"], techniques: ["T1589", "T1078"] },
    connectors: ENTRA,
    entities: [ACCOUNT, ADDRESS],
    query: (at) => `${KQL_HEAD}
${flagged("13d", numberOf(at, "absentNames"))}
let Confirmed = SignIns(ago(13d), now())
  | where Code in (Exists) or Code in (RightPassword)
  | join kind=inner Flagged on Network
  | summarize ConfirmedAt = min(At) by Person;
let Successes = SignIns(ago(13d), now()) | where Code == "0";
let UsedBefore = Successes
  | join kind=inner Confirmed on Person
  | where At < ConfirmedAt
  | distinct Person, Network;
Successes
| join kind=inner Confirmed on Person
| where At > ConfirmedAt and At > ago(2h)
| join kind=leftanti UsedBefore on Person, Network
| join kind=leftouter (Flagged | project Network, FromGuesser = true) on Network
| extend Grade = iff(coalesce(FromGuesser, false), "critical", "medium")
| project At, Person, Address, Asn, ClientName, Agent, ConfirmedAt, Grade
| order by At asc`,
  },
  sigma: (at) => [
    ...BASES,
    correlation({
      title: "Absent Names Asked For",
      id: "f2b22889-0585-4521-a4c5-ccd67cf81cac",
      name: "rollcall_rc10_asked",
      description:
        "One address asked for many absent names within an hour. Counted by the rule below, not an alert.",
      correlation: {
        type: "value_count",
        rules: ["rollcall_rc10_absent"],
        "group-by": ["IPAddress"],
        timespan: "1h",
        condition: { gte: numberOf(at, "absentNames"), field: "UserPrincipalName" },
      },
      falsepositives: RC_10.falsePositives,
      level: "low",
    }),
    correlation({
      title: "Names Asked For, Then A Sign-In From The Same Address",
      id: "1bd90261-d7b5-4d7a-a281-dad842b2e964",
      name: "rollcall_rc10_same_address",
      description: "An address asked for absent names and then signed in.",
      tags: [...CREDENTIAL, "attack.initial-access", "attack.t1078"],
      correlation: {
        type: "temporal_ordered",
        rules: ["rollcall_rc10_asked", "rollcall_rc10_success"],
        "group-by": ["IPAddress"],
        timespan: "14d",
      },
      falsepositives: RC_10.falsePositives,
      level: "high",
    }),
    correlation({
      title: "Account Confirmed, Then A Sign-In From The Same Address",
      id: "b278d35d-2f81-4681-9ce7-5af3ce542983",
      name: "rollcall_rc10_same_account",
      description:
        "An account was refused in a way that confirms it and then signed in, from one address. Add it to an alert of the rule above.",
      tags: [...CREDENTIAL, "attack.initial-access", "attack.t1078"],
      correlation: {
        type: "temporal_ordered",
        rules: ["rollcall_rc10_exists", "rollcall_rc10_success"],
        "group-by": ["UserPrincipalName", "IPAddress"],
        timespan: "14d",
      },
      falsepositives: ["Everybody who mistypes a password"],
      level: "low",
    }),
  ],
  splunk: (at) => `${SPLUNK_SIGN_INS}
| eventstats dc(eval(if(code IN ${listed(...ABSENT)}, person, null()))) as absent_names by address
| eval is_guesser=if(absent_names >= ${numberOf(at, "absentNames")}, 1, 0)
| eventstats min(eval(if(is_guesser=1 AND code IN ${listed(...EXISTS, ...RIGHT)}, _time, null()))) as confirmed_at by person
| where code="0" AND isnotnull(confirmed_at)
| eventstats min(_time) as first_from_here by person, address
| where _time > confirmed_at AND first_from_here > confirmed_at
| eval grade=if(is_guesser=1, "critical", "medium")
| table _time, person, address, client, agent, confirmed_at, grade`,
  elastic: (at) => `${ELASTIC_SIGN_INS}
| WHERE @timestamp > NOW() - 14 days AND address IS NOT NULL
| EVAL absent_name = CASE(code IN ${listed(...ABSENT)}, person, null),
    confirmed_name = CASE(code IN ${listed(...EXISTS, ...RIGHT)}, person, null),
    signed_in_name = CASE(code == "0", person, null)
| STATS absent_names = COUNT_DISTINCT(absent_name), confirmed = COUNT_DISTINCT(confirmed_name),
    signed_in = COUNT_DISTINCT(signed_in_name), accounts = VALUES(signed_in_name) BY address
| WHERE absent_names >= ${numberOf(at, "absentNames")} AND signed_in > 0
| SORT signed_in DESC`,
  leavesOut: {
    all: [
      "Traits that two sources share (agent, applications, network) and the kind of network.",
      "Earlier sign-ins beyond what the query looks back on.",
    ],
    sentinel: [
      "Sentinel has no critical severity: the alert is high and its grade says critical.",
      "A month's look-back: Sentinel reads 14 days at most.",
    ],
    sigma: ["Whether the address is new for the account, and sign-ins from elsewhere."],
    splunk: ["Run it over fourteen days.", ADD_ON],
    elastic: ["Order in time, and sign-ins from elsewhere: it lists sources that did both."],
  },
};
