import { AppError } from "./errors";

/** A version as an entity tag. */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * The version that If-Match names: `"7"`, `W/"7"` or plain `7`. A missing header, and `*`, which would rule on
 * whatever is there, throw `precondition-required`; a tag that no version of ours has throws `stale`.
 */
export function versionOf(header: string | null): number {
  const text = header?.trim() ?? "";
  if (text === "" || text === "*") {
    throw new AppError("precondition-required", "Send the version you saw, its ETag, as If-Match.");
  }
  const match = /^(?:W\/)?"(\d{1,9})"$|^(\d{1,9})$/.exec(text);
  if (!match) throw new AppError("stale", "If-Match names no version of this. Read it again.");
  return Number(match[1] ?? match[2]);
}
