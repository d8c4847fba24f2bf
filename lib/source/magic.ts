const UNPACKED = "Upload the log that is in it instead: plain, or packed once as ZIP, gzip or Zstandard";
const AS_CSV = "Upload the export as it was downloaded instead, or save the sheet as CSV (UTF-8)";
export const OFFICE = `This is an Office document. ${AS_CSV}.`;
export const EXPORT_INSTEAD =
  "Export the Entra sign-in or audit logs as JSON or CSV, or the Security log of Windows as EVTX, instead";

/** What a file's first bytes give away: kinds that are no text at all. Offsets are 0 but where stated. */
const MAGICS: readonly { bytes: string; at?: number; what: string; instead?: string }[] = [
  { bytes: "\x89PNG", what: "a picture" },
  { bytes: "\xff\xd8\xff", what: "a picture" },
  { bytes: "GIF8", what: "a picture" },
  { bytes: "WEBP", at: 8, what: "a picture" },
  { bytes: "%PDF", what: "a PDF document" },
  { bytes: "7z\xbc\xaf\x27\x1c", what: "a 7-Zip archive", instead: UNPACKED },
  { bytes: "Rar!", what: "a RAR archive", instead: UNPACKED },
  { bytes: "\x28\xb5\x2f\xfd", what: "a Zstandard file inside another packed file", instead: UNPACKED },
  { bytes: "BZh", what: "a bzip2 file", instead: UNPACKED },
  { bytes: "\xfd7zXZ", what: "an xz file", instead: UNPACKED },
  { bytes: "\x1f\x8b", what: "a gzip file inside a gzip file", instead: UNPACKED },
  { bytes: "ustar", at: 257, what: "a tar archive", instead: UNPACKED },
  { bytes: "\xd0\xcf\x11\xe0", what: "an old Office document", instead: AS_CSV },
  { bytes: "SQLite format 3", what: "an SQLite database" },
  { bytes: "PAR1", what: "a Parquet file" },
  { bytes: "Obj\x01", what: "an Avro file" },
  { bytes: "\x7fELF", what: "a program" },
];

/** The sentence for a file that is no text; null where the bytes may be text. */
export function refusalOfBytes(head: Buffer): string | null {
  const text = head.toString("latin1");
  if (text.startsWith("PK\x03\x04") || text.startsWith("PK\x05\x06"))
    return /xl\/|word\/|ppt\/|\[Content_Types\]/.test(text)
      ? OFFICE
      : `This is a ZIP archive inside another packed file. ${UNPACKED}.`;
  const found = MAGICS.find(({ bytes, at = 0 }) => text.startsWith(bytes, at));
  if (found) return `This is ${found.what}. ${found.instead ?? EXPORT_INSTEAD}.`;
  return isText(head) ? null : `This is a binary file, not a log. ${EXPORT_INSTEAD}.`;
}

/** NUL and other control characters do not begin a log. (A NUL further down in a record is read as it is.) */
function isText(head: Buffer): boolean {
  const sample = head.subarray(0, 512);
  let odd = 0;
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) odd += 1;
  return odd <= sample.length * 0.05;
}
