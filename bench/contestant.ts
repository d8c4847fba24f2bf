// One contestant in a process of its own: node --import tsx bench/contestant.ts NAME JSON; prints one line of JSON.
import { z } from "zod";
import { bareCopy, jsonCopy } from "./copies";
import { readCsv } from "./csv-speed";
import { duckDb } from "./duck-db";
import { type Finding, Task } from "./finding";
import { parseOnly } from "./parse-only";

const CONTESTANTS: Record<string, (task: Task) => Finding | Promise<Finding>> = {
  "json-parse": parseOnly,
  "json-copy": jsonCopy,
  "bare-copy": bareCopy,
  duckdb: duckDb,
  csv: readCsv,
};

const [name, task] = z.tuple([z.string(), z.string()]).parse(process.argv.slice(2));
const contestant = CONTESTANTS[name];
if (!contestant) throw new Error(`There is no contestant called ${name}.`);
process.stdout.write(`${JSON.stringify(await contestant(Task.parse(JSON.parse(task))))}\n`);
