#!/usr/bin/env node
// `npm run e2e -- [playwright arguments]`: the browser tests alone, against a production build.
import { refuseOldNode } from "./node-version.mjs";

refuseOldNode();
const { runSteps } = await import("./steps.mjs");
await runSteps(async (steps) => {
  if (await steps.build()) await steps.browser(...process.argv.slice(2));
});
