import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { Parsed } from "@/lib/event/schema";
import { logFolder, readWhole } from "@/test/log-files";
import { rawSlices } from "./raw-slices";
import { XmlReader } from "./xml-reader";

/**
 * Real logs, which lie beside the project and are no part of it. What is expected was read out of them with libevtx's
 * evtxexport, an independent reader, and with grep; where the folder is absent these tests are left out.
 */
const FOLDER = fileURLToPath(new URL("../../../shared/samples", import.meta.url));
const areThere = existsSync(FOLDER);
const sample = areThere ? test : test.skipIf(true);
const write = logFolder();
const MITRE = "mdecrevoisier_EVTX-to-MITRE-Attack";
const read = (name: string) => readWhole(`${FOLDER}/${name}`);

/** What a file held: how often each event with each code, and each reason. */
function counted(rows: Parsed[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const told = row.ok ? `${row.event.operation} ${row.event.code}`.trim() : row.reason;
    counts[told] = (counts[told] ?? 0) + 1;
  }
  return counts;
}
const events = (rows: Parsed[]) => rows.flatMap((row) => (row.ok ? [row.event] : []));
const secondsOf = (rows: Parsed[]) => {
  const times = events(rows)
    .map(({ atMicros }) => atMicros)
    .sort((a, b) => Number(a - b));
  return [times[0], times.at(-1)].map((micros) =>
    new Date(Number((micros ?? 0n) / 1000n)).toISOString().slice(0, 19),
  );
};
const no = (id: number) => `event ${id} is no sign-in`;

/** Event ids, statuses, accounts and times as `evtxexport -f xml | grep` counts them. */
const FILES: [string, Record<string, number>, number, string[], string[]][] = [
  ["ID4624-Success_login_with_Golden_ticket", { "4624 0x0": 10 }, 0, [], []],
  [
    "ID4625-OpenSSH_brutforce_with_non_existing_users",
    {
      ...{
        [no(1102)]: 1,
        [no(4688)]: 2,
        [no(4717)]: 1,
        [no(4673)]: 1,
        [no(4627)]: 1,
        [no(4672)]: 1,
        [no(4718)]: 1,
      },
      ...{ "4648": 1, "4624 0x0": 1, "4776 0xc0000064": 5, "4625 0xc0000064": 5 },
    },
    0,
    [],
    ["2021-05-20T12:49:46", "2021-05-20T12:49:54"],
  ],
  [
    "ID4625-OpenSSH_brutforce_with_valid_users",
    { [no(4688)]: 2, "4648": 2, "4624 0x0": 2, "4625 0xc000006a": 5 },
    0,
    [],
    [],
  ],
  [
    "ID4625-failed_login_with_denied_access_due_to_account_restriction",
    { "4625 0xc000006e": 2 },
    1,
    ["10.23.23.9"],
    ["2021-10-23T21:50:11", "2021-10-23T21:51:57"],
  ],
  [
    "ID4768-4769-Kerberos_host_ticket_without_a_trailing_$",
    { "4768 0x0": 1, [no(4769)]: 1 },
    1,
    ["10.23.123.11"],
    ["2021-12-14T14:42:49", "2021-12-14T14:42:49"],
  ],
  [
    "ID4768-4771-Kerberos_brutforce_with_non_existing_users",
    { "4768 0x6": 46, "4768 0x0": 3, "4768 0x12": 1, "4771 0x18": 2 },
    52,
    ["10.23.123.11", "10.23.42.16"],
    ["2021-12-02T14:48:15", "2021-12-02T14:48:23"],
  ],
  [
    "ID4768-4771-Kerberos_user_enumeration_(Kerbrute)",
    { "4768 0x12": 15, "4768 0x0": 5, "4771 0x18": 22 },
    42,
    ["10.23.123.11"],
    ["2021-12-03T12:06:03", "2021-12-03T12:06:12"],
  ],
  [
    "ID4768-Kerberos_AS-REP_Roasting",
    { "4768 0x0": 1 },
    1,
    ["10.23.23.9"],
    ["2021-05-26T20:24:46", "2021-05-26T20:24:46"],
  ],
  ["ID4769-Kerberos_TGS_host_enumeration_(Bloodhound)", { [no(4769)]: 24 }, 0, [], []],
  [
    "ID4771-Kerberos_brutforce_with_valid_user",
    { "4771 0x18": 54 },
    1,
    ["10.23.123.11"],
    ["2021-12-02T14:54:21", "2021-12-02T14:54:37"],
  ],
  [
    "ID_4776,4625-AccountRestore_local_bruteforce",
    { "4625 0xc000006a": 16 },
    2,
    [],
    ["2023-09-25T20:39:50", "2023-09-25T20:39:50"],
  ],
];

if (areThere)
  test.each(FILES)(
    "%s holds what an independent reader finds in it",
    async (name, counts, names, addresses, times) => {
      const { rows, error, recognised } = await read(`${MITRE}/${name}.evtx`);
      expect(recognised).toMatchObject({
        format: "windows-evtx",
        shape: "evtx",
        encoding: "binxml",
        container: "plain",
      });
      expect([counted(rows), error]).toEqual([counts, null]);
      const found = events(rows);
      const users = new Set(found.map((event) => event.name.replace(/^.*\\/, "").toLowerCase()));
      if (names > 0) expect(users.size).toBe(names);
      if (addresses.length > 0)
        expect([...new Set(found.map(({ address }) => address))].sort()).toEqual(addresses);
      if (times.length > 0) expect(secondsOf(rows)).toEqual(times);
      expect(
        found.every(({ digits, nativeId }) => digits === 7 && /^[\w.-]+\|security\|\d+$/.test(nativeId)),
      ).toBe(true);
    },
  );

const DERIVED = [
  "ID4625-OpenSSH_brutforce_with_non_existing_users",
  "ID4768-4771-Kerberos_brutforce_with_non_existing_users",
  "ID4768-4771-Kerberos_user_enumeration_(Kerbrute)",
];
if (areThere)
  test.each(DERIVED)("%s is the same as the XML that evtxexport makes of it", async (name) => {
    const binary = await read(`${MITRE}/${name}.evtx`);
    const xml = await read(`derived_from_mdecrevoisier/${name}.events.xml`);
    expect(xml.recognised).toMatchObject({ format: "windows-xml", shape: "event-xml" });
    expect(xml.error).toBeNull();
    // evtxexport pads times to nine digits.
    const alike = (rows: Parsed[]) =>
      rows.map((row) =>
        row.ok ? { ...row.event, digits: 0, atMicros: String(row.event.atMicros) } : row.reason,
      );
    expect(alike(xml.rows)).toEqual(alike(binary.rows));
    expect(xml.rows.length).toBeGreaterThan(19);
  });

/** Every element of an XML text with its name and text; digits of hexadecimal numbers and times without zeros of writing. */
function elementsOf(text: string): string[] {
  const xml = new XmlReader(text);
  const found: string[] = [];
  let latest = "";
  for (;;) {
    const token = xml.next();
    if (token === "over" || token === "broken") return token === "over" ? found : ["broken"];
    if (token === "start") latest = "";
    else if (token === "text") latest += xml.text;
    else {
      const value = latest.trim().replace(/^0x0*(?=.)/, "0x");
      if (value !== "") found.push(`${xml.name}=${value}`);
      latest = "";
    }
  }
}

sample(
  "every element of a record is shown as evtxexport shows it, plain, packed in gzip, and by any span",
  async () => {
    for (const name of DERIVED) {
      const bytes = readFileSync(`${FOLDER}/${MITRE}/${name}.evtx`);
      const xml = await read(`derived_from_mdecrevoisier/${name}.events.xml`);
      const theirs: string[][] = [];
      const path = `${FOLDER}/derived_from_mdecrevoisier/${name}.events.xml`;
      for await (const text of rawSlices(
        path,
        xml.recognised,
        xml.rows.map(({ span }) => span),
      ))
        theirs.push(elementsOf(text));
      for (const file of [write(bytes), write(gzipSync(bytes))]) {
        const { rows, recognised } = await readWhole(file);
        const ours: string[][] = [];
        for await (const text of rawSlices(
          file,
          recognised,
          rows.map(({ span }) => span),
        ))
          ours.push(elementsOf(text));
        expect(ours).toEqual(theirs);
        const last = rows.at(-1)?.span ?? { offset: 0, length: 0 };
        for await (const text of rawSlices(file, recognised, [last]))
          expect(elementsOf(text)).toEqual(theirs.at(-1));
      }
    }
  },
);

sample("Splunk's own examples: six events, one of them a service ticket", async () => {
  const { rows, recognised, notes } = await read("splunk_security_content/XmlWinEventLog_examples.txt");
  expect(recognised).toMatchObject({ format: "windows-xml", shape: "event-xml" });
  expect(notes).toEqual([]);
  expect(counted(rows)).toEqual({
    ...{ "4624 0x0": 1, "4625 0xc000006a": 1, "4768 0x12": 1, "4771 0x18": 1, "4776 0xc0000064": 1 },
    [no(4769)]: 1,
  });
  expect(events(rows).map(({ name, address }) => `${name.replace(/^.*\\/, "")} ${address}`)).toEqual([
    "ELMER_SALAS 10.0.1.16",
    "Administrator 10.0.1.30",
    "RXETPKZH 10.0.1.15",
    "ALLISON_WATERS 10.0.1.15",
    "KSYLEFUA workstation:win-host-mvelaz",
  ]);
});

sample(
  "a log whose first chunk has a wrong header, and string tables that lead nowhere, loses nothing",
  async () => {
    const { rows, notes } = await read("omerbenamram_evtx/security_bad_string_cache.evtx");
    expect(rows).toHaveLength(2262);
    expect(counted(rows)).toMatchObject({
      "chunk 0 at byte 4096: the checksum of its header is wrong; what can be read of it is read": 1,
      "4624 0x0": 583,
      "4648": 45,
      ...{ [no(4907)]: 620, [no(4672)]: 459, [no(5058)]: 102, [no(5061)]: 102, [no(4608)]: 40 },
    });
    expect(notes).toEqual([expect.stringContaining("while Windows had it open")]);
  },
);

sample(
  "a file carved out of memory: what is between its pages of zeros is read, and what is lost is said",
  async () => {
    const { rows, notes, error } = await read("omerbenamram_evtx/sample_with_a_bad_chunk_magic.evtx");
    expect(error).toBeNull();
    const counts = counted(rows);
    // evtxexport finds 267 of them; those behind a page of zeros in a damaged chunk it passes over.
    expect(counts[no(325)]).toBeGreaterThanOrEqual(267);
    expect(Object.keys(counts).filter((reason) => reason.startsWith("chunk "))).toEqual([
      "chunk 0 at byte 4096: the checksum of its records is wrong; what can be read of it is read",
      "chunk 1 at byte 69632: it and the next 4 hold zeros alone",
      "chunk 6 at byte 397312: it does not begin as a chunk does; what can be read of it is read",
      "chunk 7 at byte 462848: the checksum of its records is wrong; what can be read of it is read",
      "chunk 9 at byte 593920: the checksum of its records is wrong; what can be read of it is read",
      "chunk 10 at byte 659456: it does not begin as a chunk does; what can be read of it is read",
    ]);
    expect(notes.at(-1)).toMatch(
      /^Records 45,.* to 46,727, .* are missing: .*a damaged part of the file held them\.$/,
    );
  },
);

sample("a log of the system is read to its end: 1,881 records, and no sign-in among them", async () => {
  const { rows, notes } = await read("omerbenamram_evtx/system.evtx");
  expect(rows).toHaveLength(1881);
  expect(events(rows)).toEqual([]);
  expect(counted(rows)).toMatchObject({ [no(16)]: 394, [no(32)]: 150, [no(27)]: 145 });
  expect(notes).toEqual([
    expect.stringContaining("while Windows had it open"),
    expect.stringContaining("export that log instead"),
  ]);
});

sample("a selection of records says that it is one, and a clearing of the log is told", async () => {
  expect(
    (await read(`${MITRE}/ID4625-failed_login_with_denied_access_due_to_account_restriction.evtx`)).notes,
  ).toEqual([
    "Records 90,908 to 90,938 are missing: this file was saved through a filter or from a selection, or the log was cleared or rolled.",
  ]);
  expect((await read(`${MITRE}/ID4625-OpenSSH_brutforce_with_non_existing_users.evtx`)).notes).toEqual([
    "The log was cleared on 2021-05-20 at 12:49:31 UTC by OFFSEC\\admmig (event 1102).",
  ]);
  expect(counted((await read("omerbenamram_evtx/Security_short_selected.evtx")).rows)).toEqual({
    ...{ [no(5152)]: 2, [no(4611)]: 1, [no(5157)]: 1, [no(4673)]: 1 },
    ...{ "4776 0xc000006a": 1, "4625 0xc000006a": 1 },
  });
});

test(`the samples of Windows logs ${areThere ? "are there" : "are absent: their tests were left out"}`, () => {
  expect(existsSync(FOLDER)).toBe(areThere);
});
