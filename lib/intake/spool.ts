import { open } from "node:fs/promises";
import { join } from "node:path";
import { env } from "@/lib/env";

/** Where uploads arrive: one `.part` file each, named after its import, until it is whole. */
export const spoolFolder = (): string => join(env().ROLLCALL_DATA, "spool");

/** Where uploads are kept as they came, each once, named by the SHA-256 of its bytes. */
export const uploadsFolder = (): string => join(env().ROLLCALL_DATA, "uploads");
export const uploadPath = (sha256: string): string => join(uploadsFolder(), sha256);

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
