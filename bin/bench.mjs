#!/usr/bin/env node
// `npm run bench -- NAME [flags]`: runs bench/NAME.ts on a Postgres of its own with durable settings, which goes
// away afterwards. `--folder DIR` keeps it there, so that a bench which fills a store need not fill it twice.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { refuseOldNode } from "./node-version.mjs";
import { generate, install, ROOT } from "./prepare.mjs";
import { Supervisor } from "./supervisor.mjs";

refuseOldNode();
const [name = "", ...rest] = process.argv.slice(2);
const script = join(ROOT, "bench", `${name}.ts`);
if (!/^[a-z-]+$/.test(name) || !existsSync(script)) {
  const names = readdirSync(join(ROOT, "bench")).flatMap((file) => /^([a-z]+)\.ts$/.exec(file)?.[1] ?? []);
  console.error(`Usage: npm run bench -- NAME [flags], where NAME is one of: ${names.join(", ")}.`);
  process.exit(1);
}

/** The folder to keep, and the flags that are the bench's own. */
function ownFlags() {
  const at = rest.indexOf("--folder");
  if (at === -1) return { kept: null, flags: rest };
  if (!rest[at + 1]) throw new Error("--folder needs a folder.");
  return { kept: resolve(rest[at + 1]), flags: rest.toSpliced(at, 2) };
}

async function main() {
  const { kept, flags } = ownFlags();
  process.chdir(ROOT);
  const supervisor = new Supervisor(console.error);
  await install(supervisor, console.error);
  await generate(supervisor, console.error);
  const { startPostgres } = await import("./postgres.mjs");
  const { prepareDatabase } = await import("./database.mjs");
  const folder = kept ?? mkdtempSync(join(tmpdir(), "rollcall-bench-"));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const postgres = await startPostgres(join(folder, "postgres"), { durable: true });
  try {
    const url = postgres.url("rollcall");
    await prepareDatabase(url);
    const env = { ...process.env, DATABASE_URL: url, ROLLCALL_DATA: folder, LOG_LEVEL: "warn" };
    const child = spawn(process.execPath, ["--import", "tsx", "--expose-gc", script, ...flags], {
      stdio: "inherit",
      env,
    });
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
    return await new Promise((done) => {
      child.once("error", (error) => {
        console.error(error.message);
        done(1);
      });
      child.once("exit", (code) => done(code ?? 1));
    });
  } finally {
    await postgres.stop();
    if (!kept) rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
