import { AppError } from "@/lib/errors";
import { isGzip, readHead, type TextForm, textChunks, type UnpackLimits } from "./container";
import { encodingOf } from "./encoding";
import { isEvtx } from "./evtx-chunk";
import { refusalOfBytes } from "./magic";
import { readPacked } from "./packed";
import type { Container, Part } from "./schema";
import { fromWindows1252, isWindows1252 } from "./windows-1252";
import { isZstd } from "./zstd";

/** What shows what kind of file it is: the first chunk of an EVTX file begins behind 4 KiB. */
const SNIFF_BYTES = 4096 + 8;
/** How much of the text decides what a file is. */
const HEAD_BYTES = 1024 * 1024;

/** The beginning of a file's text, and whether that is all of it. */
export type Head = TextForm & { text: Buffer; isWhole: boolean };

/** Unpacks and decodes the beginning of a file, or of one file of an archive. Throws AppError("unsupported") for what is no text. */
export async function readTextHead(
  path: string,
  limits?: UnpackLimits,
  part?: Pick<Part, "index">,
): Promise<Head> {
  const packed = await readPacked(path);
  if (packed) {
    const { encoding } = packed.parts?.find(({ index }) => index === part?.index) ?? packed;
    const form = { container: packed.container, encoding, limits, part };
    return { ...form, ...(await take(path, form, HEAD_BYTES)) };
  }
  const { container, unpacked } = await sniff(path, part);
  if (isEvtx(unpacked))
    return { container, encoding: "binxml", limits, part, text: unpacked, isWhole: false };
  const encoding = encodingOf(unpacked);
  const refusal = encoding === "utf-8" ? refusalOfBytes(unpacked) : null;
  if (refusal) throw new AppError("unsupported", refusal);
  const form = { container, encoding, limits, part };
  const head = await take(path, form, HEAD_BYTES);
  const binary = refusalOfBytes(head.text);
  if (binary) throw new AppError("unsupported", binary);
  if (encoding !== "utf-8" || isAlwaysUtf8(head.text) || !isWindows1252(head.text, head.isWhole))
    return { ...form, ...head };
  const text = Buffer.from(fromWindows1252(head.text), "utf8");
  return { ...form, ...head, encoding: "windows-1252", text };
}

/** The first bytes of what is in the container, which shows by its own first bytes. */
async function sniff(
  path: string,
  part?: Pick<Part, "index">,
): Promise<{ container: Container; unpacked: Buffer }> {
  const disk = await readHead(path, SNIFF_BYTES);
  const container = part ? "zip" : isGzip(disk) ? "gzip" : isZstd(disk) ? "zstd" : "plain";
  if (container === "plain") return { container, unpacked: disk };
  return {
    container,
    unpacked: (await take(path, { container, encoding: "utf-8", part }, SNIFF_BYTES)).text,
  };
}

/** JSON is UTF-8 whoever writes it, and so is XML that says nothing else: what is not, is broken. */
const isAlwaysUtf8 = (text: Buffer) => /^(\xef\xbb\xbf)?\s*[[{<]/.test(text.toString("latin1", 0, 4096));

/** Damage further on does not hide what the file is: reading it will tell where the damage lies. */
async function take(path: string, form: TextForm, bytes: number) {
  const parts: Buffer[] = [];
  let held = 0;
  let isWhole = true;
  try {
    for await (const chunk of textChunks(path, form)) {
      parts.push(chunk);
      held += chunk.length;
      if (held >= bytes) {
        isWhole = false;
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof AppError) || held === 0) throw error;
    isWhole = false;
  }
  return { text: Buffer.concat(parts), isWhole };
}
