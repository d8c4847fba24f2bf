import { isFields, pick, pickText } from "./fields";
import type { Fields } from "./schema";

/** What an error of the query API says: it names its cause innermost. Shown as far as one line goes. */
export function errorWords(error: unknown): string {
  const words: string[] = [];
  let inner: unknown = error;
  for (let depth = 0; depth < 4 && isFields(inner); depth++) {
    words.push(pickText(inner, "message") || pickText(inner, "code"));
    inner = within(inner);
  }
  if (typeof error === "string") words.push(error);
  return words.filter(Boolean).join(" ").slice(0, 300) || "no reason given";
}

function within(error: Fields): unknown {
  const details = pick(error, "details");
  return Array.isArray(details) ? details[0] : pick(error, "innererror");
}
