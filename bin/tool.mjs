// What the small commands beside `npm start` share: where the database is, and a TypeScript file run on it.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { generate, install, ROOT } from "./prepare.mjs";
import { Supervisor } from "./supervisor.mjs";

export function fail(message) {
  console.error(message);
  process.exit(1);
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

/** Runs bin/NAME.ts with these arguments on the found database; its output is ours, and so is its exit code. */
export async function runTool(name, args) {
  process.chdir(ROOT);
  const supervisor = new Supervisor(console.error);
  await install(supervisor, console.error);
  const databaseUrl = await findDatabase();
  await generate(supervisor, console.error);
  const ran = spawnSync(process.execPath, ["--import", "tsx", join(ROOT, "bin", `${name}.ts`), ...args], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  process.exit(ran.status ?? 1);
}
