/** So much of either end is looked at. */
const SAMPLE_BYTES = 64 * 1024;
const PREFIX = "rollcall";

/**
 * What a file is known by when it is chosen again: name, size, time and both of its ends. Event logs of one size are
 * common (20 MiB and a header), and unpacking gives many files one time; going on with another file's upload would
 * make a file that never was. Not cryptographic: it tells one's own files apart.
 */
export async function identityOf(file: File): Promise<string> {
  const ends = [file.slice(0, SAMPLE_BYTES), file.slice(-SAMPLE_BYTES)];
  const sums = await Promise.all(ends.map(async (end) => sumOf(new Uint8Array(await end.arrayBuffer()))));
  return [PREFIX, file.name, file.size, file.lastModified, ...sums].join("-");
}

/** Whether an entry of the browser's storage is one of ours. */
export const isOurs = (storageKey: string): boolean => storageKey.startsWith(`tus::${PREFIX}-`);

/** FNV-1a over 32 bits, in hex. */
function sumOf(bytes: Uint8Array): string {
  let sum = 0x811c9dc5;
  for (const byte of bytes) sum = Math.imul(sum ^ byte, 0x01000193);
  return (sum >>> 0).toString(16);
}
