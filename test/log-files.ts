import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll } from "vitest";
import type { Event, Parsed } from "@/lib/event/schema";
import { recognise } from "@/lib/source/recognise";
import type { Mappings } from "@/lib/source/recognise-mapped";
import type { ReadOptions, Recognised } from "@/lib/source/schema";
import { readLog } from "@/test/read-log";

/** A folder for the log files of a test file; gone when the file ends. */
export function logFolder(): (content: string | Buffer, filename?: string) => string {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-logs-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let files = 0;
  return (content, filename = "export") => {
    files += 1;
    const path = join(folder, `${files}-${filename}`);
    writeFileSync(path, content);
    return path;
  };
}

/** The name that a path of logFolder was given. */
const uploadedAs = (path: string) => basename(path).replace(/^\d+-/, "");

/** `notes`: what recognising and reading told the receipt. */
export type Whole = { recognised: Recognised; rows: Parsed[]; error: Error | null; notes: string[] };

/** Recognises and reads a whole file; damage that ends the reading is kept beside what came before it. */
export async function readWhole(
  path: string,
  options: ReadOptions = {},
  mappings?: Mappings,
): Promise<Whole> {
  const { dateOrder } = options;
  const recognised = await recognise(path, { filename: uploadedAs(path), dateOrder, mappings });
  const notes = [...recognised.notes];
  const rows: Parsed[] = [];
  let error: Error | null = null;
  try {
    const onNote = (note: string) => {
      notes.push(note);
      options.onNote?.(note);
    };
    for await (const batch of readLog(path, recognised, { ...options, onNote })) rows.push(...batch);
  } catch (caught) {
    error = caught as Error;
  }
  return { recognised, rows, error, notes };
}

/** The events alone; a row that is none fails the test. */
export function eventsOf(rows: Parsed[]): Event[] {
  return rows.map((row) => {
    if (!row.ok) throw new Error(`Record ${row.position} is ${row.as}: ${row.reason}`);
    return row.event;
  });
}

/** How often each vector was accepted and each reason given: a receipt in one object. */
export function receipt(rows: Parsed[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const key = row.ok ? row.event.vector : `${row.as}: ${row.reason}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** A Graph sign-in as its exports write it: a name that does not exist. */
export function graphRecord(part: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: "5f1c9d3e-0000-4000-8000-000000000001",
    createdDateTime: "2026-03-03T10:15:30.1234567Z",
    userDisplayName: "Ana",
    userPrincipalName: "Ana@contoso.example",
    userId: "00000000-0000-0000-0000-000000000000",
    appId: "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
    appDisplayName: "Azure Portal",
    ipAddress: "203.0.113.7",
    clientAppUsed: "Browser",
    userAgent: "Mozilla/5.0",
    correlationId: "7d0a2f10-0000-4000-8000-000000000002",
    isInteractive: true,
    resourceDisplayName: "Windows Azure Service Management API",
    resourceId: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
    authenticationProtocol: "none",
    autonomousSystemNumber: 64496,
    status: { errorCode: 50034, failureReason: "No such account.", additionalDetails: null },
    deviceDetail: { operatingSystem: "Windows 10", browser: "Edge 90.0.818" },
    location: { city: "Delft", state: "Zuid-Holland", countryOrRegion: "NL", geoCoordinates: {} },
    ...part,
  };
}

/** A step of a self-service password reset as Graph's directoryAudit. */
export function resetRecord(part: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: "SSPR_7d0a2f10_1",
    activityDateTime: "2026-03-03T10:15:30.5+00:00",
    activityDisplayName: "Reset password (self-service)",
    category: "UserManagement",
    correlationId: "7d0a2f10-0000-4000-8000-000000000002",
    result: "failure",
    resultReason: "Password reset is not enabled here ",
    loggedByService: "Self-service Password Management",
    initiatedBy: { user: { userPrincipalName: "Ana@contoso.example", ipAddress: "203.0.113.7" }, app: null },
    targetResources: [{ type: "User", userPrincipalName: "Ana@contoso.example", displayName: "Ana" }],
    additionalDetails: [{ key: "User-Agent", value: "Mozilla/5.0" }],
    ...part,
  };
}

/** Rows as CSV: every cell in quotes, lines ended as Windows does. */
export function csv(names: string[], rows: string[][]): string {
  const line = (cells: string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
  return [names, ...rows].map(line).join("\r\n");
}
