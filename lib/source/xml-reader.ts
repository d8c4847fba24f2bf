/** What stands next in an XML text. `broken`: `problem` says why, and nothing comes after it. */
export type XmlToken = "start" | "text" | "end" | "over" | "broken";

const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const BLANK = 32;
const BANG = 33;
const QUOTE = 34;
const APOSTROPHE = 39;
const SLASH = 47;
const LESS = 60;
const EQUALS = 61;
const GREATER = 62;
const QUESTION = 63;

/** Elements inside of one another; a log has five. */
const MAX_DEPTH = 64;

/**
 * Reads one XML text tag by tag, strictly enough that a damaged one is told: tags match, attributes are in quotes, no
 * entity but the five and characters by number. A document type is refused, so nothing is ever expanded. Names are
 * given without their prefix; what namespace a prefix means is not asked.
 */
export class XmlReader {
  /** Of a `start` and an `end`. */
  name = "";
  /** Of a `text`: characters as meant, CDATA too. */
  text = "";
  problem: string | null = null;

  private at = 0;
  private readonly open: string[] = [];
  private endsAtOnce = false;
  /** Names and values of the latest start tag, by turns. */
  private readonly attributes: string[] = [];

  constructor(private readonly source: string) {
    if (source.charCodeAt(0) === 0xfeff) this.at = 1;
  }

  /** Elements that are open, the one that just started counted and the one that just ended not. */
  get depth(): number {
    return this.open.length;
  }

  /** An attribute of the element that just started; "" where it has none of that name. */
  attribute(name: string): string {
    const { attributes } = this;
    for (let at = 0; at < attributes.length; at += 2)
      if (attributes[at] === name) return attributes[at + 1] as string;
    return "";
  }

  next(): XmlToken {
    const { source, at, open } = this;
    if (this.problem !== null) return "broken";
    if (this.endsAtOnce) {
      this.endsAtOnce = false;
      this.name = localName(open.pop() as string);
      return "end";
    }
    if (at >= source.length)
      return open.length === 0 ? "over" : this.fail(`the element ${shown(open.at(-1))} has no end`);
    if (source.charCodeAt(at) !== LESS) return this.passText();
    const next = source.charCodeAt(at + 1);
    if (next === SLASH) return this.passEnd();
    if (next === BANG) return this.passMarked();
    return next === QUESTION ? this.passOver("?>") : this.passStart();
  }

  private passText(): XmlToken {
    const { source, at } = this;
    const end = source.indexOf("<", at);
    this.at = end < 0 ? source.length : end;
    const raw = source.slice(at, this.at);
    if (this.open.length === 0)
      return raw.trim() === "" ? this.next() : this.fail("text stands outside of the element");
    const text = unescaped(raw);
    if (text === null) return this.fail(UNKNOWN_ENTITY);
    this.text = text;
    return "text";
  }

  private passEnd(): XmlToken {
    const { source, at, open } = this;
    const end = source.indexOf(">", at);
    if (end < 0) return this.fail("a tag is cut off");
    const name = source.slice(at + 2, end);
    const expected = open.pop();
    if (expected === undefined || (name !== expected && name.trimEnd() !== expected))
      return this.fail(`the element ${shown(expected)} has no end of its own`);
    this.at = end + 1;
    this.name = localName(expected);
    return "end";
  }

  /** Comments are passed over, CDATA is text, and a document type is not read. */
  private passMarked(): XmlToken {
    const { source, at } = this;
    if (source.startsWith("<!--", at)) return this.passOver("-->");
    if (!source.startsWith("<![CDATA[", at)) return this.fail("it has a document type, which is not read");
    const end = source.indexOf("]]>", at);
    if (end < 0) return this.fail("a CDATA section has no end");
    this.text = source.slice(at + 9, end);
    this.at = end + 3;
    return "text";
  }

  private passOver(mark: string): XmlToken {
    const end = this.source.indexOf(mark, this.at);
    if (end < 0) return this.fail("a comment or instruction has no end");
    this.at = end + mark.length;
    return this.next();
  }

  private passStart(): XmlToken {
    const { source, open } = this;
    let at = this.at + 1;
    while (at < source.length && !endsName(source.charCodeAt(at))) at++;
    const name = source.slice(this.at + 1, at);
    if (name === "") return this.fail("a tag has no name");
    if (open.length === MAX_DEPTH) return this.fail(`its elements are more than ${MAX_DEPTH} deep`);
    open.push(name);
    this.name = localName(name);
    this.attributes.length = 0;
    return this.passAttributes(at);
  }

  private passAttributes(from: number): XmlToken {
    const { source } = this;
    let at = from;
    for (;;) {
      while (isBlank(source.charCodeAt(at))) at++;
      const code = source.charCodeAt(at);
      if (code === GREATER) {
        this.at = at + 1;
        return "start";
      }
      if (code === SLASH && source.charCodeAt(at + 1) === GREATER) {
        this.at = at + 2;
        this.endsAtOnce = true;
        return "start";
      }
      at = this.passAttribute(at);
      if (at < 0) return this.fail("a tag is cut off or has an attribute without quotes");
    }
  }

  /** Where the attribute ends; -1 where it does not. */
  private passAttribute(from: number): number {
    const { source } = this;
    let at = from;
    while (at < source.length && !endsName(source.charCodeAt(at))) at++;
    const name = source.slice(from, at);
    while (isBlank(source.charCodeAt(at))) at++;
    if (name === "" || source.charCodeAt(at) !== EQUALS) return -1;
    at++;
    while (isBlank(source.charCodeAt(at))) at++;
    const quote = source.charCodeAt(at);
    if (quote !== QUOTE && quote !== APOSTROPHE) return -1;
    const end = source.indexOf(quote === QUOTE ? '"' : "'", at + 1);
    const value = end < 0 ? null : unescaped(source.slice(at + 1, end));
    if (value === null) return -1;
    this.attributes.push(localName(name), value);
    return end + 1;
  }

  private fail(problem: string): "broken" {
    this.problem = problem;
    return "broken";
  }
}

const UNKNOWN_ENTITY = "it has an entity that XML itself does not know";

const isBlank = (code: number) => code === BLANK || code === LINE_FEED || code === RETURN || code === TAB;
const endsName = (code: number) =>
  isBlank(code) || code === SLASH || code === GREATER || code === EQUALS || code === LESS;

function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(colon + 1);
}

/** A name comes from the file: a reason shows this much of it. */
const shown = (name: string | undefined) => (name ?? "").slice(0, 40);

const NAMED: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const ENTITY = /&(#x[0-9a-f]{1,8}|#\d{1,10}|[a-z_][\w.-]*);/gi;

/** Text with its entities as characters; null where one is neither a number nor one of the five. A lone `&` is itself. */
export function unescaped(text: string): string | null {
  if (!text.includes("&")) return text;
  let isKnown = true;
  const plain = text.replace(ENTITY, (_, name: string) => {
    const character = name.startsWith("#") ? numbered(name) : NAMED[name];
    if (character === undefined) isKnown = false;
    return character ?? "";
  });
  return isKnown ? plain : null;
}

/** Half a pair is let through: some writers give both halves by number. */
function numbered(name: string): string | undefined {
  const isHex = name[1] === "x" || name[1] === "X";
  const code = Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
