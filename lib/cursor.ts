import { AppError } from "./errors";

/** Where a list goes on: the sort key of its last row, opaque to the caller. */
export function cursorOf(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/** The sort key again; throws `bad-input` for anything that is not a cursor with `size` parts. */
export function keyOf(cursor: string, size: number): string[] {
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch (cause) {
    throw new AppError("bad-input", "The cursor is not one that this list handed out.", { cause });
  }
  const isKey = Array.isArray(key) && key.length === size && key.every((part) => typeof part === "string");
  if (!isKey) throw new AppError("bad-input", "The cursor is not one that this list handed out.");
  return key as string[];
}
