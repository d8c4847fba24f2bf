import { z } from "zod";
import { AppError } from "@/lib/errors";
import { UploadQuery } from "./schema";

/** The tus protocol, https://tus.io/protocols/resumable-upload: the core and these extensions. */
export const TUS_VERSION = "1.0.0";
export const TUS_EXTENSIONS = "creation,expiration,termination";
const CHUNK_TYPE = "application/offset+octet-stream";

/** What may stand in Upload-Metadata; a misspelt time zone must not be passed over. */
const Metadata = UploadQuery.strict();

const MOST_METADATA = 4096;

export function checkVersion(headers: Headers): void {
  if (headers.get("tus-resumable") === TUS_VERSION) return;
  throw new AppError("unsupported-version", `Send the header Tus-Resumable: ${TUS_VERSION}.`);
}

export function checkChunkType(headers: Headers): void {
  if (headers.get("content-type") === CHUNK_TYPE) return;
  throw new AppError("unsupported", `Send the bytes as ${CHUNK_TYPE}.`);
}

/** A header that counts bytes. Throws `bad-input` for anything else than a whole number. */
export function bytesHeader(headers: Headers, name: "Upload-Length" | "Upload-Offset"): number {
  const text = headers.get(name) ?? "";
  if (!/^\d{1,15}$/.test(text)) throw new AppError("bad-input", `${name} must be a whole number of bytes.`);
  return Number(text);
}

/** What the sender says it will send now, or undefined where it streams without knowing. */
export function declaredBytes(headers: Headers): number | undefined {
  const text = headers.get("content-length");
  return text && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** `filename ZXhwb3J0Lmpzb24=,timeZone VVRD` as what it says. Throws `bad-input`. */
export function metadataOf(header: string | null): UploadQuery {
  const text = header ?? "";
  if (text.length > MOST_METADATA) throw new AppError("bad-input", "Upload-Metadata is too long.");
  const pairs = text.split(",").flatMap((pair) => (pair.trim() === "" ? [] : [pairOf(pair.trim())]));
  if (new Set(pairs.map(([name]) => name)).size < pairs.length)
    throw new AppError("bad-input", "Upload-Metadata names something twice.");
  const parsed = Metadata.safeParse(Object.fromEntries(pairs));
  if (parsed.success) return parsed.data;
  const known = Object.keys(UploadQuery.shape).join(", ");
  throw new AppError(
    "bad-input",
    `Upload-Metadata cannot be read: ${z.prettifyError(parsed.error)}. It takes ${known}.`,
  );
}

function pairOf(pair: string): [string, string] {
  const match = /^([!-~]+)(?: ([A-Za-z0-9+/]*={0,2}))?$/.exec(pair);
  const [, name = "", value = ""] = match ?? [];
  try {
    if (name === "") throw new Error("no name");
    return [name, new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(value, "base64"))];
  } catch (cause) {
    throw new AppError("bad-input", "Upload-Metadata is a list of names with values in base64 of UTF-8.", {
      cause,
    });
  }
}
