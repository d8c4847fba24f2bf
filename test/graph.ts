/** One sign-in as Microsoft Graph writes it; tests say only what matters to them. */
export function graphSignIn(id: string, part: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    createdDateTime: "2026-03-03T10:15:00.1234567Z",
    userPrincipalName: "ana@contoso.example",
    appDisplayName: "Portal",
    appId: "a",
    ipAddress: "203.0.113.7",
    clientAppUsed: "Browser",
    userAgent: "agent",
    correlationId: "00000000-0000-4000-8000-000000000001",
    isInteractive: true,
    status: { errorCode: 50034, failureReason: "no such account" },
    location: { city: "Delft", state: "", countryOrRegion: "NL" },
    ...part,
  };
}

/** A UUID that says its number. */
export const uuid = (number: number): string => `8a0c8e6c-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** The list, one JSON object a line. */
export const jsonLines = (rows: unknown[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
