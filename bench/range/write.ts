import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { auditRecord } from "../audit-form";
import { diagnosticRecord } from "../diagnostic-form";
import type { AuditStep, ResetStep, SignIn } from "../sign-in";
import { Detection, Ledger } from "../truth";
import { asWritten, FORMS, type Form, WRITING } from "../write-tenant";
import { directoryCsv } from "./directory";
import { isTelling, LEVELS, learnedOf } from "./levels";
import { type Hit, type Part, type Scenario, SEVERITIES } from "./scenario";

const Fires = z.object({
  rule: z.string(),
  least: z.enum(SEVERITIES),
  most: z.enum(SEVERITIES),
  names: z.number().nullable(),
  attempts: z.number().nullable(),
  first: z.string().nullable(),
  last: z.string().nullable(),
});

/** One actor: where from, whom, which rows, what each account told, and what must and must not be said of it. */
export const PartTruth = z.object({
  label: z.string(),
  role: z.enum(["attacker", "benign"]),
  category: z.string().nullable(),
  sources: z.array(z.string()),
  accounts: z.array(z.string()),
  rows: z.array(z.string()),
  first: z.string().nullable(),
  last: z.string().nullable(),
  learned: z.record(z.string(), z.enum(LEVELS)),
  fires: z.array(Fires),
  silent: z.array(z.string()),
  quiet: z.array(z.string()),
});
export type PartTruth = z.infer<typeof PartTruth>;

export const RangeTruth = z.object({
  scenario: z.string(),
  about: z.string(),
  seed: z.number(),
  form: z.enum(FORMS),
  files: z.array(z.string()),
  signIns: z.number(),
  audits: z.number(),
  /** What RC-01 to RC-03 find, whole. */
  seeds: z.array(Detection),
  parts: z.array(PartTruth),
});
export type RangeTruth = z.infer<typeof RangeTruth>;

/** A scenario as rows of one form: times cut as the form cuts them. */
export type Log = { signIns: SignIn[]; audits: AuditStep[] };

const isSignIn = (row: SignIn | AuditStep): row is SignIn => row.kind === "sign-in";

/** All rows, the newest first as exports are. */
export function logOf(scenario: Scenario, form: Form): Log {
  const all = [...scenario.everyday, ...scenario.parts.flatMap((part) => part.rows), ...scenario.directory];
  const rows = all
    .map((row) =>
      row.kind === "directory-step" ? row : asWritten(row, row.kind === "sign-in" ? form : "ndjson"),
    )
    .sort((a, b) => b.micros - a.micros || (a.id < b.id ? -1 : 1));
  return {
    signIns: rows.filter(isSignIn),
    audits: rows.flatMap((row) => (isSignIn(row) ? [] : [row])),
  };
}

/** Writes a scenario's files, who has an account, and `truth.json`; the same seed gives the same bytes. */
export async function writeScenario(
  folder: string,
  scenario: Scenario,
  { form, seed }: { form: Form; seed: number },
): Promise<RangeTruth> {
  await mkdir(folder, { recursive: true });
  const log = logOf(scenario, form);
  const files = filesOf(log, scenario, form);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await writeFile(join(folder, "directory.csv"), directoryCsv(scenario));
  const truth = truthOf(scenario, log, { form, seed, files: Object.keys(files) });
  await writeFile(join(folder, "truth.json"), `${JSON.stringify(truth, null, 1)}\n`);
  return truth;
}

/** Audits go as Graph writes them, beside diagnostic records as those. */
export function filesOf({ signIns, audits }: Log, { company }: Pick<Scenario, "company">, form: Form) {
  const { head, between, tail, write } = WRITING[form];
  const ending = form.endsWith("csv")
    ? "csv"
    : form === "ndjson" || form === "diagnostic"
      ? "ndjson"
      : "json";
  const text = head + signIns.map((row) => write(row, company)).join(between) + tail;
  const isWrapped = form === "diagnostic";
  const records = audits.map((row) => (isWrapped ? diagnosticRecord(row, company) : auditRecord(row)));
  const audit = isWrapped ? `${records.join("\n")}\n` : `[${records.join(",\n")}]\n`;
  return {
    ...(signIns.length > 0 ? { [`sign-ins.${ending}`]: text } : {}),
    ...(audits.length > 0 ? { [`audits.${isWrapped ? "ndjson" : "json"}`]: audit } : {}),
  };
}

function truthOf(
  scenario: Scenario,
  log: Log,
  file: Pick<RangeTruth, "form" | "seed" | "files">,
): RangeTruth {
  const ledger = new Ledger();
  for (const row of log.signIns) ledger.add(row);
  for (const row of log.audits) if (row.kind === "reset-step") ledger.add(row);
  const nothing = { seed: 0, form: "", bytes: 0, rows: 0, duplicates: 0 };
  return {
    ...file,
    scenario: scenario.name,
    about: scenario.about,
    signIns: log.signIns.length,
    audits: log.audits.length,
    seeds: ledger.truth(nothing).detections,
    parts: scenario.parts.map((part) => partTruth(part, file.form)),
  };
}

export const accountOf = (name: string) => name.trim().toLowerCase();
const unique = (list: string[]) => [...new Set(list)].sort();
const iso = (micros: number) => new Date(Math.floor(micros / 1000)).toISOString();

/** Detections keep milliseconds. */
function spanOf(rows: (SignIn | ResetStep)[]) {
  const times = rows.map(({ micros }) => micros).sort((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  return { first: first === undefined ? null : iso(first), last: last === undefined ? null : iso(last) };
}

export function partTruth(part: Part, form: Form): PartTruth {
  const rows = part.rows.map((row) => asWritten(row, row.kind === "sign-in" ? form : "ndjson"));
  return {
    label: part.label,
    role: part.role,
    category: part.category ?? null,
    sources: unique(rows.map((row) => (row.kind === "sign-in" ? row.origin.address : row.address))),
    accounts: unique(rows.map(({ name }) => accountOf(name))),
    rows: rows.map(({ id }) => id),
    ...spanOf(rows),
    learned: learnedOf(rows),
    fires: part.fires.map((hit) => firesOf(hit, rows)),
    silent: part.silent,
    quiet: part.quiet,
  };
}

function firesOf({ rule, least, most, counts, of = isTelling }: Hit, rows: (SignIn | ResetStep)[]) {
  const counted = rows.filter(of);
  const names = counts === "nothing" ? null : unique(counted.map(({ name }) => accountOf(name))).length;
  const rest =
    counts === "all"
      ? { attempts: counted.length, ...spanOf(counted) }
      : { attempts: null, first: null, last: null };
  return { rule, least, most, names, ...rest };
}
