/** Any base: only paths that stay on it are kept. */
const HERE = "http://here.invalid";

/**
 * The path to go to after signing in, or "/" where the given one leads elsewhere. Browsers read `//evil` and
 * `/\evil` as another host and drop tabs and newlines, so the text is resolved as they would.
 */
export function safeNext(text: string | null | undefined): string {
  if (!text?.startsWith("/") || text.length > 2000) return "/";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\\\u0000-\u001f]/.test(text) || text.startsWith("//")) return "/";
  const url = URL.canParse(text, HERE) ? new URL(text, HERE) : null;
  if (url?.origin !== HERE || url.pathname.startsWith("//")) return "/";
  if (url.pathname === "/sign-in" || url.pathname === "/setup") return "/";
  return `${url.pathname}${url.search}`;
}
