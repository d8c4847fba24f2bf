import { ACCOUNT, ADDRESS, ENTRA, numberOf, type PortedRule, WEIGHED } from "./port";
import { ELASTIC_SIGN_INS, listed, SPLUNK_SIGN_INS } from "./port-heads";
import { ABSENT, ADD_ON, EXISTS, flagged, KQL_HEAD, RIGHT, told } from "./port-telling";
import { correlation } from "./sigma";

const CREDENTIAL = ["attack.reconnaissance", "attack.t1589.002", "attack.credential-access", "attack.t1110"];

const BASES = [
  told(
    "0e54f960-33db-42d5-8aff-f1bc30912e07",
    "rollcall_rc08_absent",
    "Entra Sign-In For An Absent Name, Counted By RC-08",
    ABSENT,
  ),
  told(
    "c9181419-2e36-4db8-9db5-82640d7b3876",
    "rollcall_rc08_exists",
    "Entra Sign-In That Confirms An Account, Counted By RC-08",
    EXISTS,
  ),
  told(
    "f550eb73-bee3-4283-8123-8e5aaf964825",
    "rollcall_rc08_right_password",
    "Entra Sign-In With A Right Password, Counted By RC-08",
    RIGHT,
  ),
];

const FALSE_POSITIVES = [
  "An office address behind which people both mistype names and sign in",
  "Penetration tests that you ordered",
];

const EXPOSURES = [
  correlation({
    title: "Accounts Confirmed To Somebody Who Guesses Names",
    id: "b3331064-4188-4aeb-99a3-9d5322fe1803",
    name: "rollcall_rc08_exposure",
    description: "An address that asked for absent names had several accounts confirmed.",
    correlation: {
      type: "temporal",
      rules: ["rollcall_rc08_asked", "rollcall_rc08_confirmed"],
      "group-by": ["IPAddress"],
      timespan: "1d",
    },
    falsepositives: FALSE_POSITIVES,
    level: "high",
  }),
  correlation({
    title: "Password Known To Somebody Who Guesses Names",
    id: "090dbb39-5521-4690-9ead-f2b7ba355971",
    name: "rollcall_rc08_password",
    description: "An address that asked for absent names also gave a right password.",
    tags: CREDENTIAL,
    correlation: {
      type: "temporal",
      rules: ["rollcall_rc08_asked", "rollcall_rc08_right_password"],
      "group-by": ["IPAddress"],
      timespan: "1d",
    },
    falsepositives: FALSE_POSITIVES,
    level: "high",
  }),
];

export const RC_08: PortedRule = {
  ruleId: "RC-08",
  title: "Accounts confirmed to somebody who guesses names",
  description:
    "A source that asked for absent names also got answers that confirm accounts or passwords. One row for each account, with the strongest answer.",
  numbers: { accounts: 5, absentNames: 10 },
  falsePositives: FALSE_POSITIVES,
  sentinel: {
    ...{ id: "c3919590-ef62-4c75-b30f-ebf1eecaa65c", severity: "High", frequency: "1h", period: "1d" },
    ...{ tactics: ["Reconnaissance", "CredentialAccess"], techniques: ["T1589", "T1110"] },
    connectors: ENTRA,
    entities: [ACCOUNT, ADDRESS],
    query: (at) => `${KQL_HEAD}
${flagged("1d", numberOf(at, "absentNames"))}
let Learned = SignIns(ago(1d), now())
  | join kind=inner Flagged on Network
  | extend Told = case(Code == "0", 5,
      Code in (RightPassword) or (Code in ("700016", "500011") and Protocol =~ "ropc"), 4,
      Code in (Exists), 3, Code == "50053" and Reason has "too many times", 2, 0)
  | where Told >= 2
  | summarize arg_max(Told, Code, Address), LearnedAt = min(At), Codes = make_set(Code, 20) by Person;
let Confirmed = toscalar(Learned | where Told >= 3 | count);
Learned
| where Told >= 4 or Confirmed >= ${numberOf(at, "accounts")}
| extend Grade = iff(Told >= 4, "high", "medium")
| order by Told desc, Person asc`,
  },
  sigma: (at) => [
    ...BASES,
    correlation({
      title: "Absent Names Asked For",
      id: "38ec1ff0-e0ad-4960-9e3d-13a771241a31",
      name: "rollcall_rc08_asked",
      description:
        "One address asked for many absent names within a day. Counted by the rules below, not an alert.",
      correlation: {
        type: "value_count",
        rules: ["rollcall_rc08_absent"],
        "group-by": ["IPAddress"],
        timespan: "1d",
        condition: { gte: numberOf(at, "absentNames"), field: "UserPrincipalName" },
      },
      falsepositives: FALSE_POSITIVES,
      level: "low",
    }),
    correlation({
      title: "Accounts Confirmed To One Address",
      id: "ae9c7f12-43ff-4f23-9dfd-d25cff42b997",
      name: "rollcall_rc08_confirmed",
      description:
        "One address got confirming answers for several accounts within a day. Counted, not an alert.",
      correlation: {
        type: "value_count",
        rules: ["rollcall_rc08_exists"],
        "group-by": ["IPAddress"],
        timespan: "1d",
        condition: { gte: numberOf(at, "accounts"), field: "UserPrincipalName" },
      },
      falsepositives: FALSE_POSITIVES,
      level: "low",
    }),
    ...EXPOSURES,
  ],
  splunk: (at) => `${SPLUNK_SIGN_INS}
| eventstats dc(eval(if(code IN ${listed(...ABSENT)}, person, null()))) as absent_names by address
| where absent_names >= ${numberOf(at, "absentNames")}
| eval told=case(code="0", 5, code IN ${listed(...RIGHT)} OR (code IN ("700016", "500011") AND protocol="ropc"), 4,
    code IN ${listed(...EXISTS)}, 3, code="50053" AND like(reason, "%too many times%"), 2, true(), 0)
| where told >= 2
| stats max(told) as told, min(_time) as learned_at, values(code) as codes, values(address) as addresses by person
| eventstats count(eval(told >= 3)) as confirmed
| where told >= 4 OR confirmed >= ${numberOf(at, "accounts")}
| sort - told, person`,
  elastic: (at) => `${ELASTIC_SIGN_INS}
| WHERE @timestamp > NOW() - 1 day AND address IS NOT NULL
| EVAL absent_name = CASE(code IN ${listed(...ABSENT)}, person, null),
    confirmed_name = CASE(code IN ${listed(...EXISTS, ...RIGHT)}, person, null),
    right_name = CASE(code IN ${listed(...RIGHT)} OR (code IN ("700016", "500011") AND protocol == "ropc"), person, null)
| STATS absent_names = COUNT_DISTINCT(absent_name), confirmed = COUNT_DISTINCT(confirmed_name),
    right_passwords = COUNT_DISTINCT(right_name), accounts = VALUES(confirmed_name) BY address
| WHERE absent_names >= ${numberOf(at, "absentNames")} AND (confirmed >= ${numberOf(at, "accounts")} OR right_passwords > 0)
| SORT right_passwords DESC, confirmed DESC`,
  leavesOut: {
    all: [
      "Which accounts are privileged, and what each already gave away: one confirmed administrator is enough in Rollcall.",
      "Sources that other rules flag: here a source counts once it asked for enough absent names.",
      ...WEIGHED,
    ],
    sigma: [
      "The list of accounts with the strongest answer of each: a correlation names the address.",
      "The texts of 50053 and the unknown client over the password flow.",
    ],
    splunk: [ADD_ON],
    elastic: ["One row for each source instead of each account."],
  },
};
