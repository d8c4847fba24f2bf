import { Decompress } from "fzstd";
import { AppError } from "@/lib/errors";

const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
/** What the zstd program itself unpacks without being asked to: a frame may demand that much memory. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;

export const isZstd = (head: Buffer): boolean => head.length >= 4 && head.readUInt32LE(0) === MAGIC;

/** What of a frame comes next, and how many bytes must be there to know it. */
type State = { at: "frame" } | { at: "block"; hasChecksum: boolean } | { at: "skipped"; bytes: number };

/**
 * Unpacks Zstandard block by block, so that no more than one block (128 KiB) comes of one step, and says at which byte
 * the data stops making sense. fzstd does not compare the frames' checksums: a wrong byte inside a literal passes.
 */
export class Unzstd {
  private held: Buffer = Buffer.alloc(0);
  private state: State = { at: "frame" };
  private frame: Decompress | null = null;
  private unpacked: Buffer[] = [];
  private consumed = 0;

  /** What the next bytes unpack to. Throws AppError("incomplete") where they are not Zstandard any more. */
  *push(chunk: Buffer): Generator<Buffer> {
    this.held = this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]);
    while (this.step()) {
      yield* this.unpacked;
      this.unpacked = [];
    }
  }

  /** Throws AppError("incomplete") where the file ends inside a frame. */
  end(): void {
    if (this.state.at !== "frame" || this.held.length > 0)
      throw new AppError(
        "incomplete",
        `The compressed file is cut off: it ends at byte ${this.consumed + this.held.length} inside a frame.`,
      );
  }

  /** Takes one piece of a frame; false where it is not there yet. */
  private step(): boolean {
    const { state, held } = this;
    if (state.at === "frame") return this.openFrame();
    if (state.at === "block") return this.takeBlock(state.hasChecksum);
    const bytes = Math.min(state.bytes, held.length);
    if (bytes === 0 && state.bytes > 0) return false;
    this.drop(bytes);
    this.state = bytes === state.bytes ? { at: "frame" } : { at: "skipped", bytes: state.bytes - bytes };
    return true;
  }

  private openFrame(): boolean {
    const { held } = this;
    if (held.length < 8) return false;
    const magic = held.readUInt32LE(0);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
      this.state = { at: "skipped", bytes: held.readUInt32LE(4) };
      this.drop(8);
      return true;
    }
    if (magic !== MAGIC) throw this.damage("something that is not Zstandard follows");
    const header = headerOf(held);
    if (held.length < header.bytes) return false;
    if (header.window > MAX_WINDOW_BYTES)
      throw new AppError(
        "too-large",
        `The file was packed with a window of ${header.window} bytes; at most ${MAX_WINDOW_BYTES} are unpacked. Pack it again without --long.`,
      );
    this.frame = new Decompress((part) => {
      if (part.length > 0) this.unpacked.push(Buffer.from(part));
    });
    // The header alone is too short for fzstd to begin with: it waits in there for the first block.
    this.feed(header.bytes, false);
    this.state = { at: "block", hasChecksum: header.hasChecksum };
    return true;
  }

  private takeBlock(hasChecksum: boolean): boolean {
    const { held } = this;
    if (held.length < 3) return false;
    const header = held.readUIntLE(0, 3);
    const [isLast, type, size] = [(header & 1) === 1, (header >> 1) & 3, header >> 3];
    if (type === 3) throw this.damage("the compressed data is damaged");
    const bytes = 3 + (type === 1 ? 1 : size) + (isLast && hasChecksum ? 4 : 0);
    if (held.length < bytes) return false;
    this.feed(bytes, isLast);
    if (isLast) this.state = { at: "frame" };
    return true;
  }

  private feed(bytes: number, isLast: boolean): void {
    const piece = this.held.subarray(0, bytes);
    try {
      this.frame?.push(piece, isLast);
    } catch (cause) {
      throw this.damage("the compressed data is damaged", cause);
    }
    this.drop(bytes);
  }

  private drop(bytes: number): void {
    this.held = this.held.subarray(bytes);
    this.consumed += bytes;
  }

  private damage(what: string, cause?: unknown): AppError {
    return new AppError("incomplete", `At byte ${this.consumed} of the compressed file ${what}.`, { cause });
  }
}

/** RFC 8878 §3.1.1.1: how long a frame's header is, the memory it asks for, and whether a checksum ends the frame. */
function headerOf(held: Buffer): { bytes: number; window: number; hasChecksum: boolean } {
  const descriptor = held[4] ?? 0;
  const isSingle = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = sizeFlag === 0 ? (isSingle ? 1 : 0) : 1 << sizeFlag;
  const bytes = 5 + (isSingle ? 0 : 1) + dictionary + sizeBytes;
  const hasChecksum = (descriptor & 4) !== 0;
  if (isSingle) return { bytes, window: contentSize(held, 5 + dictionary, sizeBytes), hasChecksum };
  const byte = held[5] ?? 0;
  const base = 2 ** (10 + (byte >> 3));
  return { bytes, window: base + (base / 8) * (byte & 7), hasChecksum };
}

function contentSize(held: Buffer, at: number, bytes: number): number {
  if (held.length < at + bytes) return 0;
  if (bytes === 8) return Number(held.readBigUInt64LE(at));
  return held.readUIntLE(at, bytes) + (bytes === 2 ? 256 : 0);
}
