import type { WindowsEvent } from "./windows-records";

/** One export of Windows events or sign-ins: a header, if it has one, and rows under it. */
export type Export = { head: string; row: (event: Required<WindowsEvent>) => string };

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** As wevtutil prints it: one event after the other, no root. */
export const eventXml: Export = {
  head: "",
  row: ({ id, time, recordId, computer, channel, provider, data }) =>
    [
      "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>",
      `<Provider Name='${provider}' Guid='{54849625-5478-4994-a5ba-3e3b0328c30d}'/><EventID>${id}</EventID>`,
      "<Version>0</Version><Level>0</Level><Task>12544</Task><Opcode>0</Opcode><Keywords>0x8010000000000000</Keywords>",
      `<TimeCreated SystemTime='${time}'/><EventRecordID>${recordId}</EventRecordID><Correlation/>`,
      `<Execution ProcessID='576' ThreadID='108'/><Channel>${channel}</Channel><Computer>${computer}</Computer>`,
      "<Security/></System><EventData>",
      ...Object.entries(data).map(([name, value]) => `<Data Name='${name}'>${escaped(String(value))}</Data>`),
      "</EventData></Event>\n",
    ].join(""),
};

const line = (cells: string[]) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\r\n`;

const ECMD =
  "RecordNumber,EventRecordId,TimeCreated,EventId,Level,Provider,Channel,ProcessId,ThreadId,Computer,MapDescription,UserName,RemoteHost,PayloadData1,Keywords,Payload".split(
    ",",
  );

/** UTC without saying so, seven digits; what the maps made of it is no truth. */
export const evtxEcmd: Export = {
  head: `\ufeff${line(ECMD)}`,
  row: ({ id, time, recordId, computer, channel, provider, data }) =>
    line([
      ...[
        String(recordId),
        String(recordId),
        time.replace("T", " ").replace("Z", ""),
        String(id),
        "LogAlways",
      ],
      ...[
        provider,
        channel,
        "576",
        "108",
        computer,
        "Failed logon",
        "OTHER\\shown (S-1-0-0)",
        "SHOWN (198.51.100.9)",
      ],
      ...["Target: shown", "Audit failure"],
      JSON.stringify({
        EventData: {
          Data: Object.entries(data).map(([name, value]) => ({ "@Name": name, "#text": String(value) })),
        },
      }),
    ]),
};

const SECURITY_EVENT = [
  ...[
    "TenantId",
    "TimeGenerated [UTC]",
    "Account",
    "Computer",
    "EventSourceName",
    "Channel",
    "EventID",
    "Activity",
  ],
  ...["Status", "SubStatus", "FailureReason", "IpAddress", "IpPort", "LogonType", "TargetUserName"],
  ...["TargetDomainName", "WorkstationName", "ProcessName", "AuthenticationPackageName", "EventData"],
  ...["EventOriginId", "Type"],
];
const OWN = ["Status", "SubStatus", "FailureReason", "IpAddress", "IpPort", "LogonType", "TargetUserName"];
const OWN_TOO = ["TargetDomainName", "WorkstationName", "ProcessName", "AuthenticationPackageName"];

/** `4/16/2021, 9:09:00.730 AM` */
function american(time: string): string {
  const at = new Date(time);
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = `${at.getUTCHours() % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
  const date = `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()}`;
  return `${date}, ${clock}.${String(at.getUTCMilliseconds()).padStart(3, "0")} ${at.getUTCHours() < 12 ? "AM" : "PM"}`;
}

/** Events that have no columns of their own stand as XML in a cell. */
export const securityEvent: Export = {
  head: `\ufeff${line(SECURITY_EVENT)}`,
  row: ({ id, time, recordId, computer, channel, provider, data }) => {
    const isLogon = id === 4625;
    const own = (name: string) => (isLogon ? String(data[name] ?? "") : "");
    const xml = Object.entries(data).map(
      ([name, value]) => `<Data Name="${name}">${escaped(String(value))}</Data>`,
    );
    return line([
      ...["t-1", american(time), "", computer, provider, channel, String(id), `${id} - An event.`],
      ...[...OWN, ...OWN_TOO].map(own),
      isLogon
        ? ""
        : `<EventData xmlns="http://schemas.microsoft.com/win/2004/08/events/event">${xml.join("\r\n")}</EventData>`,
      ...[`origin-${recordId}`, "SecurityEvent"],
    ]);
  },
};

/** AuditData of a sign-in, as the management API writes it. */
export function auditData(part: {
  id: string;
  at: string;
  user: string;
  address: string;
  error: string;
}): object {
  return {
    CreationTime: part.at.slice(0, 19),
    Id: part.id,
    Operation: part.error === "0" ? "UserLoggedIn" : "UserLoginFailed",
    OrganizationId: "8d4121ed-0000-4000-8000-000000000009",
    RecordType: 15,
    ResultStatus: "Success",
    UserKey: "e4ad2d28-0000-4000-8000-000000000003",
    UserType: 0,
    Workload: "AzureActiveDirectory",
    ClientIP: part.address,
    ObjectId: "00000003-0000-0000-c000-000000000000",
    UserId: part.user,
    ExtendedProperties: [
      { Name: "ResultStatusDetail", Value: "UserError" },
      { Name: "UserAgent", Value: "python-requests/2.28.2" },
      { Name: "RequestType", Value: "OAuth2:Token" },
    ],
    ActorIpAddress: part.address,
    InterSystemsId: "7d0a2f10-0000-4000-8000-000000000002",
    ApplicationId: "1b730954-1685-4b74-9bfd-dac224a7b894",
    DeviceProperties: [{ Name: "OS", Value: "Windows 10" }],
    ErrorNumber: part.error,
  };
}

const SEARCHED =
  "RecordType,CreationDate,UserIds,Operations,AuditData,ResultIndex,ResultCount,Identity,IsValid,ObjectState".split(
    ",",
  );
const PURVIEW = "RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits".split(",");
type Audit = ReturnType<typeof auditData>;
const said = (data: Audit) => JSON.stringify(data);

/** The wrappings that the unified audit log comes in, each around the same AuditData. */
export const UAL_WRAPPINGS: Record<string, (data: Audit[]) => string> = {
  "the management API's lines": (all) => all.map(said).join("\n"),
  "Extractor Suite's array": (all) => `${JSON.stringify(all.map((data) => ({ AuditData: said(data) })))}\n\n`,
  "Graph's value": (all) =>
    JSON.stringify({
      value: all.map((auditData) => ({ auditLogRecordType: "azureActiveDirectoryStsLogon", auditData })),
    }),
  "Splunk's result": (all) =>
    all
      .map((data) => JSON.stringify({ preview: false, result: { _raw: said(data), _time: "1" } }))
      .join("\n"),
  "Search-UnifiedAuditLog's CSV": (all) =>
    line(SEARCHED) +
    all
      .map((data) =>
        line([
          "AzureActiveDirectoryStsLogon",
          "6/14/2023 1:14:02 PM",
          "x",
          "",
          said(data),
          "1",
          "1",
          "",
          "True",
          "",
        ]),
      )
      .join(""),
  "Purview's CSV": (all) =>
    `\ufeff${line(PURVIEW)}${all.map((data) => line(["", "2026-01-24T06:54:24.0000000Z ", "15", "", "x", said(data), ""])).join("")}`,
};
