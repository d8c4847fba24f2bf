/**
 * The order in which Windows keeps the values of an event, for exports that leave their names out. Later versions of an
 * event only add values at the end, as far as what is listed here goes.
 */
const TEMPLATES: Record<string, string> = {
  "4624":
    "SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType LogonProcessName AuthenticationPackageName WorkstationName LogonGuid TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress IpPort",
  "4625":
    "SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId TargetUserSid TargetUserName TargetDomainName Status FailureReason SubStatus LogonType LogonProcessName AuthenticationPackageName WorkstationName TransmittedServices LmPackageName KeyLength ProcessId ProcessName IpAddress IpPort",
  "4648":
    "SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId LogonGuid TargetUserName TargetDomainName TargetLogonGuid TargetServerName TargetInfo ProcessId ProcessName IpAddress IpPort",
  "4740":
    "TargetUserName TargetDomainName TargetSid SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId",
  "4768":
    "TargetUserName TargetDomainName TargetSid ServiceName ServiceSid TicketOptions Status TicketEncryptionType PreAuthType IpAddress IpPort",
  "4771": "TargetUserName TargetSid ServiceName TicketOptions Status PreAuthType IpAddress IpPort",
  "4776": "PackageName TargetUserName Workstation Status",
};

const PLACES = new Map(
  Object.entries(TEMPLATES).map(([id, names]) => [
    id,
    new Map(names.split(" ").map((name, place) => [name, place] as const)),
  ]),
);

/** Where the value of this name stands in an event of this id; -1 where it has none. */
export const placeOf = (eventId: string, name: string): number => PLACES.get(eventId)?.get(name) ?? -1;

/** The names of an event's values in their order; empty for events that nobody reads. */
export const namesOf = (eventId: string): readonly string[] => [...(PLACES.get(eventId)?.keys() ?? [])];
