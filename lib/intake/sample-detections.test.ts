import "@/test/data-folder";
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { closeStore, type Store, store } from "@/lib/db";
import { freshStore } from "@/test/database";
import { importText } from "@/test/upload";

/**
 * What the rules make of real logs, imported as an analyst would. Where the folder is absent these tests are left out,
 * and the name of the last one says so.
 */
const FOLDER = fileURLToPath(new URL("../../../shared/samples", import.meta.url));
const areThere = existsSync(FOLDER);
const sample = areThere ? test : test.skipIf(true);
const BINARY = "mdecrevoisier_EVTX-to-MITRE-Attack";
const DERIVED = "derived_from_mdecrevoisier";
const GUESSED = "ID4768-4771-Kerberos_brutforce_with_non_existing_users";
const KERBRUTE = "ID4768-4771-Kerberos_user_enumeration_(Kerbrute)";
const OPENSSH = "ID4625-OpenSSH_brutforce_with_non_existing_users";

let held: Store;
beforeEach(async () => {
  held = await freshStore();
});
afterEach(() => closeStore(held));

const importSample = (path: string) =>
  importText(readFileSync(`${FOLDER}/${path}`), { filename: basename(path) });
const renderings = (name: string) => [
  `${BINARY}/${name}.evtx`,
  `${DERIVED}/${name}.events.xml`,
  `${DERIVED}/${name}.evtx_dump.jsonl`,
];

type Detected = {
  rule: string;
  source: string;
  severity: string;
  names: number;
  attempts: number;
  measures: Record<string, number>;
};

async function detected(): Promise<Detected[]> {
  const { rows } = await store().pool.query<Detected>(
    `select rule_id as rule, "group" ->> 'source' as source, severity, names, attempts, measures
     from detection order by rule_id, "group" ->> 'source'`,
  );
  return rows;
}

/**
 * 10.23.123.11 asked for 51 names in a second and a half. One of them, admmig, got a ticket by its password and signed
 * in, so it is no guess; of the other fifty 46 do not exist, one is revoked, two had a wrong password, and admin-test
 * needs no pre-authentication. The mailbox that signs in from 10.23.42.16 is nobody's guess at all.
 */
sample("guesses at names by Kerberos are RC-13, high for their pace and a ticket to crack", async () => {
  await importSample(`${BINARY}/${GUESSED}.evtx`);
  expect(await detected()).toMatchObject([
    {
      ...{ rule: "RC-13", source: "10.23.123.11", severity: "high", names: 50, attempts: 50 },
      measures: { k0: 46, k3: 4, roastable: 1, signedInMeanwhile: 1 },
    },
  ]);
});

/**
 * Kerbrute went through a list of 42 accounts that all exist: 22 wrong passwords, 15 revoked, five tickets. Three of the
 * five were for a password (admmig, hack1, dsrm) and count as sign-ins; SRVFS02$ is a computer. That leaves 38 people,
 * two of them (admin-test, hacker2) without pre-authentication. No name is absent, so only the pace tells of it.
 */
sample("a list of real accounts is RC-13 without a single miss, and whom it confirmed is RC-08", async () => {
  await importSample(`${BINARY}/${KERBRUTE}.evtx`);
  expect(await detected()).toMatchObject([
    { rule: "RC-08", source: "10.23.123.11", names: 38 },
    {
      ...{ rule: "RC-13", source: "10.23.123.11", severity: "high", names: 38, attempts: 38 },
      measures: { k0: 0, k3: 38, roastable: 2, signedInMeanwhile: 3 },
    },
  ]);
});

if (areThere)
  test.each([GUESSED, KERBRUTE])(
    "%s as EVTX, XML and JSON is one log: two are duplicates, in any order",
    async (name) => {
      const [evtx = "", xml = "", json = ""] = renderings(name);
      const found: Detected[][] = [];
      for (const order of [
        [evtx, xml, json],
        [json, evtx, xml],
      ]) {
        const receipts = [];
        for (const path of order) receipts.push((await importSample(path)).rows);
        const [first, ...others] = receipts;
        expect(first).toMatchObject({ duplicate: 0, rejected: 0 });
        for (const { read, duplicate, skipped } of others)
          expect([read, duplicate, skipped]).toEqual([first?.read, first?.accepted, first?.skipped]);
        found.push(await detected());
        await closeStore(held);
        held = await freshStore();
      }
      await importSample(evtx);
      expect(found).toEqual([await detected(), await detected()]);
    },
  );

type Dump = {
  Event: { System: Record<string, unknown>; EventData: Record<string, unknown> };
};

/** The sample's first attempt, twins and all, for as many names as are given. */
function attemptsFor(names: string[]): string {
  const lines = readFileSync(`${FOLDER}/${DERIVED}/${OPENSSH}.evtx_dump.jsonl`, "utf8").trim().split("\n");
  const records = lines.map((line): Dump => JSON.parse(line));
  const first = (id: number) => records.find(({ Event }) => Event.System.EventID === id);
  const twins = [first(4776), first(4625)];
  return names
    .flatMap((name, index) =>
      twins.map((twin, at) => {
        if (!twin) throw new Error("The sample has no such event.");
        const { System, EventData } = twin.Event;
        const number = { EventRecordID: 900_000 + index * 2 + at };
        const Event = {
          System: { ...System, ...number },
          EventData: { ...EventData, TargetUserName: name },
        };
        return JSON.stringify({ Event });
      }),
    )
    .join("\n");
}
const guesses = (n: number) => Array.from({ length: n }, (_, index) => `guess${index}`);

/**
 * OpenSSH logs an attempt twice: as 4776 by the workstation's name, and as 4625 without an address, which stands under
 * the host and its sshd.exe. The sample tries NOUSER five times: that is guessing a password, not calling a roll.
 */
sample("the same attempt for ten names is silent, and for eleven is RC-14 at both of its twins", async () => {
  await importText(attemptsFor(guesses(10)), { filename: "ten.jsonl" });
  expect(await detected()).toEqual([]);
  await importText(attemptsFor(guesses(11)), { filename: "eleven.jsonl" });
  const told = { rule: "RC-14", severity: "low", names: 11, attempts: 11 };
  expect(await detected()).toMatchObject([
    { ...told, source: "host:fs01.offsec.lan/sshd.exe" },
    { ...told, source: "workstation:fs01" },
  ]);
});

sample("a workstation that calls itself a network is a source like another", async () => {
  const text = attemptsFor(guesses(11)).replaceAll('"Workstation":"FS01"', '"Workstation":"2001:db8::/64"');
  await importText(text, { filename: "named.jsonl" });
  expect((await detected()).map(({ source }) => source)).toEqual([
    "host:fs01.offsec.lan/sshd.exe",
    "workstation:2001:db8::/64",
  ]);
});

/** Each with the reason why no rule may speak. */
const SILENT: [string, string][] = [
  [`${BINARY}/ID4624-Success_login_with_Golden_ticket.evtx`, "successes alone ask nothing"],
  [`${BINARY}/${OPENSSH}.evtx`, "one name"],
  [`${DERIVED}/${OPENSSH}.events.xml`, "one name"],
  [`${DERIVED}/${OPENSSH}.evtx_dump.jsonl`, "one name"],
  [`${BINARY}/ID4625-OpenSSH_brutforce_with_valid_users.evtx`, "one name, which exists"],
  [
    `${BINARY}/ID4625-failed_login_with_denied_access_due_to_account_restriction.evtx`,
    "two attempts without an account",
  ],
  [`${BINARY}/ID4768-4769-Kerberos_host_ticket_without_a_trailing_$.evtx`, "one ticket"],
  [`${BINARY}/ID4768-Kerberos_AS-REP_Roasting.evtx`, "one ticket: roasting one account is no enumeration"],
  [`${BINARY}/ID4769-Kerberos_TGS_host_enumeration_(Bloodhound).evtx`, "service tickets are not read"],
  [`${BINARY}/ID4771-Kerberos_brutforce_with_valid_user.evtx`, "one name, 54 passwords"],
  [`${BINARY}/ID_4776,4625-AccountRestore_local_bruteforce.evtx`, "one account, spelled in two ways"],
  ["omerbenamram_evtx/Security_short_selected.evtx", "one attempt"],
  ["omerbenamram_evtx/sample_with_a_bad_chunk_magic.evtx", "no sign-in"],
  ["omerbenamram_evtx/security_bad_string_cache.evtx", "successes alone"],
  ["omerbenamram_evtx/system.evtx", "no sign-in"],
  ["Azure-Sentinel_excerpt/SecurityEvents.head.csv", "no status: what was answered is not in it"],
  ["OTRF_Security-Datasets/GoldenSAML_WindowsEvents.json", "successes alone"],
  ["OTRF_Security-Datasets/GoldenSAML_AADAuditEvents.json", "changes of applications"],
  ["OTRF_Security-Datasets/cmd_psh_stop_netprofm_eventlog_before_reboot.zip", "nine logons of three names"],
  ["OTRF_Security-Datasets/cmd_psh_stop_netprofm_eventlog_before_reboot.logon_subset.json", "its copy"],
  ["microsoft_msticpy/host_logons.csv", "successes alone"],
  ["microsoft_msticpy/aad_logons_SigninLogs_portal.csv", "an office: six people, two guests of elsewhere"],
  ["microsoft_msticpy/aad_logons_SigninLogs_api.json", "its copy"],
  ["blueteam0ps_det-eng-samples/t1110.003_msolspray-powershell.json", "the unified log masks absent names"],
  ["blueteam0ps_det-eng-samples/t1110.003_msolspray-python.json", "the unified log masks absent names"],
  ["blueteam0ps_det-eng-samples/t1110.003_o365spray_default.json", "the unified log masks absent names"],
  ["blueteam0ps_det-eng-samples/t1592.004_mfa_sweep.csv", "one name"],
  ["splunk_security_content/XmlWinEventLog_examples.txt", "five events of five days"],
  ["splunk_security_content/azure_monitor_aad_examples.ndjson", "one sign-in"],
  ["splunk_security_content/o365_management_activity_examples.ndjson", "one sign-in"],
  ["panther-labs_panther-analysis/azure_signin_tests.ndjson", "single events of many stories"],
  ["panther-labs_panther-analysis/microsoft365_tests.ndjson", "one id for two"],
  ["ocsf_examples/4625_0.event", "one attempt"],
  ["microsoftgraph_microsoft-graph-docs/v1_signins_page_1.json", "one success"],
  ["microsoftgraph_microsoft-graph-docs/beta_signins_page_1.json", "one sign-in without a code"],
  ["microsoftgraph_microsoft-graph-docs/v1_directoryaudits_page_1.json", "one change"],
  ["microsoftgraph_microsoft-graph-docs/beta_directoryaudits_page_1.json", "one change"],
];

sample(
  "all other samples together, in one store, set off no rule",
  async () => {
    for (const [path, why] of SILENT) {
      const { status, error } = await importSample(path);
      expect([status, error], path).toEqual(["done", null]);
      expect(await detected(), `${path}: ${why}`).toEqual([]);
    }
  },
  120_000,
);

test(`the samples ${areThere ? "were imported" : "are absent: what rules make of them was left out"}`, () => {
  expect(existsSync(FOLDER)).toBe(areThere);
});
