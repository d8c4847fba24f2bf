// Sends a megabyte to whatever DATABASE_URL and ROLLCALL_DATA say, and prints what became of it. A test runs it in a
// process that may not write files of that size.
import { closeStore, store } from "@/lib/db";
import { send } from "./sent";

const sent = await send(Buffer.alloc(1024 * 1024, "x")).catch((error: unknown) => error);
process.stdout.write(sent instanceof Error ? `refused: ${sent.message}\n` : "taken\n");
await closeStore(store());
