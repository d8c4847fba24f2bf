import { unstable_rethrow } from "next/navigation";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";

/** What a server action answers: a thrown error loses its sentence on the way to the browser. */
export type Attempt<T> = { ok: true; value: T } | { ok: false; message: string };

/** Runs an action; a mistake of the caller's becomes its sentence, one of ours a log line and a plain word. */
export async function attempt<T>(run: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    unstable_rethrow(error);
    if (error instanceof AppError) return { ok: false, message: error.message };
    log.error({ err: error }, "a server action failed");
    return { ok: false, message: "Rollcall made a mistake here. The log of the server says which." };
  }
}
