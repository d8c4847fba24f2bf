import { open, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { z } from "zod";
import { AppError, isNoFile } from "@/lib/errors";

/** Text in one member: small enough to unpack for a single event (2 ms), large enough to pack well. */
export const MEMBER_BYTES = 1024 * 1024;

/** Beside an upload, once it is packed: its text as gzip members that can be read alone, and where each ends. */
export const membersPath = (upload: string): string => `${upload}.members`;
export const tablePath = (upload: string): string => `${upload}.table`;

const EncodingName = z.enum(["utf-8", "utf-16le", "utf-16be", "windows-1252", "binxml"]);
const Offset = z.number().int().min(0);
const PartOfText = z.object({
  index: Offset,
  name: z.string(),
  encoding: EncodingName,
  start: Offset,
  end: Offset,
});

/**
 * What a packed upload is. The text is what readers of the upload see, as UTF-8: spans are offsets into it. For a
 * plain UTF-8 upload, and for EVTX, it is the upload; of any other only the SHA-256 of the bytes that came is left.
 */
export const PackedTable = z.object({
  version: z.literal(1),
  /** The upload as it came. */
  sha256: z.string(),
  bytes: z.number().int().positive(),
  container: z.enum(["plain", "gzip", "zstd", "zip"]),
  encoding: EncodingName,
  text: z.object({ bytes: z.number().int().min(0), sha256: z.string() }),
  memberBytes: z.number().int().positive(),
  /** Byte of the members' file behind each member. */
  ends: z.array(z.number().int().positive()),
  /** Of an archive: where the text of each of its files lies. */
  parts: z.array(PartOfText).optional(),
  /** Files of it that are no text, and why they are not read. */
  left: z.array(z.object({ name: z.string(), why: z.string() })).optional(),
});
export type PackedTable = z.infer<typeof PackedTable>;

/** The table of a packed upload; null where it lies there as it came. */
export async function readPacked(upload: string): Promise<PackedTable | null> {
  const text = await readFile(tablePath(upload), "utf8").catch((error: unknown) => {
    if (isNoFile(error)) return null;
    throw error;
  });
  return text === null ? null : PackedTable.parse(JSON.parse(text));
}

const unpack = promisify(gunzip);

/** An open file of members. Close it. */
export class Members {
  private latest: { index: number; text: Buffer } | null = null;

  private constructor(
    private readonly file: Awaited<ReturnType<typeof open>>,
    private readonly table: PackedTable,
  ) {}

  static async open(path: string, table: PackedTable): Promise<Members> {
    return new Members(await open(path), table);
  }

  close(): Promise<void> {
    return this.file.close();
  }

  /** The text of one member. Throws AppError("incomplete") where the file is damaged. */
  async member(index: number): Promise<Buffer> {
    if (this.latest?.index === index) return this.latest.text;
    const [from, to] = [this.table.ends[index - 1] ?? 0, this.table.ends[index] ?? 0];
    const packed = Buffer.alloc(to - from);
    const { bytesRead } = await this.file.read(packed, 0, packed.length, from);
    const text = await unpack(packed.subarray(0, bytesRead), {
      maxOutputLength: this.table.memberBytes,
    }).catch((cause: unknown) => {
      throw new AppError("incomplete", `Rollcall's own copy of this file is damaged at byte ${from}.`, {
        cause,
      });
    });
    this.latest = { index, text };
    return text;
  }

  /** A piece of the text, from the one or more members that hold it. */
  async slice(offset: number, length: number): Promise<Buffer> {
    const { memberBytes, text } = this.table;
    const end = Math.min(offset + length, text.bytes);
    const parts: Buffer[] = [];
    for (let at = offset; at < end; ) {
      const index = Math.floor(at / memberBytes);
      const start = index * memberBytes;
      const member = await this.member(index);
      parts.push(member.subarray(at - start, Math.min(end - start, memberBytes)));
      at = start + memberBytes;
    }
    return Buffer.concat(parts);
  }
}

type Taking = { part?: number | undefined; onBytes?: ((bytes: number) => void) | undefined };

/**
 * The text of a packed upload, member after member, or that of one file of it. `onBytes` is told of bytes of the upload
 * as it came, by the share of the text that was read; the last call of a whole one is its size.
 */
export async function* packedChunks(
  members: string,
  table: PackedTable,
  { part, onBytes }: Taking = {},
): AsyncGenerator<Buffer> {
  const { start, end } = rangeOf(table, part);
  const share = table.bytes / Math.max(1, table.text.bytes);
  const file = await Members.open(members, table);
  try {
    for (let at = start; at < end; ) {
      const index = Math.floor(at / table.memberBytes);
      const from = index * table.memberBytes;
      const text = (await file.member(index)).subarray(at - from, end - from);
      at += text.length;
      onBytes?.(Math.floor(share * (at - start)));
      yield text;
    }
    if (part === undefined) onBytes?.(table.bytes);
  } finally {
    await file.close();
  }
}

function rangeOf(table: PackedTable, part: number | undefined): { start: number; end: number } {
  if (part === undefined) return { start: 0, end: table.text.bytes };
  const found = table.parts?.find(({ index }) => index === part);
  if (!found) throw new AppError("incomplete", "Rollcall's own copy of this archive lacks one of its files.");
  return found;
}
