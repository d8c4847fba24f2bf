#!/usr/bin/env node
// `npm run --silent api-key -- --name NAME --scopes ingest,read,triage [--days N]`: prints one key on
// standard output and nothing else. The key is shown once; Rollcall keeps only its hash.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { refuseOldNode } from "./node-version.mjs";
import { generate, install, ROOT } from "./prepare.mjs";
import { Supervisor } from "./supervisor.mjs";

const USAGE = "npm run --silent api-key -- --name NAME --scopes read,ingest,triage,admin [--days N]";

function fail(message) {
  console.error(message);
  process.exit(1);
}

function readArguments() {
  const text = { type: "string" };
  try {
    const { values } = parseArgs({ options: { name: text, scopes: text, days: text } });
    if (!values.name || !values.scopes) fail(`Usage: ${USAGE}`);
    if (values.days && !/^[1-9]\d{0,4}$/.test(values.days)) fail("--days must be a whole number from 1.");
    return [values.name, values.scopes, ...(values.days ? [values.days] : [])];
  } catch (error) {
    return fail(`${error.message}\nUsage: ${USAGE}`);
  }
}

/** The database of DATABASE_URL, else that of the Rollcall running on this data folder. */
async function findDatabase() {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const folder = process.env.ROLLCALL_DATA || join(ROOT, ".rollcall");
  const { askClaim } = await import("./claim.mjs");
  const holder = await askClaim(folder);
  if (holder?.databaseUrl) return holder.databaseUrl;
  return fail(
    `No Rollcall runs on ${folder}. Run npm start first (with the same ROLLCALL_DATA), or set DATABASE_URL.`,
  );
}

refuseOldNode();
const wanted = readArguments();
process.chdir(ROOT);
const supervisor = new Supervisor(console.error);
await install(supervisor, console.error);
const databaseUrl = await findDatabase();
await generate(supervisor, console.error);
const made = spawnSync(process.execPath, ["--import", "tsx", join(ROOT, "bin", "api-key.ts"), ...wanted], {
  stdio: ["ignore", "inherit", "inherit"],
  env: { ...process.env, DATABASE_URL: databaseUrl },
});
process.exit(made.status ?? 1);
