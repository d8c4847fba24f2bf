import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Event } from "@/lib/event/schema";
import { windowsAccountOf } from "@/lib/event/star";
import { eventsOf, readWhole, receipt } from "@/test/log-files";

/** Real logs beside the project; where the folder is absent the name of the last test says so. */
const FOLDER = fileURLToPath(new URL("../../../shared/samples", import.meta.url));
const areThere = existsSync(FOLDER);
const sample = areThere ? test : test.skipIf(true);
const read = (name: string) => readWhole(`${FOLDER}/${name}`);
const DUMPS = "derived_from_mdecrevoisier";

/** How often each kind of answer was given. */
function codes(events: Event[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { operation, code, qualifier } of events) {
    const key = [operation, code, qualifier].filter(Boolean).join(" ");
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

const count = <T>(values: T[]) => new Set(values).size;
const timesOf = (events: Event[]) => {
  const times = events.map(({ atMicros }) => atMicros).sort((a, b) => Number(a - b));
  return [times[0], times.at(-1)].map((at) => new Date(Number((at ?? 0n) / 1000n)).toISOString());
};

/* All numbers were counted in the files with a few lines of Python over json.loads. */

sample("names guessed over SSH: five failures, each told twice, and no address in either", async () => {
  const { rows, recognised } = await read(
    `${DUMPS}/ID4625-OpenSSH_brutforce_with_non_existing_users.evtx_dump.jsonl`,
  );
  expect(recognised).toMatchObject({ format: "windows-json", shape: "json-lines", assumesZone: false });
  expect(receipt(rows)).toEqual({
    // 4625 x5, and the 4624 of the ssh server's own virtual user.
    "windows-logon": 6,
    ntlm: 5,
    "windows-context": 1,
    "skipped: event 1102 is no sign-in": 1,
    "skipped: event 4688 is no sign-in": 2,
    "skipped: event 4717 is no sign-in": 1,
    "skipped: event 4673 is no sign-in": 1,
    "skipped: event 4627 is no sign-in": 1,
    "skipped: event 4672 is no sign-in": 1,
    "skipped: event 4718 is no sign-in": 1,
  });
  const events = rows.flatMap((row) => (row.ok ? [row.event] : []));
  expect(codes(events)).toEqual({
    ...{ "4625 0xc0000064 substatus": 5, "4776 0xc0000064": 5, "4624 0x0": 1, "4648": 1 },
  });
  const failures = events.filter(({ code }) => code === "0xc0000064");
  // The twin of NTLM knows the workstation, which is the host itself, the other the process.
  expect(new Set(failures.map(({ address }) => address))).toEqual(
    new Set(["workstation:fs01", "host:fs01.offsec.lan/sshd.exe"]),
  );
  expect(new Set(failures.map(({ name }) => name))).toEqual(new Set(["NOUSER", "FS01\\NOUSER"]));
  expect(timesOf(events)).toEqual(["2021-05-20T12:49:46.875Z", "2021-05-20T12:49:54.945Z"]);
});

sample("46 absent names in Kerberos, and what the other six were told", async () => {
  const { rows } = await read(
    `${DUMPS}/ID4768-4771-Kerberos_brutforce_with_non_existing_users.evtx_dump.jsonl`,
  );
  expect(receipt(rows)).toEqual({ kerberos: 52 });
  const events = eventsOf(rows);
  expect(codes(events)).toEqual({
    ...{ "4768 0x6": 46, "4768 0x12": 1, "4768 0x0 preauth=2": 2, "4768 0x0 preauth=0": 1, "4771 0x18": 2 },
  });
  expect(codes(events.filter(({ address }) => address === "10.23.123.11"))).toMatchObject({ "4768 0x6": 46 });
  expect(new Set(events.map(({ address }) => address))).toEqual(new Set(["10.23.123.11", "10.23.42.16"]));
  expect(count(events.map(({ name }) => windowsAccountOf(name)))).toBe(52);
  // 4771 has no domain of its own: the ticket that was asked for has.
  expect(events.every(({ name }) => windowsAccountOf(name).startsWith("offsec\\"))).toBe(true);
  expect(timesOf(events)).toEqual(["2021-12-02T14:48:15.983Z", "2021-12-02T14:48:23.180Z"]);
  expect(count(events.map(({ nativeId }) => nativeId))).toBe(52);
});

sample(
  "a list of existing names: wrong passwords, disabled accounts, and two without pre-authentication",
  async () => {
    const { rows } = await read(`${DUMPS}/ID4768-4771-Kerberos_user_enumeration_(Kerbrute).evtx_dump.jsonl`);
    const events = eventsOf(rows);
    expect(codes(events)).toEqual({
      ...{ "4771 0x18": 22, "4768 0x12": 15, "4768 0x0 preauth=2": 3, "4768 0x0 preauth=0": 2 },
    });
    expect(new Set(events.map(({ address }) => address))).toEqual(new Set(["10.23.123.11"]));
    expect(new Set(events.map(({ facts }) => facts.ticketOptions))).toEqual(new Set(["0x50800000"]));
    expect(count(events.map(({ name }) => windowsAccountOf(name)))).toBe(42);
  },
);

sample("a console logon as flat JSON, told by three events within a millisecond", async () => {
  const { rows, recognised } = await read(
    "OTRF_Security-Datasets/cmd_psh_stop_netprofm_eventlog_before_reboot.logon_subset.json",
  );
  // TimeCreated says its zone; there is no EventTime.
  expect(recognised).toMatchObject({ format: "nxlog", shape: "json-lines", assumesZone: false });
  expect(receipt(rows)).toEqual({ "windows-logon": 6, ntlm: 2 });
  const events = eventsOf(rows);
  expect(codes(events)).toEqual({
    ...{ "4625 0xc000010b status": 2, "4625 0xc000006a substatus": 1, "4624 0x0": 3 },
    ...{ "4776 0xc000006a": 1, "4776 0x0": 1 },
  });
  // The machine's own address is no source.
  expect(new Set(events.map(({ address }) => address))).toEqual(
    new Set(["host:pedro01/consent.exe", "workstation:pedro01", "host:pedro01/services.exe"]),
  );
  // No record numbers in this export: the two 4624 of one millisecond differ by their logon id.
  expect(count(events.map(({ contentId }) => contentId))).toBe(8);
});

test(`the samples ${areThere ? "are there" : "are absent: their tests were left out"}`, () => {
  expect(existsSync(FOLDER)).toBe(areThere);
});
