import { constants, gunzipSync } from "node:zlib";

/** The text of a file as bytes, read whole; `isCut` where something at its end could not be unpacked or decoded. */
export type Text = { bytes: Buffer; isCut: boolean };

/** Unpacks and decodes a whole file, in the slowest and plainest way there is. */
export function textOf(file: Buffer): Text {
  const packed = file[0] === 0x1f && file[1] === 0x8b;
  const { bytes, isCut } = packed ? unpacked(file) : { bytes: file, isCut: false };
  const order = orderOf(bytes);
  if (order === null) return { bytes, isCut };
  const { bytes: decoded, isCut: isOdd } = decoded16(bytes, order);
  return { bytes: decoded, isCut: isCut || isOdd };
}

function unpacked(file: Buffer): Text {
  try {
    return { bytes: gunzipSync(file), isCut: hasZerosBehind(file) };
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    if (error.code === "Z_BUF_ERROR")
      return { bytes: gunzipSync(file, { finishFlush: constants.Z_SYNC_FLUSH }), isCut: true };
  }
  // Something follows the last member: the longest beginning that unpacks is what there is.
  for (let length = file.length - 1; length > 0; length--) {
    try {
      return { bytes: gunzipSync(file.subarray(0, length)), isCut: true };
    } catch {
      // A shorter one may.
    }
  }
  throw new Error("Not a single member unpacks.");
}

/** zlib passes over zeros behind a member: they are garbage all the same. */
function hasZerosBehind(file: Buffer): boolean {
  try {
    gunzipSync(file.subarray(0, file.length - 1));
    return true;
  } catch {
    return false;
  }
}

/** A mark, or a NUL in every second byte of the beginning. */
function orderOf(bytes: Buffer): "little" | "big" | null {
  const first = bytes.readUInt16BE(0);
  if (first === 0xfffe) return "little";
  if (first === 0xfeff) return "big";
  if (bytes.length < 4) return null;
  if (bytes[1] === 0 && bytes[3] === 0 && bytes[0] !== 0) return "little";
  return bytes[0] === 0 && bytes[2] === 0 && bytes[1] !== 0 ? "big" : null;
}

/** UTF-16 as UTF-8, unit by unit, without its mark. Half a pair becomes three bytes that are not UTF-8. */
function decoded16(bytes: Buffer, order: "little" | "big"): Text {
  const unit = (at: number) => (order === "little" ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const parts: Buffer[] = [];
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const high = unit(at);
    if (at === 0 && high === 0xfeff) continue;
    const low = at + 3 < bytes.length ? unit(at + 2) : 0;
    if (high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff) {
      parts.push(Buffer.from(String.fromCharCode(high, low)));
      at += 2;
    } else if (high >= 0xd800 && high <= 0xdfff)
      parts.push(Buffer.from([0xe0 | (high >> 12), 0x80 | ((high >> 6) & 63), 0x80 | (high & 63)]));
    else parts.push(Buffer.from(String.fromCharCode(high)));
  }
  return { bytes: Buffer.concat(parts), isCut: bytes.length % 2 === 1 };
}
