import type { Actor } from "@/lib/access/schema";
import { AppError, isNoFile } from "@/lib/errors";
import { uploadPath } from "@/lib/intake/spool";
import { formAt } from "@/lib/source/archive";
import { rawSlices } from "@/lib/source/raw-slices";
import { readEvent } from "./run-events";

export type Original = { text: string; type: string; filename: string };

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The text of a record, and how many bytes of the upload it stands for. */
async function firstSlice(path: string, offset: number, length: number) {
  const { container, encoding } = await formAt(path, offset);
  const isText = encoding !== "binxml";
  for await (const text of rawSlices(path, { container, encoding }, [{ offset, length }]))
    return { text, bytes: isText || text === "" ? Buffer.byteLength(text) : length, isText };
  return { text: "", bytes: 0, isText };
}

/**
 * The record that an event was read from, as it stands in the kept upload; the binary records of EVTX as XML. It goes
 * out as plain text, for a browser runs scripts that stand in XML. Throws `gone` when the upload is no
 * longer kept, or no longer holds that many bytes there.
 */
export async function readOriginal(actor: Actor, id: string): Promise<Original> {
  const { record } = await readEvent(actor, id);
  const { sha256, offset, length, importId } = record;
  const gone = (cause?: unknown) =>
    new AppError(
      "gone",
      `The upload of import ${importId} is no longer kept. Upload the file again to see the original record.`,
      { cause },
    );
  if (sha256 === null || length === 0) throw gone();
  const { text, bytes, isText } = await firstSlice(uploadPath(sha256), offset, length).catch(
    (cause: unknown) => {
      const isGone = cause instanceof AppError || isNoFile(cause);
      throw isGone ? gone(cause) : cause;
    },
  );
  if (bytes !== length) {
    throw new AppError(
      "gone",
      `The kept upload of import ${importId} holds ${bytes} bytes at byte ${offset} where the record had ${length}.`,
    );
  }
  const json = isJson(text);
  const extension = json ? "json" : isText && !text.startsWith("<") ? "txt" : "xml";
  const name = `event-${importId}-${offset}.${extension}`;
  return { text, type: json ? "application/json" : "text/plain; charset=utf-8", filename: name };
}
