#!/usr/bin/env node
// `npm run backfill -- [--rule RC-01] [--from TIME] [--to TIME]`: evaluates a rule (or all) anew over the rows
// held and follows its progress. The worker does the work; leaving this early stops nothing.
import { parseArgs } from "node:util";
import { refuseOldNode } from "./node-version.mjs";
import { fail, runTool } from "./tool.mjs";

const USAGE = "npm run backfill -- [--rule RC-01] [--from 2026-11-01T00:00:00Z] [--to 2026-11-22T00:00:00Z]";

function readArguments() {
  const text = { type: "string" };
  try {
    const { values } = parseArgs({ options: { rule: text, from: text, to: text } });
    return [JSON.stringify(values)];
  } catch (error) {
    return fail(`${error.message}\nUsage: ${USAGE}`);
  }
}

refuseOldNode();
await runTool("backfill", readArguments());
