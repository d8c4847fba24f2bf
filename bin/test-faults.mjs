#!/usr/bin/env node
// `npm run test:faults`: what happens when processes are killed in the middle (**/*.faults.test.ts).
import { refuseOldNode } from "./node-version.mjs";

refuseOldNode();
const { runSteps } = await import("./steps.mjs");
await runSteps(async (steps) => {
  if (await steps.build()) await steps.vitest("--mode", "faults");
});
