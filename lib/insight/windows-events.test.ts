import { beforeAll, expect, test } from "vitest";
import "@/test/data-folder";
import { SYSTEM } from "@/lib/access/schema";
import { listDetections } from "@/lib/detection/read";
import { DetectionQuery } from "@/lib/detection/schema";
import type { Import } from "@/lib/intake/schema";
import { databaseForFile } from "@/test/database";
import { importText } from "@/test/upload";
import {
  evtxDump,
  FAILED_LOGON,
  TICKET,
  VALIDATION,
  type WindowsEvent,
  windowsData,
} from "@/test/windows-records";
import { EventQuery } from "./event-schema";
import { ExposureQuery } from "./exposure-schema";
import { readOrigin } from "./origins";
import { readOverview } from "./read";
import { readAccount } from "./run-account";
import { readEvent, searchEvents } from "./run-events";
import { readExposure } from "./run-exposure";
import { readEventFacets } from "./run-facets";
import { readOriginal } from "./run-original";
import { readTimeline } from "./run-timeline";
import { readWhereabouts } from "./run-where";
import { TimelineQuery } from "./schema";
import { WhereQuery } from "./where-schema";

const store = databaseForFile();

const RANGE = { from: "2026-03-03T10:00:00Z", to: "2026-03-03T12:00:00Z" };
const at = (seconds: number) => new Date(Date.parse("2026-03-03T10:15:00Z") + seconds * 1000).toISOString();

/** A list of absent names by Kerberos, then what one real account was told, in the ways that Windows tells it. */
const EVENTS: WindowsEvent[] = [
  ...Array.from({ length: 120 }, (_, name) => windowsData(TICKET, { TargetUserName: `guess${name}` })),
  windowsData(TICKET, { TargetUserName: "Ann", Status: "0x12" }),
  windowsData(FAILED_LOGON, { SubStatus: "0xc000006a" }),
  { ...windowsData(TICKET, { Status: "0x0", PreAuthType: "2" }) },
  windowsData(VALIDATION, { TargetUserName: "ann" }),
  windowsData(FAILED_LOGON, { IpAddress: "-", ProcessName: "C:\\OpenSSH\\sshd.exe", TargetUserName: "root" }),
  { id: 4740, data: { TargetUserName: "Ann", TargetDomainName: "KALI", SubjectDomainName: "CORP" } },
  windowsData(TICKET, { TargetUserName: "PC01$" }),
].map((event, index) => ({ ...event, recordId: index + 1, time: at(index) }));

let imported: Import;

beforeAll(async () => {
  imported = await importText(EVENTS.map((event) => JSON.stringify(evtxDump(event))).join("\n"));
});

async function found(query: Record<string, string>): Promise<string[]> {
  const { items } = await searchEvents(SYSTEM, EventQuery.parse(query));
  return items.map(({ operation, account, origin }) => `${operation} ${account} ${origin}`);
}

test("a log of Windows is imported whole, and its receipt adds up", () => {
  expect(imported).toMatchObject({
    ...{ status: "done", format: "windows-json", error: null },
    rows: { read: 127, accepted: 127, duplicate: 0, skipped: 0, rejected: 0 },
  });
});

test("the same log again is nothing but duplicates, in another shape too", async () => {
  const again = await importText(JSON.stringify(EVENTS.map((event) => evtxDump(event, true))));
  expect(again.rows).toMatchObject({ read: 127, accepted: 0, duplicate: 127 });
});

test.each([
  ["workstation:kali", ["4740 corp\\ann workstation:kali", "4776 ann workstation:kali"]],
  ["WORKSTATION:KALI", ["4740 corp\\ann workstation:kali", "4776 ann workstation:kali"]],
  ["host:fs01.corp.example/sshd.exe", ["4625 corp\\root host:fs01.corp.example/sshd.exe"]],
  ["10.0.0.9", null],
  ["10.0.0.0/24", null],
  ["~none", []],
])("events are found by the origin %s", async (origin, expected) => {
  const events = await found({ origin, limit: "1000" });
  if (expected) expect(events).toEqual(expected);
  else expect(events).toHaveLength(124);
});

test("one account is found under the long name of its domain and the short one", async () => {
  const ann = ["4740 corp\\ann workstation:kali", "4768 corp\\ann 10.0.0.9", "4625 corp\\ann 10.0.0.9"];
  for (const account of ["CORP\\Ann", "corp.example\\ann", "Corp.Example\\ANN"])
    expect(await found({ account })).toEqual([...ann, "4768 corp\\ann 10.0.0.9"]);
  const report = await readAccount(SYSTEM, "CORP.EXAMPLE\\ann");
  expect(report).toMatchObject({
    ...{ account: "corp\\ann", answer: "signed-in", attempts: 3, originCount: 1 },
    byAnswer: { "exists-unusable": 1, exists: 1, "signed-in": 1 },
  });
  // What only tells the circumstances answers nobody: it is no attempt.
  expect(report.origins.map(({ origin }) => origin)).toEqual(["10.0.0.9"]);
});

test("an event shows what is worth grouping and the very record it came from", async () => {
  const { items } = await searchEvents(
    SYSTEM,
    EventQuery.parse({ origin: "host:fs01.corp.example/sshd.exe" }),
  );
  const id = items[0]?.id ?? "";
  expect(await readEvent(SYSTEM, id)).toMatchObject({
    ...{ code: "0xc0000064", operation: "4625", answer: "absent", name: "CORP\\root" },
    facts: { computer: "fs01.corp.example", logonType: "3", process: "C:\\OpenSSH\\sshd.exe" },
  });
  const original = await readOriginal(SYSTEM, id);
  expect(JSON.stringify(original)).toContain("50000");
});

test("a machine has the page of an origin: totals, times, and no place on any map", async () => {
  for (const origin of ["workstation:kali", "host:fs01.corp.example/sshd.exe"]) {
    expect(await readOrigin(SYSTEM, origin)).toMatchObject({
      origin,
      kind: "workstation",
      attempts: 1,
      names: 1,
    });
    expect(await readWhereabouts(SYSTEM, origin, WhereQuery.parse({}))).toMatchObject({
      ...{ origin, logged: [], databases: [], kinds: [] },
    });
    const { items } = await readTimeline(SYSTEM, origin, TimelineQuery.parse({ ...RANGE, bucket: "hour" }));
    expect(items.map(({ attempts }) => attempts)).toEqual([1]);
  }
});

test("searches can be narrowed by what Windows says", async () => {
  const facets = await readEventFacets(SYSTEM, EventQuery.parse({}));
  expect(facets.vector.values).toEqual(
    expect.arrayContaining([
      { value: "kerberos", count: 123 },
      { value: "windows-logon", count: 2 },
      { value: "ntlm", count: 1 },
      { value: "windows-context", count: 1 },
    ]),
  );
  expect(await found({ vector: "windows-context" })).toHaveLength(1);
  expect(await found({ code: "0x6", limit: "1000" })).toHaveLength(121);
});

test("the names that a scan asked for make few clients and few details", async () => {
  const { rows } = await store().pool.query<{ clients: number; details: number }>(
    "select (select count(*)::int from client) as clients, (select count(*)::int from detail) as details",
  );
  expect(rows[0]).toEqual({ clients: 4, details: 6 });
});

test("no rule of the Entra logs reads a log of Windows", async () => {
  const { items } = await listDetections(SYSTEM, DetectionQuery.parse({}));
  expect(items.map(({ ruleId }) => ruleId).filter((id) => !["RC-13", "RC-14"].includes(id))).toEqual([]);
});

test("whoever a scan of the domain confirmed is exposed, by the best that the same source was told", async () => {
  const { items } = await readExposure(SYSTEM, ExposureQuery.parse(RANGE));
  // Within the hour of the scan its source was refused Ann's password, and then got a ticket with it.
  expect(items.map(({ account, answer }) => [account, answer])).toEqual([["corp\\ann", "signed-in"]]);
});

test("the overview tells of the logs that are held", async () => {
  const { vectors } = await readOverview(SYSTEM, new Date("2026-03-04T00:00:00Z"));
  expect(vectors).toEqual(expect.arrayContaining(["kerberos", "ntlm", "windows-logon", "windows-context"]));
});
