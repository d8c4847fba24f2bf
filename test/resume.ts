import { SYSTEM } from "@/lib/access/schema";
import { closeStore, store } from "@/lib/db";
import { continueUpload } from "@/lib/intake/run-resume";

/** A process of its own that goes on with an upload from standard input: tests limit what it may write, or kill it. */
const [id = "", offset = ""] = process.argv.slice(2);
const result = await continueUpload(SYSTEM, id, process.stdin, { offset: Number(offset) }).then(
  ({ bytes }) => `at ${bytes}`,
  (error: Error) => `${"code" in error ? error.code : error.name}: ${error.message}`,
);
process.stdout.write(result);
await closeStore(store());
