// The order of a start: packages → environment → pages → database → set-up, web and worker → ready.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, localUrl } from "./address.mjs";
import { build, generate, install, ROOT } from "./prepare.mjs";
import { Stopped, Supervisor } from "./supervisor.mjs";

/** npm passes Ctrl-C on although the terminal already delivered it: within this it is the same key press. */
const SAME_PRESS_MS = 1000;
const READY_MS = 120_000;

function say(line) {
  console.error(line);
}

function heedSignals(supervisor) {
  let first;
  const stop = () => {
    if (!first) {
      first = Date.now();
      supervisor.end(0);
    } else if (Date.now() - first > SAME_PRESS_MS) {
      supervisor.force();
      setTimeout(() => process.exit(130), 1000).unref();
    }
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, stop);
}

/** One source of truth for the rules, and it is TypeScript. */
async function readEnvironment() {
  const { tsImport } = await import("tsx/esm/api");
  const { parseLaunch } = await tsImport("../lib/env.ts", import.meta.url);
  return parseLaunch(process.env);
}

async function startDatabase(supervisor, environment) {
  if (environment.DATABASE_URL) return environment.DATABASE_URL;
  const { claim } = await import("./claim.mjs");
  const { startPostgres } = await import("./postgres.mjs");
  const claimed = await claim(environment.ROLLCALL_DATA);
  supervisor.ended.then(() => claimed.release());
  const postgres = await startPostgres(join(environment.ROLLCALL_DATA, "postgres"));
  if (supervisor.isEnding) {
    await postgres.stop();
    throw new Stopped();
  }
  supervisor.watch({ name: "database", ...postgres });
  claimed.databaseUrl = postgres.url("rollcall");
  return claimed.databaseUrl;
}

/** What web and worker run with; the first administrator's password is for the set-up step alone. */
function environmentOf(environment, databaseUrl, port, isDevelopment) {
  const { ROLLCALL_ADMIN_EMAIL, ROLLCALL_ADMIN_PASSWORD, ...inherited } = process.env;
  return {
    ...inherited,
    NODE_ENV: isDevelopment ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    ROLLCALL_SUPERVISOR: String(process.pid),
    DATABASE_URL: databaseUrl,
    ROLLCALL_DATA: environment.ROLLCALL_DATA,
    HOST: environment.HOST,
    PORT: String(port),
    BETTER_AUTH_URL: environment.BETTER_AUTH_URL ?? localUrl(environment.HOST, port),
  };
}

function serve(supervisor, env, isDevelopment) {
  const follow = ["--import", join(ROOT, "bin", "follow.mjs")];
  const next = join(ROOT, "node_modules", "next", "dist", "bin", "next");
  const verb = isDevelopment ? "dev" : "start";
  supervisor.serve(
    "web",
    process.execPath,
    [...follow, next, verb, ROOT, "-H", env.HOST, "-p", env.PORT],
    env,
  );
  const worker = join(ROOT, "worker", "main.ts");
  supervisor.serve("worker", process.execPath, [...follow, "--import", "tsx", worker], env);
}

/** Makes the administrator named by the environment, or returns the path of the one-time set-up link. */
async function prepareSetup(supervisor, env) {
  const { ROLLCALL_ADMIN_EMAIL, ROLLCALL_ADMIN_PASSWORD } = process.env;
  const admin = ROLLCALL_ADMIN_EMAIL ? { ROLLCALL_ADMIN_EMAIL, ROLLCALL_ADMIN_PASSWORD } : {};
  const args = ["--import", "tsx", join(ROOT, "bin", "setup.ts")];
  const options = { env: { ...env, ...admin }, quiet: true };
  return (await supervisor.run("set-up", process.execPath, args, options)).trim();
}

async function untilReady(supervisor, url) {
  let last = "no answer";
  for (const end = Date.now() + READY_MS; Date.now() < end; await sleep(100)) {
    if (supervisor.isEnding) throw new Stopped();
    try {
      const response = await fetch(`${url}/api/health/ready`, { signal: AbortSignal.timeout(10_000) });
      if (response.ok) return;
      last = `status ${response.status}`;
    } catch (error) {
      last = error.cause?.code ?? error.name;
    }
  }
  throw new Error(`The pages did not answer at ${url} within ${READY_MS / 1000} s (${last}).`);
}

async function start(supervisor, isDevelopment) {
  process.chdir(ROOT);
  await install(supervisor, say);
  const environment = await readEnvironment();
  const port = await freePort(environment.HOST, environment.PORT);
  const url = localUrl(environment.HOST, port);
  await generate(supervisor, say);
  if (!isDevelopment) await build(supervisor, say);
  mkdirSync(environment.ROLLCALL_DATA, { recursive: true, mode: 0o700 });
  const databaseUrl = await startDatabase(supervisor, environment);
  const { prepareDatabase, hasUsers } = await import("./database.mjs");
  const applied = await prepareDatabase(databaseUrl);
  if (applied.length) say(`Database brought up to date: ${applied.join(", ")}`);
  const env = environmentOf(environment, databaseUrl, port, isDevelopment);
  serve(supervisor, env, isDevelopment);
  const link = (await hasUsers(databaseUrl)) ? "" : await prepareSetup(supervisor, env);
  await untilReady(supervisor, url);
  if (link) console.log(`Create the first administrator at ${env.BETTER_AUTH_URL}${link}`);
  console.log(`Rollcall is ready on ${url}`);
}

/** Runs Rollcall until it ends; resolves with the exit code. */
export async function launch({ isDevelopment }) {
  const supervisor = new Supervisor(say);
  heedSignals(supervisor);
  try {
    await start(supervisor, isDevelopment);
  } catch (error) {
    // What fails because we are ending is no news.
    if (!supervisor.isEnding) say(error.message);
    supervisor.end(1);
  }
  return supervisor.ended;
}
