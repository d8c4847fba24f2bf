import type { Random } from "@/test/seeded";

/** What breaks parsers, and what attackers type into a name. */
const PIECES = [
  ...[
    "a",
    "b",
    "Zed",
    "@contoso.example",
    ".",
    " ",
    "0",
    "-1",
    "é",
    "漢字",
    "😀",
    "\u202e",
    "\u2028",
    "\ufeff",
  ],
  ...['"', '""', "'", ",", ";", "\t", "\\", "\\n", "\n", "\r\n", "\r", "\0", "\u0001", "\u001b[31m"],
  ...["=cmd|' /C calc'!A0", "<script>", "{", "}", "[", "]", '{"a":1}', "null", "__proto__", "\ue000", "%00"],
] as const;

export function hostile(random: Random, most = 6): string {
  const pieces: string[] = [];
  for (let left = random.below(most); left >= 0; left--) pieces.push(random.pick(PIECES));
  return pieces.join("");
}

/** Half of all fields are ordinary, so that rows still look like rows. */
export function field(random: Random, ordinary: string): string {
  if (random.chance(0.5)) return ordinary;
  if (random.chance(0.15)) return "";
  if (random.chance(0.004)) return `${ordinary}${"long ".repeat(20_000)}`;
  return hostile(random);
}

/** A JSON text to be written as it stands: numbers that JSON.stringify cannot say, keys twice. */
export class Raw {
  constructor(readonly text: string) {}
}

/** JSON as one of many writers writes it: other escapes, other blanks, the same value. */
export function writeJson(random: Random, value: unknown): string {
  const blank = () => (random.chance(0.03) ? random.pick([" ", "  ", "\t"]) : "");
  if (value instanceof Raw) return value.text;
  if (typeof value === "string") return writeString(random, value);
  if (Array.isArray(value))
    return `[${value.map((item) => blank() + writeJson(random, item) + blank()).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const pairs = entries.map(
    ([key, item]) => `${JSON.stringify(key)}${blank()}:${blank()}${writeJson(random, item)}`,
  );
  return `{${blank()}${pairs.join(",")}${blank()}}`;
}

function writeString(random: Random, text: string): string {
  const isStrange = random.chance(0.1);
  let out = "";
  for (const unit of text.split("")) {
    const code = unit.charCodeAt(0);
    const isHalf = code >= 0xd800 && code <= 0xdfff;
    if (unit === "/" && isStrange) out += "\\/";
    else if (isStrange && !isHalf && random.chance(0.5)) out += `\\u${code.toString(16).padStart(4, "0")}`;
    else out += isHalf ? unit : JSON.stringify(unit).slice(1, -1);
  }
  return `"${out}"`;
}
