import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { askClaim, claim } from "./claim.mjs";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rollcall-claim-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a second Rollcall on the same data is told who has it", async () => {
  const first = await claim(folder);
  await expect(claim(folder)).rejects.toThrow(`Another Rollcall (process ${process.pid}) already runs`);
  first.release();
});

test("whoever asks learns the database, and nobody answers once it is released", async () => {
  const held = await claim(folder);
  held.databaseUrl = "postgres://somewhere";
  expect(await askClaim(folder)).toEqual({ pid: process.pid, databaseUrl: "postgres://somewhere" });
  held.release();
  expect(await askClaim(folder)).toBeNull();
});

test("the claim of a killed process is free at once", async () => {
  const module = JSON.stringify(new URL("./claim.mjs", import.meta.url).href);
  const script = `const { claim } = await import(${module});
    await claim(${JSON.stringify(folder)}); console.log("held"); setInterval(() => {}, 1e6);`;
  const holder = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  await expect(claim(folder)).rejects.toThrow("already runs");
  holder.kill("SIGKILL");
  await once(holder, "exit");
  (await claim(folder)).release();
});

test("a data folder with a long path can be claimed", async () => {
  const deep = join(folder, "z".repeat(120));
  const held = await claim(deep);
  await expect(claim(deep)).rejects.toThrow("already runs");
  held.release();
});
