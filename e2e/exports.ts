import { randomUUID } from "node:crypto";

/** A synthetic Microsoft Graph sign-in, as `auditLogs/signIns` writes it. */
export type SignIn = { at: Date; ip: string; name: string; code: number; app?: string };

const REASONS: Record<number, string> = {
  0: "Other.",
  50034: "The user account does not exist in the directory.",
  50056: "Invalid or null password: password does not exist in the directory for this user.",
  50126: "Error validating credentials due to invalid username or password.",
  50055: "The password is expired.",
};

export function graphSignIn({
  at,
  ip,
  name,
  code,
  app = "Azure Active Directory PowerShell",
}: SignIn): object {
  return {
    id: randomUUID(),
    createdDateTime: at.toISOString(),
    userPrincipalName: name,
    userDisplayName: name.split("@")[0],
    userId: code === 50034 ? "00000000-0000-0000-0000-000000000000" : randomUUID(),
    appDisplayName: app,
    appId: "1b730954-1685-4b74-9bfd-dac224a7b894",
    ipAddress: ip,
    clientAppUsed: "Mobile Apps and Desktop clients",
    userAgent: "python-requests/2.32",
    correlationId: randomUUID(),
    isInteractive: true,
    status: { errorCode: code, failureReason: REASONS[code] ?? "", additionalDetails: null },
    location: { city: "Amsterdam", state: "Noord-Holland", countryOrRegion: "NL" },
  };
}

/** One name a second from `from`: `absent` unknown names, then `exists` names without a cloud password. */
export function scan(
  ip: string,
  from: Date,
  { absent, exists = 0 }: { absent: number; exists?: number },
): object[] {
  const row = (index: number, name: string, code: number) =>
    graphSignIn({ at: new Date(from.getTime() + index * 1000), ip, name: `${name}@contoso.example`, code });
  return [
    ...Array.from({ length: absent }, (_, i) => row(i, `guess.${String(i).padStart(3, "0")}`, 50034)),
    ...Array.from({ length: exists }, (_, i) =>
      row(absent + i, `staff.${String(i).padStart(3, "0")}`, 50056),
    ),
  ];
}

export const ndjson = (rows: object[]): Buffer =>
  Buffer.from(`${rows.map((row) => JSON.stringify(row)).join("\n")}\n`);
