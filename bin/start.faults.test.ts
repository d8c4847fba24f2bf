import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN, type Product, startProduct } from "../e2e/product";

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 300_000);
afterAll(() => product.remove());

/** Every process below one, by `ps`; zombies have ended. */
function processesOf(parent: number): number[] {
  const { stdout } = spawnSync("ps", ["-e", "-o", "pid=,ppid=,state="], { encoding: "utf8" });
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  const below = (of: number): number[] =>
    rows
      .filter(([, ppid, state]) => Number(ppid) === of && !state?.startsWith("Z"))
      .flatMap(([pid]) => [Number(pid), ...below(Number(pid))]);
  return below(parent);
}

function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
}

async function untilGone(pids: number[], ms: number): Promise<number[]> {
  const end = Date.now() + ms;
  let left = pids;
  while (left.length && Date.now() < end) {
    left = left.filter(isRunning);
    await sleep(50);
  }
  return left;
}

function postmaster(): number {
  const lock = readFileSync(join(product.data, "postgres", "data", "postmaster.pid"), "utf8");
  return Number(lock.split("\n")[0]);
}

/** The administrator is in the database, so this is "the data is still there". */
async function canSignIn(): Promise<boolean> {
  const answer = await fetch(`${product.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: product.url },
    body: JSON.stringify(ADMIN),
  });
  return answer.ok;
}

async function ensureRunning() {
  if (product.process.exitCode !== null || product.process.signalCode !== null) await product.start();
}

test.each(["SIGINT", "SIGTERM"] as const)("%s ends everything cleanly, within seconds", async (signal) => {
  await ensureRunning();
  const all = processesOf(product.process.pid ?? 0);
  expect(all.length).toBeGreaterThan(3);
  const begun = Date.now();
  expect(await product.stop(signal)).toBe(0);
  expect(Date.now() - begun).toBeLessThan(8000);
  expect(await untilGone(all, 1000)).toEqual([]);
});

test("a start over what is there takes less than ten seconds and says ready once", async () => {
  // The best of three: a neighbour on the same machine is not what is measured.
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3 && best >= 10_000; attempt++) {
    await product.stop();
    const begun = Date.now();
    await product.start();
    best = Math.min(best, Date.now() - begun);
  }
  expect(best).toBeLessThan(10_000);
  expect(product.output.match(/^Rollcall is ready on http/gm)).toHaveLength(1);
  expect(product.output).not.toMatch(/npm ci|next build|Generating/);
  expect(await canSignIn()).toBe(true);
});

test("when the supervisor is killed, web and worker end by themselves and the next start has the data", async () => {
  await ensureRunning();
  const database = postmaster();
  const others = processesOf(product.process.pid ?? 0).filter((pid) => pid !== database);
  const own = others.filter((pid) => !processesOf(database).includes(pid));
  const gone = once(product.process, "exit");
  product.process.kill("SIGKILL");
  await gone;
  expect(await untilGone(own, 8000)).toEqual([]);
  await product.start();
  expect(postmaster()).not.toBe(database);
  expect(await canSignIn()).toBe(true);
});

test("when the database is killed, all end, it says why, and the next start has the data", async () => {
  await ensureRunning();
  const all = processesOf(product.process.pid ?? 0);
  const gone = once(product.process, "exit");
  process.kill(postmaster(), "SIGKILL");
  expect((await gone)[0]).toBe(1);
  expect(product.output).toContain("The database ended with signal SIGKILL; Rollcall stops.");
  expect(await untilGone(all, 8000)).toEqual([]);
  await product.start();
  expect(await canSignIn()).toBe(true);
});

test("a second start on the same data, or the same port, is told so and disturbs nothing", async () => {
  await ensureRunning();
  const start = async (env: Record<string, string>) => {
    const child = spawn(process.execPath, ["bin/start.mjs"], {
      env: { ...process.env, DATABASE_URL: "", ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    const [code] = await once(child, "exit");
    return { code, said };
  };
  const sameData = await start({ ROLLCALL_DATA: product.data, PORT: "0" });
  expect(sameData).toMatchObject({ code: 1, said: expect.stringContaining("Another Rollcall") });
  const samePort = await start({ ROLLCALL_DATA: `${product.data}-2`, PORT: new URL(product.url).port });
  expect(samePort).toMatchObject({ code: 1, said: expect.stringContaining("is in use") });
  expect(await canSignIn()).toBe(true);
});

test("an end asked of npm alone reaches everything", async () => {
  await product.stop();
  const env = { ...process.env, DATABASE_URL: "", ROLLCALL_DATA: product.data, PORT: "0" };
  const npm = spawn("npm", ["start"], { env, stdio: ["ignore", "pipe", "ignore"], detached: true });
  let said = "";
  npm.stdout.on("data", (chunk) => {
    said += chunk;
  });
  while (!said.includes("Rollcall is ready on")) await sleep(50);
  const all = processesOf(npm.pid ?? 0);
  const gone = once(npm, "exit");
  npm.kill("SIGTERM");
  await gone;
  expect(await untilGone(all, 8000)).toEqual([]);
});
