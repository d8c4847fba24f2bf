/** Text in runs: what may be shown as it is, and single characters that must be spelled out. */
export type Run = { text: string; isEscaped: boolean };

/**
 * Characters that hide, reorder or break what is around them: controls, line and paragraph separators,
 * bidirectional marks, overrides and isolates, everything Unicode lets a font leave out (zero-width, fillers,
 * variation selectors, tags), the blank Braille cell, lone surrogates, private use, and every space but the
 * plain one. A name that an attacker typed must not look like another name.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

const escapeOf = (character: string) =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Splits a text into runs. Leading and trailing plain spaces are spelled out too: "admin " is not "admin". */
export function visibleRuns(text: string): Run[] {
  const runs: Run[] = [];
  let at = 0;
  for (const match of text.matchAll(new RegExp(`${HIDDEN.source}|^ +| +$`, "gu"))) {
    if (match.index > at) runs.push({ text: text.slice(at, match.index), isEscaped: false });
    for (const character of match[0]) runs.push({ text: escapeOf(character), isEscaped: true });
    at = match.index + match[0].length;
  }
  if (at < text.length) runs.push({ text: text.slice(at), isEscaped: false });
  return runs;
}

/** The same as one string, for titles and accessible names. */
export function visibleText(text: string): string {
  return visibleRuns(text)
    .map((run) => (run.isEscaped ? `⟨${run.text}⟩` : run.text))
    .join("");
}
