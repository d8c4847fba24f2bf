#!/usr/bin/env node
// `npm run --silent api-key -- --name NAME --scopes ingest,read,triage [--days N]`: prints one key on
// standard output and nothing else. The key is shown once; Rollcall keeps only its hash.
import { parseArgs } from "node:util";
import { refuseOldNode } from "./node-version.mjs";
import { fail, runTool } from "./tool.mjs";

const USAGE = "npm run --silent api-key -- --name NAME --scopes read,ingest,triage,admin [--days N]";

function readArguments() {
  const text = { type: "string" };
  try {
    const { values } = parseArgs({ options: { name: text, scopes: text, days: text } });
    if (!values.name || !values.scopes) fail(`Usage: ${USAGE}`);
    if (values.days && !/^[1-9]\d{0,4}$/.test(values.days)) fail("--days must be a whole number from 1.");
    return [values.name, values.scopes, ...(values.days ? [values.days] : [])];
  } catch (error) {
    return fail(`${error.message}\nUsage: ${USAGE}`);
  }
}

refuseOldNode();
await runTool("api-key", readArguments());
