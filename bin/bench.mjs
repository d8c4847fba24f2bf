#!/usr/bin/env node
// `npm run bench -- NAME [flags]`: measures one claim, by the module of that name in bench/.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { refuseOldNode } from "./node-version.mjs";
import { generate, install, ROOT } from "./prepare.mjs";
import { Supervisor } from "./supervisor.mjs";

const FOLDER = join(ROOT, "bench");
/** A benchmark says so in its first line; the other modules in bench/ are its parts. */
const MARK = "// npm run bench -- ";

/** @returns {string[]} what can be measured */
function names() {
  const modules = readdirSync(FOLDER).filter((name) => /^[a-z-]+\.ts$/.test(name));
  return modules
    .filter((name) => readFileSync(join(FOLDER, name), "utf8").startsWith(MARK))
    .map((name) => name.slice(0, -3))
    .sort();
}

refuseOldNode();
const [name = "", ...flags] = process.argv.slice(2);
const known = names();
if (!known.includes(name)) {
  const wrong = name === "" ? "Say what to measure" : `There is no benchmark called ${name}`;
  console.error(`${wrong}: npm run bench -- ${known.join(" | ")} [flags]`);
  process.exit(1);
}

process.chdir(ROOT);
const supervisor = new Supervisor(console.error);
await install(supervisor, console.error);
await generate(supervisor, console.error);
/** A benchmark starts from nothing, as tests do: what the shell says about a database is not for it. */
const { DATABASE_URL, ROLLCALL_DATA, PORT, HOST, BETTER_AUTH_URL, ...clean } = process.env;
const child = spawn(
  process.execPath,
  ["--import", "tsx", "--expose-gc", join(FOLDER, `${name}.ts`), ...flags],
  {
    stdio: "inherit",
    env: { ...clean, NODE_ENV: "production", BENCH_COMMAND: ["npm run bench --", name, ...flags].join(" ") },
  },
);
// Ctrl-C reaches the child too; it ends its database before it goes.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
