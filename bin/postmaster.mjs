// What postmaster.pid says, and how to end a Postgres that outlived the process that started it.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** `{pid, status}` of the cluster's lock file, or null; status is "starting", "ready" or "stopping". */
export function readPostmaster(data) {
  try {
    const lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    return { pid: Math.abs(Number(lines[0])), status: (lines[7] ?? "").trim() };
  } catch (error) {
    if (error.code === "ENOENT") return null;
    if (error.code === "EACCES") {
      throw new Error(`The database in ${data} belongs to another user. Start Rollcall as that user.`, {
        cause: error,
      });
    }
    throw error;
  }
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** A process id is given out again, after a container's restart even the same one: ask who has it now. */
function isPostgres(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("postgres");
  } catch {
    return spawnSync("ps", ["-o", "command=", "-p", String(pid)]).stdout?.includes("postgres") ?? true;
  }
}

async function isGone(pid, seconds) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(20)) {
    if (!isAlive(pid)) return true;
  }
  return false;
}

/**
 * Clears the way for a new postmaster. The caller holds the claim on the folder, so a Postgres that still
 * runs there lost its supervisor: it is shut down, because only a child of ours tells us when it dies.
 * A lock file whose process is something else by now is removed.
 */
export async function endOrphan(data) {
  const found = readPostmaster(data);
  if (!found?.pid) return;
  if (isAlive(found.pid) && isPostgres(found.pid)) {
    process.kill(found.pid, "SIGINT");
    if (await isGone(found.pid, 5)) return;
    process.kill(found.pid, "SIGQUIT");
    if (await isGone(found.pid, 5)) return;
    throw new Error(`A Postgres (process ${found.pid}) still holds ${data} and does not end. End it first.`);
  }
  if (isAlive(found.pid)) rmSync(join(data, "postmaster.pid"), { force: true });
}
