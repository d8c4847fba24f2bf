import { MAX_RECORD_BYTES, type Slice, tooLong } from "./schema";

const SLASH = 47;
const COLON = 58;
const LESS = 60;
const GREATER = 62;

/** A prefix and the tag before it are no longer than this, so this much is kept of what is streamed past. */
const TAG_BYTES = 128;
/** A comment or CDATA section that goes on for longer has lost its end: it is taken for none. */
const SECTION_BYTES = 1024 * 1024;

type Tag = { at: number; to: number; isStart: boolean };

/**
 * Cuts XML text into its `<Event>` elements, with or without a root around them, on lines or not. An element without
 * its end ends where the next begins, so a broken one costs itself only. What stands between two is a record too, and
 * refused, unless it is a root's tag, a declaration, a comment or nothing. Slices are to be read before the next push.
 */
export class EventCutter {
  /** A root that is never closed: the file was cut, wherever it was cut. Known at the end. */
  damage: { byte: number; what: string } | null = null;

  private text: Buffer = Buffer.alloc(0);
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  /** Where the text that is held begins in the file. */
  private offset = 0;
  /** Where the element, or what stands between, began in the file; the text that is held begins there or later. */
  private start = 0;
  private inEvent = false;
  /** Up to where the text was searched for tags, and for comments and CDATA. */
  private at = 0;
  private checked = 0;
  private roots = 0;
  private slices: Slice[] = [];

  constructor(private readonly longest = MAX_RECORD_BYTES) {}

  push(chunk: Buffer): Slice[] {
    this.slices = [];
    this.waitingBytes += chunk.length;
    // A long element is joined when it has grown by half, not with every chunk.
    const isEnough = this.waitingBytes * 2 >= this.text.length;
    this.waiting.push(isEnough ? chunk : Buffer.from(chunk));
    if (isEnough) this.search(false);
    return this.slices;
  }

  end(): Slice[] {
    this.slices = [];
    this.search(true);
    const end = this.offset + this.text.length;
    this.cut(this.text.length);
    if (this.roots > 0)
      this.damage = { byte: end, what: "the file ends before its list of events is closed" };
    return this.slices;
  }

  private search(isLast: boolean): void {
    this.text =
      this.waiting.length === 1 && this.text.length === 0
        ? (this.waiting[0] ?? this.text)
        : Buffer.concat([this.text, ...this.waiting]);
    this.waiting = [];
    this.waitingBytes = 0;
    for (;;) {
      const tag = this.nextTag(isLast);
      if (!tag) break;
      this.take(tag);
    }
    this.keepRest();
  }

  private take({ at, to, isStart }: Tag): void {
    this.at = to;
    if (isStart) {
      this.cut(at);
      this.inEvent = true;
    } else if (this.inEvent) {
      this.cut(to);
      this.inEvent = false;
    }
    this.checked = to;
  }

  /** The next tag of an Event element that is whole; null where more text is needed. */
  private nextTag(isLast: boolean): Tag | null {
    const { text } = this;
    for (;;) {
      const name = text.indexOf("Event", this.at);
      const after = text[name + 5];
      if (name < 0 || after === undefined) {
        this.at = Math.max(this.at, name < 0 ? text.length - 5 : name);
        return null;
      }
      const at = endsName(after) ? this.tagBefore(name) : -1;
      const passed = at < 0 ? name + 5 : this.sectionEnd(at, isLast);
      if (passed === null) return null;
      if (passed > at || at < 0) {
        this.at = passed;
        continue;
      }
      const isStart = text[at + 1] !== SLASH;
      if (isStart) return { at, to: name + 5, isStart };
      const end = text.indexOf(GREATER, name);
      return end < 0 ? null : { at, to: end + 1, isStart };
    }
  }

  /** Where the tag begins whose local name stands here; -1 where it is the name of no tag. */
  private tagBefore(name: number): number {
    const { text } = this;
    let at = name - 1;
    if (text[at] === COLON) {
      const least = Math.max(0, name - TAG_BYTES);
      for (at--; at > least && isNameByte(text[at]); ) at--;
    }
    if (text[at] === SLASH) at--;
    return text[at] === LESS ? at : -1;
  }

  /**
   * Where the comment or CDATA section ends that holds the tag, else the tag's own place; null where more text is
   * needed to tell.
   */
  private sectionEnd(tag: number, isLast: boolean): number | null {
    const { text } = this;
    for (;;) {
      const mark = text.subarray(this.checked, tag).indexOf("<!");
      if (mark < 0) return tag;
      const begin = this.checked + mark;
      const close = closeOf(text, begin);
      if (close === null) {
        this.checked = begin + 2;
        continue;
      }
      const end = text.indexOf(close, begin + 4);
      const isLost = end < 0 ? isLast || text.length - begin > SECTION_BYTES : end - begin > SECTION_BYTES;
      if (end < 0 && !isLost) return null;
      this.checked = isLost ? begin + 2 : end + 3;
      if (this.checked > tag) return this.checked;
    }
  }

  /** Ends what is held here: an element, or what stands between two. */
  private cut(to: number): void {
    const { text, offset, start } = this;
    const length = offset + to - start;
    if (length > this.longest)
      this.slices.push({ offset: start, length, bytes: null, problem: tooLong(this.longest) });
    else if (this.inEvent) this.slices.push({ ...trimmed(text, start - offset, to, offset), problem: null });
    else this.refuseBetween(start - offset, to);
    this.start = offset + to;
  }

  private refuseBetween(from: number, to: number): void {
    const { bytes, offset, length } = trimmed(this.text, from, to, this.offset);
    if (length === 0) return;
    const between = bytes.toString("latin1");
    PASSED_OVER.lastIndex = 0;
    for (let passed = 0; passed < length; passed = PASSED_OVER.lastIndex) {
      const found = PASSED_OVER.exec(between);
      if (!found) {
        this.slices.push({ offset, length, bytes: null, problem: "text that is no event" });
        return;
      }
      if (found[1] !== undefined && !found[0].endsWith("/>")) this.roots += found[1] === "/" ? -1 : 1;
    }
  }

  /** Forgets what was cut, and of what is too long all but the end, in which a tag may begin. */
  private keepRest(): void {
    const { text, offset, start } = this;
    const held = offset + text.length - start;
    const from =
      held > this.longest
        ? Math.max(start - offset, Math.min(this.at, text.length - TAG_BYTES))
        : start - offset;
    this.text = Buffer.from(text.subarray(from));
    this.offset = offset + from;
    this.at = Math.max(0, this.at - from);
    this.checked = Math.max(0, this.checked - from);
  }
}

/** What ends the section that begins here; null where it is none. */
function closeOf(text: Buffer, at: number): string | null {
  const mark = text.toString("latin1", at, at + 9);
  if (mark.startsWith("<!--")) return "-->";
  return mark === "<![CDATA[" ? "]]>" : null;
}

/** Blanks, a byte-order mark, a declaration, a comment, and a root's tag: one after the other. */
const PASSED_OVER = /\s+|\xef\xbb\xbf|<\?[^>]*>|<!--[\s\S]*?-->|<(\/?)(?:[\w.-]+:)?Events(?:\s[^<>]*)?\/?>/y;

function trimmed(text: Buffer, start: number, end: number, offset: number) {
  let [from, to] = [start, end];
  while (from < to && isBlank(text[from])) from++;
  while (to > from && isBlank(text[to - 1])) to--;
  return { bytes: text.subarray(from, to), offset: offset + from, length: to - from };
}

const isBlank = (byte: number | undefined) => byte === 32 || byte === 9 || byte === 10 || byte === 13;
const endsName = (byte: number) => isBlank(byte) || byte === GREATER || byte === SLASH;
const isNameByte = (byte: number | undefined) =>
  byte !== undefined && !isBlank(byte) && byte !== LESS && byte !== GREATER && byte !== SLASH;
