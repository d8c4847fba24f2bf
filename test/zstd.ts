/** The largest block that RFC 8878 allows. */
const BLOCK_BYTES = 131_072;

/** A block written by hand: raw (0), one byte repeated (1), or of the reserved kind (3). */
export function zstdBlock(type: 0 | 1 | 3, size: number, content: Buffer, isLast: boolean): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((size << 3) | (type << 1) | Number(isLast), 0, 3);
  return Buffer.concat([header, content]);
}

/** A frame written by hand, RFC 8878: no content size, no checksum, a window of 1 KiB times 2 to the `exponent`. */
export const zstdFrame = (blocks: readonly Buffer[], exponent = 7): Buffer =>
  Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, exponent << 3]), ...blocks]);

/** A Zstandard file that packs nothing: its blocks hold the content as it is. */
export function zstdOf(content: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < content.length; at += BLOCK_BYTES) {
    const part = content.subarray(at, at + BLOCK_BYTES);
    blocks.push(zstdBlock(0, part.length, part, at + BLOCK_BYTES >= content.length));
  }
  return zstdFrame(blocks);
}
