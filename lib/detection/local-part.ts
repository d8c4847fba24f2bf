/** Longer names are read up to here: 64 characters before the @ and 255 behind it are what mail allows. */
const LONGEST = 512;

export type NameParts = {
  /** Before the first @; without one the whole name, of `corp\ann` what stands behind the domain. */
  local: string;
  /** Behind the first @, "" for `a@`; null where there is no @. */
  domain: string | null;
};

/** The two parts of a name, folded (trimmed, lower case). Whoever typed it chose its length: only so much is read. */
export function partsOf(name: string): NameParts {
  const folded = name.slice(0, LONGEST).trim().toLowerCase();
  const at = folded.indexOf("@");
  if (at < 0) return { local: folded.slice(folded.indexOf("\\") + 1), domain: null };
  return { local: folded.slice(0, at), domain: folded.slice(at + 1) };
}

/** The part after the last dot, blank or underscore of the local part; all of it where there is none. */
export function surnameOf(local: string): string {
  const at = Math.max(local.lastIndexOf("."), local.lastIndexOf(" "), local.lastIndexOf("_"));
  return at < 0 || at === local.length - 1 ? local : local.slice(at + 1);
}
