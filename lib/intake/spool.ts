import { open } from "node:fs/promises";
import { join } from "node:path";
import { env } from "@/lib/env";
import { membersPath, tablePath } from "@/lib/source/packed";

/** Where uploads arrive: one `.part` file each, named after its import, until it is whole. */
export const spoolFolder = (): string => join(env().ROLLCALL_DATA, "spool");

/** Where uploads are kept as they came, each once, named by the SHA-256 of its bytes. */
export const uploadsFolder = (): string => join(env().ROLLCALL_DATA, "uploads");
export const uploadPath = (sha256: string): string => join(uploadsFolder(), sha256);

/** Says which database the folder of uploads belongs to. */
export const ownerPath = (): string => join(env().ROLLCALL_DATA, "uploads.owner");

/** Every file that an upload may lie in. */
export const formsOf = (sha256: string): string[] => {
  const path = uploadPath(sha256);
  return [path, tablePath(path), membersPath(path)];
};

/** The SHA-256 of an upload as it came. */
export const isUpload = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

/** Whose form a file in the folder of uploads is; null for any other name. */
export const uploadOf = (name: string): string | null =>
  /^([0-9a-f]{64})(\.(members|table))?$/.exec(name)?.[1] ?? null;

/** Where an upload is rewritten until that is whole. */
export const packingPath = (sha256: string, unique: string): string =>
  join(uploadsFolder(), `${sha256}.${unique}.packing`);
export const isPacking = (name: string): boolean => /^[0-9a-f]{64}\.[0-9a-f-]+(-table)?\.packing$/.test(name);

/** A part's name starts with its import, so that a sweep can tell whose it is. */
export const partName = (importId: string, unique: string): string => `${importId}-${unique}.part`;

/** The import a `.part` file belongs to; null for any other name. */
export function importOfPart(name: string): string | null {
  return /^(\d{1,18})-[0-9a-f-]+\.part$/.exec(name)?.[1] ?? null;
}

/** A rename survives a power cut only once its folder is on disk too. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
