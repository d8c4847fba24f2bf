import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { eventsOf, readWhole, receipt } from "@/test/log-files";

/**
 * Real exports of Windows Security as tables and text, which lie beside the project and are no part of it. What is
 * expected was counted in the files by other means (Python's csv and json modules, grep); where the folder is absent
 * these tests are left out, and the name of the last one says so.
 */
const FOLDER = fileURLToPath(new URL("../../../shared/samples", import.meta.url));
const areThere = existsSync(FOLDER);
const sample = areThere ? test : test.skipIf(true);
const read = (name: string) => readWhole(`${FOLDER}/${name}`);

sample("SecurityEvent of the portal with few columns: fifteen 4625 of two agents' batches", async () => {
  const { recognised, rows, notes } = await read("Azure-Sentinel_excerpt/SecurityEvents.head.csv");
  expect(recognised).toMatchObject({ format: "security-event", shape: "csv", assumesZone: false });
  expect(notes.join(" ")).toContain("agent sent a batch");
  expect(notes.join(" ")).toContain("no Status and SubStatus");
  // Python's csv: 17 rows, EventID 4625 ×15, 5145 and 4688 once. One of the fifteen has the account `\`: there is
  // neither name nor address nor code in it.
  expect(receipt(rows)).toEqual({
    "windows-logon": 14,
    "skipped: event 5145 is no sign-in": 1,
    "skipped: event 4688 is no sign-in": 1,
    "rejected: neither account, address nor result code": 1,
  });
  const events = rows.flatMap((row) => (row.ok ? [row.event] : []));
  expect(events.every(({ code, isIngestTime }) => code === "" && isIngestTime)).toBe(true);
  // `\administrator` twice, `\ADMINISTRATOR` once, as typed; `SHIR-Hive\admin` is the only one with a domain.
  expect(events.map(({ name }) => name).filter((name) => name.includes("\\"))).toEqual(["SHIR-Hive\\admin"]);
  expect(new Set(events.map(({ address }) => address))).toEqual(
    new Set(["host:shir-hive", "host:shir-sap", "host:soc-fw-rdp"]),
  );
  // 9:09:00.730, 9:11:13.620 and 9:11:56.124 on 16 April 2021, in UTC by the header.
  const times = [...new Set(events.map(({ atMicros }) => atMicros))].map((at) =>
    new Date(Number(at / 1000n)).toISOString(),
  );
  expect(times).toEqual(["2021-04-16T09:09:00.730Z", "2021-04-16T09:11:13.620Z", "2021-04-16T09:11:56.124Z"]);
  expect(new Set(events.map(({ nativeId }) => nativeId)).size).toBe(14);
});

sample("SecurityEvent written by pandas: fourteen logons, all of them successes, in UTC", async () => {
  const { recognised, rows, notes } = await read("microsoft_msticpy/host_logons.csv");
  expect(recognised).toMatchObject({ format: "security-event", assumesZone: false, dateDecision: null });
  expect(notes.join(" ")).toContain("EVTX and XML have them");
  expect(receipt(rows)).toEqual({ "windows-logon": 14 });
  const events = eventsOf(rows);
  expect(
    events.every(({ code, digits, operation }) => code === "0x0" && digits === 3 && operation === "4624"),
  ).toBe(true);
  // Counted with Python: three accounts; the one with an address came over the link-local network.
  const names = events.map(({ name }) => name);
  expect(names.filter((name) => name === "NT AUTHORITY\\SYSTEM")).toHaveLength(11);
  expect(names.filter((name) => name === "MSTICAlertsWin1\\MSTICAdmin")).toHaveLength(2);
  expect(events.filter(({ name }) => name === "MSTICAlertsWin1\\adm1nistrator")).toMatchObject([
    { address: "fe80::38dc:e4a9:61bd:b458", protocol: "ntlm", facts: { logonType: "3" } },
  ]);
  expect(events[0]?.atMicros).toBe(BigInt(Date.UTC(2019, 0, 15, 5, 15, 2, 980)) * 1000n);
});

sample(
  "one failed logon as Splunk's text: the account below the second heading, noon on the host's clock",
  async () => {
    const { recognised, rows } = await read("ocsf_examples/4625_0.event");
    expect(recognised).toMatchObject({ format: "splunk-text", shape: "event-text", assumesZone: true });
    // 0xC000006D with 0xC000006A: the name is right, the password is not. There is no address, so the host stands in.
    expect(eventsOf(rows)).toMatchObject([
      {
        nativeId: "ec2amaz-6kj2bpp|security|223742",
        name: "EC2AMAZ-6KJ2BPP\\Administrator",
        address: "host:ec2amaz-6kj2bpp",
        code: "0xc000006a",
        qualifier: "substatus",
        protocol: "ntlm",
        facts: { logonType: "3", workstation: "EC2AMAZ-6KJ2BPP" },
        atMicros: BigInt(Date.UTC(2020, 9, 8, 12, 41, 47)) * 1000n,
      },
    ]);
  },
);

sample("SecurityEvent rows as JSON lines, with rows of another table between them", async () => {
  const { recognised, rows } = await read("OTRF_Security-Datasets/GoldenSAML_WindowsEvents.json");
  expect(recognised).toMatchObject({ format: "security-event", shape: "json-lines", assumesZone: false });
  // Python's json: 38 rows; Type SecurityEvent 35 (4624 ×28, 4662 ×5, 412, 501), Event 2, and one without a type.
  expect(rows).toHaveLength(38);
  expect(receipt(rows)).toMatchObject({
    "windows-logon": 28,
    "skipped: event 4662 is no sign-in": 5,
    "skipped: event 412 is no sign-in": 1,
    "skipped: event 501 is no sign-in": 1,
    "skipped: event 5156 is no sign-in": 1,
  });
  expect(rows.filter((row) => !row.ok && row.as === "rejected")).toEqual([]);
});

test(`the sample folder is ${areThere ? "there, and was read" : "absent: the tests above were left out"}`, () => {
  expect(areThere).toBe(existsSync(FOLDER));
});
