import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { store, transaction } from "@/lib/db";
import { isNoFile } from "@/lib/errors";
import { membersPath, readPacked, tablePath } from "@/lib/source/packed";
import { HOUR } from "@/lib/time";
import { lockUpload } from "./locks";
import { readLimits } from "./read";
import { removeUpload } from "./run-uploads";
import {
  isPacking,
  isUpload,
  ownerPath,
  partName,
  spoolFolder,
  syncFolder,
  uploadOf,
  uploadPath,
  uploadsFolder,
} from "./spool";

/** Whoever found an upload unpacked has it open by then. */
const GRACE = 60_000;

/**
 * Takes away what dead processes left in the folder of uploads: files that were being written, members without a
 * table, uploads that lie there rewritten as well, and whatever no import names. Nothing of the last hour is touched
 * but the doubles. Returns the names of what went.
 */
export async function tidyUploads(now = Date.now()): Promise<string[]> {
  const gone: string[] = [];
  const names = await readdir(uploadsFolder()).catch(() => []);
  const known = new Set(names);
  const isOlder = async (name: string, than: number) =>
    now - ((await stat(join(uploadsFolder(), name)).catch(() => null))?.mtimeMs ?? now) > than;
  for (const name of names) {
    if (isPacking(name) && (await isOlder(name, HOUR))) {
      await rm(join(uploadsFolder(), name), { force: true });
      gone.push(name);
    }
    const isDouble = isUpload(name) && known.has(tablePath(name)) && (await isOlder(tablePath(name), GRACE));
    if (isDouble && (await removeDouble(name))) gone.push(name);
    const sha256 = uploadOf(name);
    const isHalf = sha256 !== null && name === membersPath(sha256) && !known.has(tablePath(sha256));
    if (isHalf && (await isOlder(name, HOUR)) && (await removeHalf(sha256))) gone.push(name);
  }
  const left = names.filter((name) => !gone.includes(name));
  gone.push(...(await removeOrphans(left, (name) => isOlder(name, HOUR))));
  return gone;
}

/** The upload as it came, where it was rewritten, read back and given its name. */
async function removeDouble(sha256: string): Promise<boolean> {
  return transaction(store().pool, async (connection) => {
    await lockUpload(connection, sha256);
    const path = uploadPath(sha256);
    const table = await readPacked(path);
    const members = table && (await stat(membersPath(path)).catch(() => null));
    if (!table || members?.size !== table.ends.at(-1)) return false;
    await rm(path, { force: true });
    await syncFolder(uploadsFolder());
    return true;
  });
}

async function removeHalf(sha256: string): Promise<boolean> {
  return transaction(store().pool, async (connection) => {
    await lockUpload(connection, sha256);
    if (await readPacked(uploadPath(sha256))) return false;
    await rm(membersPath(uploadPath(sha256)), { force: true });
    return true;
  });
}

async function removeOrphans(names: string[], isOld: (name: string) => Promise<boolean>): Promise<string[]> {
  const uploads = [...new Set(names.flatMap((name) => uploadOf(name) ?? []))];
  if (uploads.length === 0) return [];
  if (!(await isOurs(uploads))) return [];
  const { rows } = await store().pool.query<{ sha256: string }>(
    `select u.sha256 from unnest($1::text[]) as u (sha256)
     where not exists (select from import i where i.sha256 = u.sha256)`,
    [uploads],
  );
  const gone: string[] = [];
  for (const { sha256 } of rows) {
    const forms = names.filter((name) => uploadOf(name) === sha256);
    const ages = await Promise.all(forms.map(isOld));
    if (ages.every(Boolean) && (await removeUpload(sha256))) gone.push(...forms);
  }
  return gone;
}

/**
 * Whether these uploads came to this database: one that was just made, or one that a mistyped DATABASE_URL names,
 * knows of no import and must not empty another one's folder. A database restored from a backup is still itself.
 */
async function isOurs(uploads: string[]): Promise<boolean> {
  const { rows } = await store().pool.query<{ self: string; knows: boolean }>(
    `select encode(sha256(value), 'hex') as self,
            exists (select from import where sha256 = any($1::text[])) as knows
     from secret where name = 'dimension-key'`,
    [uploads],
  );
  const { self, knows } = rows[0] ?? { self: "", knows: false };
  const owner = await readFile(ownerPath(), "utf8").catch((error: unknown) => {
    if (isNoFile(error)) return null;
    throw error;
  });
  if (owner !== null) return owner === self;
  if (knows) await writeFile(ownerPath(), self, { mode: 0o600 });
  return knows;
}

/**
 * Gives up uploads that nobody went on with for as long as the settings say, and removes what arrived of them. One
 * without a single byte waits for an hour: its sender may not even have heard of it. Returns their imports.
 */
export async function expireUploads(): Promise<string[]> {
  const { uploadHours } = await readLimits();
  const { rows } = await store().pool.query<{ importId: string; id: string }>(
    `update import i set status = 'failed', finished_at = now(), heartbeat_at = null, error = $2
     from upload u
     where u.import_id = i.id and i.status = 'receiving' and i.bytes < u.length
       and coalesce(i.heartbeat_at, i.created_at)
           < now() - case when i.bytes = 0 then 1 else $1::int end * interval '1 hour'
     returning i.id::text as "importId", u.id`,
    [uploadHours, "The rest of this upload did not come in time. Nothing was read; send the file again."],
  );
  for (const { importId, id } of rows) await rm(join(spoolFolder(), partName(importId, id)), { force: true });
  return rows.map(({ importId }) => importId);
}
