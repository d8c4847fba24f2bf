import { beforeAll, expect, test } from "vitest";
import "@/test/data-folder";
import { SYSTEM } from "@/lib/access/schema";
import { listAlerts } from "@/lib/alert/read";
import { databaseForFile } from "@/test/database";
import { importText } from "@/test/upload";
import { evtxDump, FAILED_LOGON, VALIDATION, type WindowsEvent, windowsData } from "@/test/windows-records";

databaseForFile();

const names = (n: number, from: string, one: (name: string) => WindowsEvent): WindowsEvent[] =>
  Array.from({ length: n }, (_, index) => ({
    ...one(`guess${index}`),
    time: new Date(Date.parse(from) + index * 1000).toISOString(),
  }));
const ntlm = (workstation: string) => (name: string) =>
  windowsData(VALIDATION, { TargetUserName: name, Workstation: workstation, Status: "0xc0000064" });

/** Three lists of unknown names: by NTLM, by a machine that calls itself like a network, and at a server's SSH. */
const EVENTS = [
  ...names(14, "2026-03-03T10:00:00Z", ntlm("KALI")),
  ...names(12, "2026-03-04T10:00:00Z", ntlm("FE80::/64")),
  ...names(13, "2026-03-05T10:00:00Z", (name) =>
    windowsData(FAILED_LOGON, {
      ...{ IpAddress: "-", TargetUserName: name, ProcessName: "C:\\ssh\\sshd.exe" },
    }),
  ),
  ...names(10, "2026-03-06T10:00:00Z", ntlm("PRINTER")),
].map((event, index) => ({ ...event, recordId: index + 1 }));

beforeAll(async () => {
  const text = EVENTS.map((event) => JSON.stringify(evtxDump(event))).join("\n");
  expect(await importText(text)).toMatchObject({ status: "done", rows: { accepted: 49 } });
});

test("a machine that stands for an address is a source like any other: lists that it tries raise alerts", async () => {
  const { items } = await listAlerts(SYSTEM, { limit: 50 });
  const found = items.map(({ entity, rules, names }) => [entity.value, rules.join(), names]);
  expect(found.sort()).toEqual([
    ["host:fs01.corp.example/sshd.exe", "RC-14", 13],
    ["workstation:fe80::/64", "RC-14", 12],
    ["workstation:kali", "RC-14", 14],
  ]);
});
