// Writes the log files of attackers and of their look-alikes, and beside them what must be said of them:
// node --import tsx bench/range.ts --out FOLDER [--seed 1] [--scenario NAME|all] [--form ndjson]
// It writes files only, and asks nobody anything. A folder for each scenario, `truth.json` in it, and
// in `directory.csv` who has an account.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { SCENARIOS, scenarioOf } from "./range/scenarios";
import { writeScenario } from "./range/write";
import { FORMS } from "./write-tenant";

/** What people call the forms. */
const CALLED: Record<string, string> = {
  graph: "ndjson",
  page: "envelope",
  "log-analytics": "la-csv",
  portal: "portal-csv",
};

const text = { type: "string" } as const;
const { values } = parseArgs({ options: { out: text, seed: text, scenario: text, form: text } });
const wanted = z
  .object({
    out: z.string("Say where to: --out FOLDER"),
    seed: z.coerce.number().int().default(1),
    scenario: z.enum(["all", ...SCENARIOS]).default("all"),
    form: z.preprocess((form) => CALLED[String(form)] ?? form, z.enum(FORMS).default("ndjson")),
  })
  .safeParse(values);
if (!wanted.success) {
  console.error(z.prettifyError(wanted.error));
  process.exit(1);
}
const { out, seed, scenario, form } = wanted.data;
for (const name of scenario === "all" ? SCENARIOS : [scenario]) {
  const folder = join(out, name);
  const truth = await writeScenario(folder, scenarioOf(name, seed), { form, seed });
  const fires = truth.parts.flatMap((part) => part.fires.map(({ rule }) => rule));
  const seeds = truth.seeds.length > 0 ? `, and ${truth.seeds.length} of RC-01 to RC-03` : "";
  console.log(
    `${folder}: ${truth.signIns} sign-ins, ${truth.audits} audit rows; fires ${fires.join(" ") || "nothing"}${seeds}`,
  );
}
