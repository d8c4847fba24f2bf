/**
 * Postgres text holds neither U+0000 nor half a surrogate pair, and attackers choose these fields. Each such
 * unit is stored as U+E000 and its four hex digits; U+E000 itself too, so that the way back is exact.
 */
const MARK = "\ue000";
// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0000 is what is looked for
const SUSPICIOUS = /[\u0000\ue000\ud800-\udfff]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0000 is what is looked for
const UNSTORABLE = /[\u0000\ue000\p{Cs}]/gu;
const ESCAPED = /\ue000([0-9a-f]{4})/g;

const escapeOf = (unit: string) => `${MARK}${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Log text as Postgres can hold it. Everything that comes from a log goes through here, and searches for it. */
export function storedText(text: string): string {
  return SUSPICIOUS.test(text) ? text.replace(UNSTORABLE, escapeOf) : text;
}

/** Stored text as the log had it. */
export function shownText(stored: string): string {
  if (!stored.includes(MARK)) return stored;
  return stored.replace(ESCAPED, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** JSON as it goes out: every string value as the log had it. */
export function shownJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === "string" ? shownText(item) : item));
}
