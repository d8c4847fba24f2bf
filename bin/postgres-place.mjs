// Decides which user runs the embedded Postgres and where its cluster and its socket live.
import { spawnSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { canReach, SHARED } from "./postgres-binaries.mjs";

/** A socket's path may have 103 bytes on macOS and 107 on Linux. */
const LONGEST_SOCKET = 103;

/** The path itself where a socket may have it, else a short one in /tmp that stands for it. */
export function socketPath(path) {
  if (Buffer.byteLength(path) <= LONGEST_SOCKET) return path;
  const name = createHash("sha256").update(dirname(path)).digest("hex").slice(0, 16);
  return join("/tmp", `rollcall-${name}`, basename(path));
}

/**
 * Postgres refuses to run as root: then its processes run as the owner of an existing cluster, else as
 * `postgres`, else as `nobody`. A plain user runs it as itself.
 */
export function owner(data) {
  if (process.getuid?.() !== 0) return {};
  if (data && existsSync(data)) {
    const { uid, gid } = statSync(data);
    if (uid !== 0) return { uid, gid };
  }
  for (const user of ["postgres", "nobody"]) {
    const uid = spawnSync("id", ["-u", user]);
    const gid = spawnSync("id", ["-g", user]);
    if (uid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error("Postgres does not run as root, and neither the user postgres nor nobody exists.");
}

function ownedFolder(path, who) {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  if (who.uid !== undefined) chownSync(path, who.uid, who.gid);
}

/**
 * Makes the cluster's folder. Root's own folders are closed to the user that runs Postgres: a folder that
 * Rollcall made itself is opened for passing through, and below a closed home the cluster lives in
 * /var/lib/rollcall behind a link, so that moving or deleting the data folder still decides about it.
 */
export function clusterFolder(folder, who) {
  const wanted = resolve(folder);
  mkdirSync(dirname(wanted), { recursive: true, mode: 0o711 });
  const real = existsSync(wanted) ? realpathSync(wanted) : wanted;
  if (real !== wanted && canReach(real, who)) {
    ownedFolder(real, who);
    return real;
  }
  const parent = dirname(wanted);
  if (!canReach(parent, who) && canReach(dirname(parent), who)) {
    chmodSync(parent, statSync(parent).mode | 0o111);
  }
  if (canReach(parent, who)) {
    ownedFolder(wanted, who);
    return wanted;
  }
  if (existsSync(wanted)) {
    throw new Error(
      `The user that runs Postgres cannot reach ${wanted}. Set ROLLCALL_DATA to a folder outside a closed home.`,
    );
  }
  mkdirSync(SHARED, { recursive: true, mode: 0o755 });
  const elsewhere = join(SHARED, `cluster-${randomUUID()}`);
  ownedFolder(elsewhere, who);
  symlinkSync(elsewhere, wanted);
  return elsewhere;
}

/** The folder of the cluster's socket: beside the data, or a short one where that path would be too long. */
export function socketFolder(folder) {
  const real = existsSync(folder) ? realpathSync(folder) : resolve(folder);
  return dirname(socketPath(join(real, "socket", ".s.PGSQL.5432")));
}

/** Makes the socket's folder, for nobody but its owner: who may enter it may read the whole database. */
export function makeSocketFolder(path, who) {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const found = lstatSync(path);
  const allowed = [process.getuid?.(), who.uid].filter((uid) => uid !== undefined);
  if (!found.isDirectory() || !allowed.includes(found.uid)) {
    throw new Error(`${path} belongs to somebody else; Postgres' socket cannot live there. Remove it.`);
  }
  ownedFolder(path, who);
}
