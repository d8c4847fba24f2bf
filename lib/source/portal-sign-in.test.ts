import { expect, test } from "vitest";
import { csv, eventsOf, logFolder, readWhole, receipt } from "@/test/log-files";

const write = logFolder();

/** Columns as the admin centre names them: two trailing blanks, one double blank and one name twice among them. */
const NAMES = [
  "Date (UTC)",
  "Request ID",
  "User agent",
  "Correlation ID",
  "User ID",
  "User",
  "Username",
  "User type",
  "Incoming token type",
  "Authentication Protocol",
  "Application",
  "Application ID ",
  "Resource",
  "Resource ID ",
  "IP address",
  "Location",
  "Status",
  "Sign-in error code",
  "Failure reason",
  "Client app",
  "Browser",
  "Operating System",
  "Sign-in identifier",
  "IP address (seen by resource)",
  "Autonomous system  number",
  "Incoming token type",
];
const ROW: Record<string, string> = {
  "Date (UTC)": "2026-03-03T10:15:30Z",
  "Request ID": "5f1c9d3e-0000-4000-8000-000000000001",
  "User agent": "Mozilla/5.0",
  "Correlation ID": "c",
  User: "Ana Display",
  Username: "Ana@contoso.example",
  "User type": "Member",
  "Authentication Protocol": "ropc",
  Application: "Azure Portal",
  "Application ID ": "app",
  Resource: "Graph",
  "Resource ID ": "res",
  "IP address": "203.0.113.7",
  "IP address (seen by resource)": "198.51.100.9",
  Location: "Delft, Zuid-Holland, NL",
  Status: "Failure",
  "Sign-in error code": "50034",
  "Failure reason": "No such account.",
  "Client app": "Browser",
  "Autonomous system  number": "64496",
};
const rowOf = (part: Record<string, string> = {}) => NAMES.map((name) => ({ ...ROW, ...part })[name] ?? "");
const fileOf = (...rows: Record<string, string>[]) => `\ufeff${csv(NAMES, rows.map(rowOf))}\r\n`;

async function only(part: Record<string, string>, filename = "export.csv") {
  const { rows } = await readWhole(write(fileOf(part), filename));
  const [event] = eventsOf(rows);
  if (!event) throw new Error("There is no row.");
  return event;
}

test("columns are found by name: the username is the account, the plain address the origin", async () => {
  expect(await only({})).toMatchObject({
    source: "entra-signin",
    vector: "entra-signin",
    nativeId: "5f1c9d3e-0000-4000-8000-000000000001",
    name: "Ana@contoso.example",
    address: "203.0.113.7",
    app: "Azure Portal",
    appId: "app",
    code: "50034",
    description: "No such account.",
    protocol: "ropc",
    qualifier: "ropc",
    country: "NL",
    region: "Zuid-Holland",
    city: "Delft",
    asn: "64496",
    interactive: null,
    facts: { resource: "Graph", resourceId: "res", userType: "Member" },
  });
});

test("an unresolved or empty username gives way to what was typed", async () => {
  const typed = { "Sign-in identifier": "ana@typed" };
  expect((await only({ Username: "", ...typed })).name).toBe("ana@typed");
  expect((await only({ Username: "5f1c9d3e-0000-4000-8000-000000000001", ...typed })).name).toBe("ana@typed");
  expect((await only({ Username: "ana", ...typed })).name).toBe("ana");
  expect((await only({ Username: "" })).name).toBe("");
});

test.each([
  ["0", "Success", "0"],
  ["", "Success", "0"],
  ["None", "Success", "0"],
  ["", "Interrupted", ""],
  ["", "Failure", ""],
  ["50140", "Interrupted", "50140"],
  ["50126", "Success", "50126"],
])("code %j with status %s is %j", async (code, status, expected) => {
  expect((await only({ "Sign-in error code": code, Status: status })).code).toBe(expected);
});

test.each([
  ["NL", ["NL", "", ""]],
  ["", ["", "", ""]],
  ["Washington, D.C., District of Columbia, US", ["US", "District of Columbia", "Washington, D.C."]],
])("the location %j is read from the right", async (location, place) => {
  const { country, region, city } = await only({ Location: location });
  expect([country, region, city]).toEqual(place);
});

test("only the portal's own file name claims that rows are non-interactive", async () => {
  const named = async (filename: string) => {
    const { vector, interactive } = await only({}, filename);
    return [vector, interactive];
  };
  expect(await named("NonInteractiveSignIns_2026-03-01_2026-03-07.csv")).toEqual([
    "entra-noninteractive",
    false,
  ]);
  expect(await named("InteractiveSignIns_2026-03-01_2026-03-07.csv")).toEqual(["entra-signin", true]);
  expect(await named("my sign-ins.csv")).toEqual(["entra-signin", null]);
});

test("a file that a spreadsheet saved again is read by the one order that fits, and says so", async () => {
  const dates = ["04/12/2025 08:19", "13/12/2025 08:20"].map((date) => ({ "Date (UTC)": date }));
  const { rows, recognised } = await readWhole(write(fileOf(...dates)));
  expect(eventsOf(rows).map(({ atMicros }) => new Date(Number(atMicros / 1000n)).toISOString())).toEqual([
    "2025-12-04T08:19:00.000Z",
    "2025-12-13T08:20:00.000Z",
  ]);
  expect(recognised.notes.join()).toContain("day/month/year");
});

test("a semicolon, a first line sep=; and LF line ends are no obstacle", async () => {
  const text = `sep=;\n${NAMES.join(";")}\n${rowOf({ Location: "NL" }).join(";")}\n`;
  const { rows } = await readWhole(write(text));
  expect(eventsOf(rows)).toMatchObject([{ name: "Ana@contoso.example", country: "NL" }]);
});

test("tabs divide cells as well, and a mark before a quoted first header hides nothing", async () => {
  const tabbed = csv(NAMES, [rowOf()]).replaceAll('","', '"\t"');
  const { rows, recognised } = await readWhole(write(`\ufeff${tabbed}`));
  expect([recognised.delimiter, eventsOf(rows)[0]?.name]).toEqual(["\t", "Ana@contoso.example"]);
});

test("the portal says that its times are UTC: no zone given at upload moves them, and none is assumed", async () => {
  const path = write(fileOf({ "Date (UTC)": "12/13/2025 8:19" }));
  const { rows, recognised, notes } = await readWhole(path, { timeZone: "Asia/Kathmandu" });
  expect(eventsOf(rows)[0]?.atMicros).toBe(BigInt(Date.UTC(2025, 11, 13, 8, 19)) * 1000n);
  expect([recognised.assumesZone, notes]).toEqual([
    false,
    ["Dates were read as month/day/year: some days are above 12."],
  ]);
});

test("rows with too few or too many cells are read as far as they go, and noted once", async () => {
  const notes: string[] = [];
  const text = `${csv(NAMES, [rowOf(), rowOf().slice(0, 20), [...rowOf(), "more"], rowOf()])}\r\n`;
  const { rows } = await readWhole(write(text), { onNote: (note) => notes.push(note) });
  expect(receipt(rows)).toEqual({ "entra-signin": 4 });
  expect(notes).toHaveLength(1);
});

test("no row is lost: blank lines are none, bad dates and open quotes are rejected alone", async () => {
  const lines = [
    csv(NAMES, [rowOf()]),
    "",
    csv(NAMES, [rowOf({ "Date (UTC)": "2026-02-30T00:00:00Z" })]).split("\r\n")[1],
    '2026-03-03T10:15:30Z,"open',
    csv(NAMES, [rowOf()]).split("\r\n")[1],
    "",
  ];
  const { rows } = await readWhole(write(lines.join("\r\n")));
  expect(rows.map((row) => (row.ok ? row.event.name : row.reason))).toEqual([
    "Ana@contoso.example",
    "time cannot be read",
    "unclosed quote",
    "Ana@contoso.example",
  ]);
  expect(rows.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
});
