import { open } from "node:fs/promises";
import { join } from "node:path";
import { env } from "@/lib/env";

/** Where uploads arrive: one `.part` file each, named after its import, until it is whole. */
export const spoolFolder = (): string => join(env().ROLLCALL_DATA, "spool");

/** Where uploads are kept as they came, each once, named by the SHA-256 of its bytes. */
export const uploadsFolder = (): string => join(env().ROLLCALL_DATA, "uploads");
export const uploadPath = (sha256: string): string => join(uploadsFolder(), sha256);

/** Beside it, once the background has rewritten it: members that can be read alone, and the table that finds them. */
export const membersPath = (upload: string): string => `${upload}.members`;
export const tablePath = (upload: string): string => `${upload}.table`;

/** Every file that an upload may lie in. */
export const formsOf = (sha256: string): string[] => {
  const path = uploadPath(sha256);
  return [path, tablePath(path), membersPath(path)];
};

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
