/** What one event of Windows Security says, before any export has shaped it. */
export type WindowsEvent = {
  id: number;
  time?: string;
  recordId?: number | string;
  computer?: string;
  channel?: string;
  provider?: string;
  data: Record<string, string | number>;
};

export const FAILED_LOGON: WindowsEvent = {
  id: 4625,
  data: {
    SubjectUserSid: "S-1-5-18",
    SubjectUserName: "FS01$",
    SubjectDomainName: "CORP",
    SubjectLogonId: "0x3e7",
    TargetUserSid: "S-1-0-0",
    TargetUserName: "Ann",
    TargetDomainName: "CORP",
    Status: "0xc000006d",
    FailureReason: "%%2313",
    SubStatus: "0xc0000064",
    LogonType: "3",
    LogonProcessName: "NtLmSsp ",
    AuthenticationPackageName: "NTLM",
    WorkstationName: "KALI",
    TransmittedServices: "-",
    LmPackageName: "-",
    KeyLength: "0",
    ProcessId: "0x0",
    ProcessName: "-",
    IpAddress: "10.0.0.9",
    IpPort: "50000",
  },
};

export const TICKET: WindowsEvent = {
  id: 4768,
  computer: "dc01.corp.example",
  data: {
    TargetUserName: "ann",
    TargetDomainName: "CORP.EXAMPLE",
    TargetSid: "S-1-0-0",
    ServiceName: "krbtgt/CORP.EXAMPLE",
    ServiceSid: "S-1-0-0",
    TicketOptions: "0x00000010",
    Status: "0x00000006",
    TicketEncryptionType: "0xffffffff",
    PreAuthType: "-",
    IpAddress: "::ffff:10.0.0.9",
    IpPort: "50000",
  },
};

export const VALIDATION: WindowsEvent = {
  id: 4776,
  computer: "dc01.corp.example",
  data: {
    PackageName: "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0",
    TargetUserName: "ann",
    Workstation: "KALI",
    Status: "0xC0000064",
  },
};

export const windowsData = (event: WindowsEvent, data: WindowsEvent["data"]): WindowsEvent => ({
  ...event,
  data: { ...event.data, ...data },
});

const PROVIDER = "Microsoft-Windows-Security-Auditing";
const filledIn = (event: WindowsEvent) => ({
  time: "2026-03-03T10:15:30.1234567Z",
  recordId: 1204 as number | string,
  computer: "fs01.corp.example",
  channel: "Security",
  provider: PROVIDER,
  ...event,
});

/** As evtx_dump writes it; `isSeparate` in its other style of attributes. */
export function evtxDump(event: WindowsEvent, isSeparate = false): object {
  const { id, time, recordId, computer, channel, provider, data } = filledIn(event);
  const rest = { EventRecordID: recordId, Channel: channel, Computer: computer };
  const system = isSeparate
    ? {
        Provider_attributes: { Name: provider },
        EventID: id,
        TimeCreated_attributes: { SystemTime: time },
        ...rest,
      }
    : {
        Provider: { "#attributes": { Name: provider } },
        EventID: id,
        TimeCreated: { "#attributes": { SystemTime: time } },
        ...rest,
      };
  return { Event: { System: system, EventData: data } };
}

export function beat(event: WindowsEvent): Record<string, unknown> {
  const { id, time, recordId, computer, channel, provider, data } = filledIn(event);
  return {
    "@timestamp": time,
    event: { code: String(id), kind: "event" },
    winlog: {
      event_id: String(id),
      record_id: recordId,
      channel,
      provider_name: provider,
      computer_name: computer,
      event_data: data,
    },
  };
}

export function flat(event: WindowsEvent): Record<string, unknown> {
  const { id, recordId, computer, channel, provider, data } = filledIn(event);
  return {
    EventTime: "2026-03-03 05:15:30",
    Hostname: computer,
    EventID: id,
    SourceName: provider,
    Channel: channel,
    RecordNumber: recordId,
    SourceModuleType: "im_msvistalog",
    ...data,
  };
}

/** As PowerShell 7 writes it; the values stand in the order of `data`. */
export function powerShell(event: WindowsEvent): Record<string, unknown> {
  const { id, recordId, computer, channel, provider, data } = filledIn(event);
  return {
    Id: id,
    Version: 0,
    ProviderName: provider,
    LogName: channel,
    RecordId: recordId,
    MachineName: computer,
    TimeCreated: "2026-03-03T05:15:30.1234567-05:00",
    Properties: Object.values(data).map((Value) => ({ Value })),
  };
}
