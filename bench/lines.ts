import { closeSync, openSync, readSync } from "node:fs";

const CHUNK = 1 << 20;
const NEWLINE = 10;

/** Every line of a file as a string, read without a stream: the least that can be done. */
export function* linesOf(path: string): Generator<string> {
  const file = openSync(path, "r");
  const chunk = Buffer.allocUnsafe(CHUNK);
  let rest = Buffer.alloc(0);
  for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk)) {
    const read = chunk.subarray(0, size);
    const bytes = rest.length > 0 ? Buffer.concat([rest, read]) : read;
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
      yield bytes.toString("utf8", from, end);
      from = end + 1;
    }
    rest = Buffer.from(bytes.subarray(from));
  }
  closeSync(file);
  if (rest.length > 0) yield rest.toString("utf8");
}
