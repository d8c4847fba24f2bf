import { ADDRESS, ENTRA, NO_BASELINE, numberOf, type PortedRule } from "./port";
import { ELASTIC_SIGN_INS, listed, SPLUNK_SIGN_INS } from "./port-heads";
import { ADD_ON, ESTIMATES, KQL_HEAD } from "./port-telling";
import { base, codes, correlation } from "./sigma";

const UNKNOWN_CLIENT = ["700016", "500011"];
/** A request id that one tool sends as an application, and a resource that is no client. */
const ODD_CLIENTS = ["30cad7ca-797c-4dba-81f6-8b01f6371013", "00000002-0000-0000-c000-000000000000"];

export const RC_07: PortedRule = {
  ruleId: "RC-07",
  title: "Client ids and protocols tried out",
  description:
    "One source signs in with several applications nobody registered, with an id that only a tool uses, or gets an unknown-client answer over the password flow, which comes after a right password.",
  numbers: { apps: 3, ropcNames: 5 },
  falsePositives: [
    "A developer who tries a new application registration",
    "A job that still names a deleted application",
  ],
  sentinel: {
    ...{ id: "0b1973d5-2857-417c-8f9f-4673534ac83c", severity: "Medium", frequency: "1h", period: "1h" },
    ...{ tactics: ["Reconnaissance", "CredentialAccess"], techniques: ["T1589", "T1110"] },
    connectors: ENTRA,
    entities: [ADDRESS],
    query: (at) => `${KQL_HEAD}
let OddClients = dynamic(${JSON.stringify(ODD_CLIENTS)});
SignIns(ago(1h), now())
| where isnotempty(Network) and Code != "0"
| extend IsRopc = Protocol =~ "ropc", IsUnknown = Code in ${listed(...UNKNOWN_CLIENT)} or isempty(ClientName)
| summarize ClientIds = dcountif(ClientId, IsUnknown), RopcNames = dcountif(Person, IsRopc),
    RightPasswords = dcountif(Person, IsRopc and Code in ${listed(...UNKNOWN_CLIENT)}),
    OddRows = countif(ClientId in (OddClients)), Names = dcount(Person), SomeClients = make_set(ClientId, 20),
    First = min(At), Last = max(At), Address = take_any(Address) by Network
| where ClientIds >= ${numberOf(at, "apps")} or RopcNames >= ${numberOf(at, "ropcNames")} or RightPasswords > 0 or OddRows > 0
| extend Grade = iff(RightPasswords > 0, "high", "medium")
| order by RightPasswords desc, ClientIds desc`,
  },
  sigma: (at) => [
    base(
      "085f8210-9686-4006-b713-9da1b6a8b56f",
      "rollcall_rc07_unknown_client",
      "Entra Sign-In With An Unknown Client, Counted By RC-07",
      "A sign-in whose application or resource the directory does not know. It is counted, not an alert.",
      "signins",
      {
        selection: { ResultType: codes(...UNKNOWN_CLIENT) },
      },
    ),
    {
      ...base(
        "aa18f331-8798-4b91-b763-31116794f67e",
        "rollcall_rc07_right_password",
        "Entra Password Flow Stopped At An Unknown Client",
        "With the password flow this answer comes only after a right password: the account's password is known.",
        "signins",
        {
          selection: { ResultType: codes(...UNKNOWN_CLIENT), AuthenticationProtocol: "ropc" },
        },
      ),
      tags: ["attack.credential-access", "attack.t1110"],
      level: "high",
    },
    {
      ...base(
        "90967a56-352d-472c-a12a-2c4f79cafdc6",
        "rollcall_rc07_odd_client",
        "Entra Sign-In With A Tool's Client Id",
        "An application id that no client has: one is a request id copied into a tool, one a resource.",
        "signins",
        {
          selection: { AppId: ODD_CLIENTS },
        },
      ),
      tags: ["attack.reconnaissance", "attack.t1589"],
      level: "medium",
    },
    correlation({
      title: "Several Unknown Client Ids From One Address",
      id: "f15d04c4-775c-4353-a478-9693bcf2231e",
      name: "rollcall_rc07_many_clients",
      description:
        "One address came with several client ids that the directory does not know within an hour.",
      correlation: {
        type: "value_count",
        rules: ["rollcall_rc07_unknown_client"],
        "group-by": ["IPAddress"],
        timespan: "1h",
        condition: { gte: numberOf(at, "apps"), field: "AppId" },
      },
      falsepositives: RC_07.falsePositives,
      level: "medium",
    }),
  ],
  splunk: (at) => `${SPLUNK_SIGN_INS}
| where code!="0" AND isnotnull(address)
| eval is_unknown=if(code IN ${listed(...UNKNOWN_CLIENT)} OR isnull(client) OR client="", 1, 0), is_ropc=if(protocol="ropc", 1, 0),
    is_odd=if(client_id IN ${listed(...ODD_CLIENTS)}, 1, 0)
| bin _time span=1h as hour
| stats dc(eval(if(is_unknown=1, client_id, null()))) as client_ids, dc(eval(if(is_ropc=1, person, null()))) as ropc_names,
    dc(eval(if(is_ropc=1 AND code IN ${listed(...UNKNOWN_CLIENT)}, person, null()))) as right_passwords, sum(is_odd) as odd_rows by address, hour
| where client_ids >= ${numberOf(at, "apps")} OR ropc_names >= ${numberOf(at, "ropcNames")} OR right_passwords > 0 OR odd_rows > 0
| eval grade=if(right_passwords > 0, "high", "medium")
| sort - right_passwords, - client_ids`,
  elastic: (at) => `${ELASTIC_SIGN_INS}
| WHERE code != "0" AND address IS NOT NULL
| EVAL hour = DATE_TRUNC(1 hour, @timestamp),
    unknown_id = CASE(code IN ${listed(...UNKNOWN_CLIENT)} OR client IS NULL OR client == "", client_id, null),
    ropc_name = CASE(protocol == "ropc", person, null),
    right_name = CASE(protocol == "ropc" AND code IN ${listed(...UNKNOWN_CLIENT)}, person, null),
    odd_row = CASE(client_id IN ${listed(...ODD_CLIENTS)}, 1, 0)
| STATS client_ids = COUNT_DISTINCT(unknown_id), ropc_names = COUNT_DISTINCT(ropc_name),
    right_passwords = COUNT_DISTINCT(right_name), odd_rows = SUM(odd_row) BY address, hour
| WHERE client_ids >= ${numberOf(at, "apps")} OR ropc_names >= ${numberOf(at, "ropcNames")} OR right_passwords > 0 OR odd_rows > 0
| EVAL grade = CASE(right_passwords > 0, "high", "medium")
| SORT right_passwords DESC, client_ids DESC`,
  leavesOut: {
    all: [
      "What is new: applications this tenant, and protocols this source, never used in the days before.",
      NO_BASELINE,
    ],
    sigma: ["Names over the password flow from a source that never used it."],
    splunk: [ADD_ON],
    elastic: [ESTIMATES],
  },
};
