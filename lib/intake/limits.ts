import { z } from "zod";

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

const size = (least: number, most: number, usual: number) =>
  z
    .number({ error: "must be a number" })
    .int("must be a whole number")
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`)
    .default(usual);

/**
 * How much one upload may cost. The defaults stop what cannot be a log and leave alone what may be one: a month of a
 * large tenant is tens of GiB, and logs pack 10 to 50 times.
 */
export const Limits = z.object({
  uploadBytes: size(MIB, 1024 * GIB, 50 * GIB),
  unpackedBytes: size(MIB, 10_240 * GIB, 500 * GIB),
  /** zlib itself ends at 1,032. */
  compressionRatio: size(2, 1100, 250),
  /** A JSON record is held whole while it is read. */
  recordBytes: size(64 * KIB, 256 * MIB, 32 * MIB),
  /** A CSV record with the line breaks in its cells: an unclosed quote is looked for so far. */
  lineBytes: size(64 * KIB, 64 * MIB, 4 * MIB),
  /** Null: what `reserveOf` says. The database may lie on the same disk. */
  freeDiskBytes: size(0, 10_240 * GIB, 0)
    .nullable()
    .default(null),
  /** How long an upload that was interrupted waits for the rest of it. */
  uploadHours: size(1, 30 * 24, 24),
  packUploads: z.boolean().default(true),
});
export type Limits = z.infer<typeof Limits>;

/** Where they are kept in the table of settings. */
export const LIMITS_SETTING = "limits";

export const LIMIT_WORDS: Record<keyof Limits, string> = {
  uploadBytes: "Largest upload",
  unpackedBytes: "Largest unpacked file",
  compressionRatio: "Highest compression ratio",
  recordBytes: "Longest JSON record",
  lineBytes: "Longest CSV line",
  freeDiskBytes: "Disk space to keep free",
  uploadHours: "Keep interrupted uploads",
  packUploads: "Pack uploads that were read",
};

/** `4 MiB`, or the plain number where it is no round one. */
export function bytesWords(bytes: number): string {
  const units: [number, string][] = [
    [GIB, "GiB"],
    [MIB, "MiB"],
    [KIB, "KiB"],
  ];
  const unit = units.find(([one]) => bytes >= one && bytes % one === 0);
  return unit ? `${bytes / unit[0]} ${unit[1]}` : `${bytes} bytes`;
}

export const tooLarge = ({ uploadBytes }: Limits): string =>
  `The upload is larger than ${bytesWords(uploadBytes)}. Send it in parts, or have an administrator raise ` +
  `"${LIMIT_WORDS.uploadBytes}" in the settings. Nothing was read.`;

/** How much of a disk of this size no upload may take: a twentieth, at most 1 GiB, unless somebody set it. */
export const reserveOf = ({ freeDiskBytes }: Limits, diskBytes: number): number =>
  freeDiskBytes ?? Math.min(GIB, Math.floor(diskBytes / 20));

export const TOO_FULL =
  "The disk of this Rollcall is full, or would be nearly so: less would be left than is to stay free. Make room, or " +
  `have an administrator change "${LIMIT_WORDS.freeDiskBytes}" in the settings. Nothing was read.`;
