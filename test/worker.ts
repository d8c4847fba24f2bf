import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = join(import.meta.dirname, "..");

/** A real worker process on this test's database and data folder; `more` is added to its environment. */
export function startWorker(more: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["--import", "tsx", join(ROOT, "worker", "main.ts")], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: "test", LOG_LEVEL: "info", ...more },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  return { child, log: () => said, end: (signal: NodeJS.Signals) => end(child, signal) };
}

/** Sends the signal and waits; resolves with exit code and signal as Node reports them. */
async function end(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }
  return { code: child.exitCode, signal: child.signalCode };
}

/** Asks every 20 ms until the answer is a truthy one; throws after `ms`. */
export async function until<T>(ask: () => Promise<T | null | undefined | false>, ms = 60_000): Promise<T> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(20)) {
    const answer = await ask();
    if (answer) return answer;
  }
  throw new Error(`Nothing came within ${ms} ms.`);
}
