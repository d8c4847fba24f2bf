import { SYSTEM } from "@/lib/access/schema";
import { isDatabaseAway } from "@/lib/database-away";
import { readImport } from "@/lib/intake/read";
import { receiveUpload } from "@/lib/intake/run-receive";
import type { Import } from "@/lib/intake/schema";
import type { Sent } from "./invariants";
import { bytesOf } from "./upload";
import { until } from "./worker";

/** Sends a file as the route does, and leaves its import to whoever works. */
export async function send(bytes: Buffer, filename = "a.json"): Promise<Sent> {
  const { id } = await receiveUpload(SYSTEM, bytesOf(bytes, 65_536), { filename });
  return { id, filename, bytes };
}

/** The import once it satisfies; a database that is away meanwhile is asked again. */
export const whenever = (id: string, isIt: (found: Import) => boolean, ms = 240_000): Promise<Import> =>
  until(async () => {
    const found = await readImport(SYSTEM, id).catch((error: unknown) => {
      if (!isDatabaseAway(error)) throw error;
      return null;
    });
    return found && isIt(found) && found;
  }, ms);

export const isOver = ({ status }: Import): boolean => status === "done" || status === "failed";
export const ended = (id: string, ms?: number): Promise<Import> => whenever(id, isOver, ms);

/** What a receipt says but for its number and its times. */
export function receiptOf({ id, duplicateOf, startedAt, finishedAt, createdAt, ...rest }: Import) {
  return rest;
}
