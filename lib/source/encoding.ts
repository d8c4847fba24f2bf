import { AppError } from "@/lib/errors";
import type { Encoding } from "./schema";

/** How many bytes of a file without a byte-order mark decide whether it is UTF-16. */
const SNIFF_BYTES = 4096;

/**
 * The text encoding, by its byte-order mark, else by where the NUL bytes stand: logs begin with ASCII, so UTF-16
 * has one in every second byte. Anything else is taken for UTF-8; bad bytes show record by record.
 */
export function encodingOf(head: Buffer): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const sample = head.subarray(0, Math.min(head.length, SNIFF_BYTES) & ~1);
  const zeros = [0, 0];
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const half = sample.length / 2;
  if (half >= 1 && odd > half * 0.4 && even < half * 0.05) return "utf-16le";
  if (half >= 1 && even > half * 0.4 && odd < half * 0.05) return "utf-16be";
  return "utf-8";
}

/**
 * UTF-16 as UTF-8, across chunk borders, without its byte-order mark. An unpaired surrogate becomes three bytes
 * that are not UTF-8, so that its record is rejected with a reason: Buffer.from would hide it as U+FFFD.
 */
export async function* utf8Chunks(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = true;
  let consumed = 0;
  for await (const chunk of chunks) {
    consumed += chunk.length;
    const joined = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const whole = wholeCharacters(joined, encoding);
    rest = joined.subarray(whole);
    if (whole === 0) continue;
    const text = decode(joined.subarray(0, whole), encoding);
    const body = isFirst && text.startsWith("\ufeff") ? text.slice(1) : text;
    isFirst = false;
    yield encode(body);
  }
  if (rest.length >= 2) yield encode(decode(rest.subarray(0, 2), encoding));
  if (rest.length % 2 === 1)
    throw new AppError("incomplete", `The file ends inside a UTF-16 character at byte ${consumed}.`);
}

/** Bytes that end on a character's border: an even number, and no first half of a pair at the end. */
function wholeCharacters(bytes: Buffer, encoding: Encoding): number {
  const even = bytes.length & ~1;
  if (even < 2) return even;
  const high = encoding === "utf-16le" ? bytes[even - 1] : bytes[even - 2];
  return high !== undefined && high >= 0xd8 && high <= 0xdb ? even - 2 : even;
}

function decode(bytes: Buffer, encoding: Encoding): string {
  return encoding === "utf-16le"
    ? bytes.toString("utf16le")
    : Buffer.from(bytes).swap16().toString("utf16le");
}

/** With the u flag a surrogate matches only where it has no partner. */
const UNPAIRED = /\p{Surrogate}/u;

function encode(text: string): Buffer {
  if (!UNPAIRED.test(text)) return Buffer.from(text, "utf8");
  return Buffer.concat(
    text.split(/(\p{Surrogate})/u).map((part) => {
      if (!UNPAIRED.test(part)) return Buffer.from(part, "utf8");
      const unit = part.charCodeAt(0);
      return Buffer.from([0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 63), 0x80 | (unit & 63)]);
    }),
  );
}
