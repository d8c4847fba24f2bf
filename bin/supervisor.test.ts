import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { Stopped, Supervisor } from "./supervisor.mjs";

const LIVE = "setInterval(() => {}, 1e6)";
const STUBBORN = `process.on("SIGTERM", () => {}); process.send("up"); ${LIVE}`;

function supervise() {
  const said: string[] = [];
  const supervisor = new Supervisor((line: string) => said.push(line));
  const serve = (name: string, script: string) =>
    supervisor.serve(name, process.execPath, ["-e", script], process.env);
  return { supervisor, said, serve };
}

test("when one dies the others end, and it says which and how", async () => {
  const { supervisor, said, serve } = supervise();
  serve("web", LIVE);
  serve("worker", "process.exit(3)");
  expect(await supervisor.ended).toBe(1);
  expect(said).toEqual(["The worker ended with exit code 3; Rollcall stops."]);
});

test("a program that cannot be run is a death too", async () => {
  const { supervisor, said, serve } = supervise();
  serve("web", LIVE);
  supervisor.serve("worker", "/nowhere/at-all", [], process.env);
  expect(await supervisor.ended).toBe(1);
  expect(said[0]).toContain("ENOENT");
});

test("an end that was asked for blames nobody", async () => {
  const { supervisor, said, serve } = supervise();
  serve("web", LIVE);
  serve("worker", LIVE);
  await supervisor.end(0);
  expect(await supervisor.ended).toBe(0);
  expect(said).toEqual([]);
});

test("the first taken in, the database, ends after all others", async () => {
  const { supervisor, serve } = supervise();
  const order: string[] = [];
  serve("database", LIVE);
  serve("web", LIVE);
  for (const { name, child } of supervisor.members) child.once("exit", () => order.push(name));
  await supervisor.end(0);
  expect(order).toEqual(["web", "database"]);
});

test("one that ignores the request is killed when patience ends, or at once when forced", async () => {
  const { supervisor, serve } = supervise();
  serve("worker", STUBBORN);
  await new Promise((up) => supervisor.members[0].child.once("message", up));
  const begun = Date.now();
  const end = supervisor.end(0);
  await sleep(200);
  expect(supervisor.members[0].child.exitCode).toBeNull();
  supervisor.force();
  await end;
  expect(Date.now() - begun).toBeLessThan(3000);
  expect(supervisor.members[0].child.signalCode).toBe("SIGKILL");
});

test("what a child started ends with it", async () => {
  const { supervisor, serve } = supervise();
  const script = `const { spawn } = require("node:child_process");
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"], { stdio: "ignore" });
    process.send(child.pid); ${LIVE}`;
  serve("web", script);
  const grandchild = await new Promise<number>((got) => supervisor.members[0].child.once("message", got));
  await supervisor.end(0);
  for (let i = 0; i < 50 && isRunning(grandchild); i++) await sleep(20);
  expect(isRunning(grandchild)).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A killed orphan may wait to be collected by process 1; it does not run any more.
  const state = spawnSync("ps", ["-o", "state=", "-p", String(pid)])
    .stdout.toString()
    .trim();
  return state !== "" && !state.startsWith("Z");
}

test("a step that fails says so, and one that the end interrupts throws Stopped", async () => {
  const { supervisor } = supervise();
  const failing = supervisor.run("a step", process.execPath, ["-e", "process.exit(2)"]);
  await expect(failing).rejects.toThrow("a step failed with exit code 2.");
  const endless = supervisor.run("endless", process.execPath, ["-e", LIVE]);
  const interrupted = expect(endless).rejects.toThrow(Stopped);
  await supervisor.end(0);
  await interrupted;
});
