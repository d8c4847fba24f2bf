#!/usr/bin/env node
// `npm test`: everything that is tested on every change, from formatting to the browser.
import { refuseOldNode } from "./node-version.mjs";

refuseOldNode();
const { runSteps } = await import("./steps.mjs");
await runSteps(async (steps) => {
  await steps.format();
  await steps.types();
  await steps.vitest();
  if (await steps.build()) await steps.browser();
  else steps.tally.fail("browser tests: not run, there is no build");
});
