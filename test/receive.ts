import { SYSTEM } from "@/lib/access/schema";
import { closeStore, store } from "@/lib/db";
import { receiveUpload } from "@/lib/intake/run-receive";

/** A process of its own that takes standard input as an upload: tests limit what it may write, or kill it. */
const result = await receiveUpload(SYSTEM, process.stdin, { filename: "piped.json" }).then(
  ({ id }) => `kept ${id}`,
  (error: Error) => `${"code" in error ? error.code : error.name}: ${error.message}`,
);
process.stdout.write(result);
await closeStore(store());
