#!/usr/bin/env node
// `npm run soak`: the generated files and the faults of the test suites, twenty times as many, for hours.
// FILES, POINTS and SEED may be given; each test prints the seed it ran with.
import { refuseOldNode } from "./node-version.mjs";

refuseOldNode();
process.env.FILES ??= "20000";
process.env.POINTS ??= "500";
const { runSteps } = await import("./steps.mjs");
await runSteps(async (steps) => {
  if (await steps.build()) await steps.vitest("--mode", "soak");
});
