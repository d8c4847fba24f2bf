import { readdirSync, readFileSync } from "node:fs";

/** Linux counts processor time in these for every process. */
const TICKS_A_SECOND = 100;

type Process = { pid: number; parent: number; own: number; ended: number };

/** Processor time of a process and of its children that ended, in ticks; null for one that is gone. */
function processOf(pid: number): Process | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return null;
  }
  // The name stands in brackets and may hold blanks.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [parent, user, system, endedUser, endedSystem] = [1, 11, 12, 13, 14].map((at) => Number(fields[at]));
  if (parent === undefined || user === undefined || system === undefined) return null;
  return { pid, parent, own: user + system, ended: (endedUser ?? 0) + (endedSystem ?? 0) };
}

/** Seconds of processor time that a process has used, all its threads together; null where Linux does not say. */
export function cpuOf(pid: number | undefined): number | null {
  if (process.platform !== "linux" || pid === undefined) return null;
  const found = processOf(pid);
  return found === null ? null : found.own / TICKS_A_SECOND;
}

/** The same of a process and all its children, also of those that have ended. */
export function cpuOfFamily(pid: number): number | null {
  if (process.platform !== "linux") return null;
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => processOf(Number(name)))
    .filter((found) => found !== null);
  const family = all.filter((one) => one.pid === pid || one.parent === pid);
  return family.reduce((sum, { own, ended }) => sum + own + ended, 0) / TICKS_A_SECOND;
}
