import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SYSTEM } from "@/lib/access/schema";
import { listAlerts } from "@/lib/alert/read";
import { closeStore } from "@/lib/db";
import { listDetections } from "@/lib/detection/read";
import { saveNetwork } from "@/lib/enrich/write";
import type { Choice } from "@/lib/insight/choice-schema";
import { readChoice } from "@/lib/insight/run-choice";
import { readExposure } from "@/lib/insight/run-exposure";
import { receiveDirectory } from "@/lib/intake/run-directory";
import { runImport } from "@/lib/intake/run-import";
import { receiveUpload } from "@/lib/intake/run-receive";
import { dataFolder } from "@/test/data-folder";
import { freshStore } from "@/test/database";
import { detect } from "@/worker/detect";
import { enrichmentTask } from "@/worker/enrichment";
import { reevaluateTask } from "@/worker/reevaluate";
import { scenarioOf } from "./scenarios";
import { type RangeTruth, writeScenario } from "./write";

const SEED = 1589;
const RUNNING = new AbortController().signal;

type Stage = { folder: string; truth: RangeTruth; load(name: string): Promise<void> };

/** Writes a scenario and hands over a store of its own; what is imported, and in which order, the test says. */
async function staged(name: string, act: (stage: Stage) => Promise<void>): Promise<void> {
  const folder = join(dataFolder, `evidence.${name}`);
  const truth = await writeScenario(folder, scenarioOf(name, SEED), { form: "ndjson", seed: SEED });
  const store = await freshStore();
  const load = async (file: string) => {
    const { id } = await receiveUpload(SYSTEM, createReadStream(join(folder, file)), { filename: file });
    await runImport(id, { detect });
  };
  try {
    await act({ folder, truth, load });
  } finally {
    await closeStore(store);
  }
}

/** What the worker does after a change of lists or of the directory. */
async function followed(): Promise<void> {
  await enrichmentTask(RUNNING);
  await reevaluateTask(RUNNING);
}

async function alertOf(origin: string | undefined) {
  const found = (await listAlerts(SYSTEM, {})).items.find((alert) => alert.origin === origin);
  if (!found) throw new Error(`There is no alert of ${origin}.`);
  return found;
}

const episodeOf = async (origin: string | undefined) =>
  (await listDetections(SYSTEM, { rule: "RC-04", limit: 100 })).items.find((one) => one.origin === origin);

const signalOf = ({ signals }: Choice, wanted: string) => signals.find(({ signal }) => signal === wanted);

async function directory(folder: string, change: (line: string, index: number) => string = (line) => line) {
  const lines = (await readFile(join(folder, "directory.csv"), "utf8")).split("\n");
  const text = Buffer.from(lines.map(change).join("\n"));
  async function* whole() {
    yield text;
  }
  await receiveDirectory(SYSTEM, whole(), { filename: "directory.csv" });
}

test("a batch of provisioning is low whichever log comes first, and says why", async () => {
  for (const isTurned of [false, true]) {
    await staged("provisioning", async ({ truth, load }) => {
      const [origin] = truth.parts[0]?.sources ?? [];
      expect(truth.files).toHaveLength(2);
      for (const file of isTurned ? [...truth.files].reverse() : truth.files) await load(file);
      expect(await episodeOf(origin)).toMatchObject({ severity: "low", measures: { lifecycleOverlap: 1 } });
      const alert = await alertOf(origin);
      expect(alert.severityWhy.join("\n")).toContain("were added or deleted within 48 hours");
      const choice = await readChoice(SYSTEM, alert.id);
      expect(choice).toMatchObject({ suggested: "provisioning-check", lifecycle: { asked: 50, met: 50 } });
      // A synchronising server signs in by itself; from this source nobody did.
      expect(choice.pictures.find(({ category }) => category === "onboarding-sync")?.fits).toBe(false);
    });
  }
}, 60_000);

test("without the audit log the same batch is what its size says", async () => {
  await staged("provisioning", async ({ truth, load }) => {
    const [origin] = truth.parts[0]?.sources ?? [];
    await load("sign-ins.ndjson");
    expect(await episodeOf(origin)).toMatchObject({ severity: "medium" });
    const choice = await readChoice(SYSTEM, (await alertOf(origin)).id);
    expect(choice).toMatchObject({ lifecycle: null, directory: null });
    expect(choice.pictures.find(({ category }) => category === "provisioning-check")?.fits).not.toBe(true);
  });
}, 60_000);

test("a broken sign-on is told by its defect, repaired by the directory, and suggested as what it is", async () => {
  await staged("broken-federation", async ({ folder, truth, load }) => {
    const [origin = ""] = truth.parts[0]?.sources ?? [];
    await load("sign-ins.ndjson");
    const { id } = await alertOf(origin);
    const before = await readChoice(SYSTEM, id);
    expect(before).toMatchObject({
      suggested: null,
      defect: { share: 1, defect: "doubled domain", repairShare: null },
    });
    await directory(folder);
    await saveNetwork(SYSTEM, { kind: "own-egress", network: origin, label: "Gateway", owner: "IT" });
    await followed();
    expect(await episodeOf(origin)).toMatchObject({
      severity: "low",
      measures: { defectShare: 1, repairShare: 1, dirOverlap: 0 },
    });
    const after = await readChoice(SYSTEM, id);
    expect(after).toMatchObject({ suggested: "federation-malformed-upn", names: 400, tries: 1200 });
    expect(after.rounds).toMatchObject({ count: 3, sameSet: 3 });
    const { typed = "", repaired = "" } = after.defect.example ?? {};
    expect(typed.startsWith(`${repaired}@`)).toBe(true);
    expect(after.source).toMatchObject({ kind: "own-egress" });
    // It ran at six, and the gateway's people come from eight on.
    expect(signalOf(after, "within office hours")).toMatchObject({ value: 0, leans: "attack" });
  });
}, 90_000);

test("a scan from Tor is one higher once the list says so, and nothing harmless fits it", async () => {
  await staged("penetration-test", async ({ truth, load }) => {
    const [origin = ""] = truth.parts[0]?.sources ?? [];
    await load("sign-ins.ndjson");
    const before = await alertOf(origin);
    await saveNetwork(SYSTEM, { kind: "tor", network: origin, label: "Exits", owner: "SOC" });
    await followed();
    const after = await alertOf(origin);
    expect(before.severityWhy.join("\n")).not.toContain("+1 source");
    expect(after.severityWhy.join("\n")).toContain("+1 source (Tor)");
    const choice = await readChoice(SYSTEM, after.id);
    expect(choice.suggested).toBeNull();
    expect(choice.pictures.some(({ fits }) => fits === true)).toBe(false);
    expect(signalOf(choice, "source")).toMatchObject({ value: "tor", leans: "attack" });
    expect(signalOf(choice, "within office hours")).toMatchObject({
      ...{ value: null, leans: null },
      why: "too few people signed in from there in the month before to tell their hours",
    });
    const test = choice.pictures.find(({ category }) => category === "penetration-test");
    expect(test?.words).toContain("agreed tests are not recorded here: whoever would order one can tell");
  });
}, 60_000);

test("who is privileged is marked on the exposure list and the names, once a directory says it", async () => {
  await staged("oauth-enum", async ({ folder, truth, load }) => {
    const [origin] = truth.parts[0]?.sources ?? [];
    await load("sign-ins.ndjson");
    const alert = await alertOf(origin);
    const exposed = async () => (await readExposure(SYSTEM, { alert: alert.id })).items;
    const accounts = (await exposed()).map(({ account }) => account);
    expect(new Set((await exposed()).map(({ privileged }) => privileged))).toEqual(new Set([null]));
    const admins = new Set(accounts.slice(0, 2));
    await directory(folder, (line) => {
      const isOne = [...admins].some((name) => line.startsWith(name));
      return line.replace(/(true|false)(\r?)$/, `${isOne}$2`);
    });
    expect(
      (await exposed())
        .filter(({ privileged }) => privileged)
        .map(({ account }) => account)
        .sort(),
    ).toEqual([...admins].sort());
    expect((await exposed()).filter(({ privileged }) => privileged === false)).toHaveLength(
      accounts.length - 2,
    );
    const exposure = async () => (await listDetections(SYSTEM, { rule: "RC-08", limit: 100 })).items[0];
    expect(await exposure()).toMatchObject({ measures: { privileged: 0 } });
    await followed();
    expect(await exposure()).toMatchObject({ measures: { privileged: 2 } });
    expect((await alertOf(origin)).severityWhy.join("\n")).toContain("privileged names (2");
    const choice = await readChoice(SYSTEM, alert.id);
    expect(choice.directory).toMatchObject({ privileged: 2, known: accounts.length });
  });
}, 60_000);

test("a program with its list and a pipeline's load test stay what they are, and are suggested as that", async () => {
  for (const [name, category, severity] of [
    ["list-cycling", "list-cycling-app", "low"],
    // RC-02 beside it calls two hundred names critical whatever they are, and an alert is as loud as its loudest.
    ["load-test", "load-test", "critical"],
  ] as const) {
    await staged(name, async ({ folder, truth, load }) => {
      const [origin] = truth.parts[0]?.sources ?? [];
      await load("sign-ins.ndjson");
      await directory(folder);
      await followed();
      expect(await episodeOf(origin)).toMatchObject({ severity: "low" });
      const alert = await alertOf(origin);
      expect([name, alert.severity]).toEqual([name, severity]);
      expect(await readChoice(SYSTEM, alert.id)).toMatchObject({ suggested: category });
    });
  }
}, 90_000);

test("reset pages looked at from Tor are high", async () => {
  await staged("reset-look-only", async ({ truth, load }) => {
    const [origin = ""] = truth.parts[0]?.sources ?? [];
    await saveNetwork(SYSTEM, { kind: "tor", network: origin, label: "Exits", owner: "SOC" });
    for (const file of truth.files) await load(file);
    const { items } = await listDetections(SYSTEM, { rule: "RC-11", limit: 100 });
    expect(items).toMatchObject([{ origin, names: 12, severity: "high" }]);
  });
}, 60_000);
