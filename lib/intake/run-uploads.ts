import { access, rm, statfs } from "node:fs/promises";
import { store, transaction } from "@/lib/db";
import { type Limits, reserveOf } from "./limits";
import { lockUpload } from "./locks";
import { formsOf } from "./spool";

/** Whether so many bytes more leave the disk as free as it is to be. */
export async function hasRoom(folder: string, bytes: number, limits: Limits): Promise<boolean> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return bavail * bsize - bytes >= reserveOf(limits, blocks * bsize);
}

/** Whether an upload is still in the folder, in whichever form. */
export async function isKept(sha256: string | null): Promise<boolean> {
  if (sha256 === null) return false;
  for (const path of formsOf(sha256)) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return true;
  }
  return false;
}

/** Removes a kept upload, in whichever form it is, unless an import still names it. */
export async function removeUpload(sha256: string): Promise<boolean> {
  return transaction(store().pool, async (connection) => {
    await lockUpload(connection, sha256);
    const { rowCount } = await connection.query("select from import where sha256 = $1 limit 1", [sha256]);
    if (rowCount !== 0) return false;
    for (const path of formsOf(sha256)) await rm(path, { force: true });
    return true;
  });
}
