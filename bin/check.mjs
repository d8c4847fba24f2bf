#!/usr/bin/env node
// `npm run check`: formatting, lint, types and the laws of the house; a few seconds.
import { refuseOldNode } from "./node-version.mjs";

refuseOldNode();
const { runSteps } = await import("./steps.mjs");
await runSteps(async (steps) => {
  await steps.format();
  await steps.types();
  await steps.vitest("test/architecture.test.ts", "test/dependencies.test.ts");
});
