import type { BinaryValue } from "./evtx-values";

/** A value stands here; of an optional one that is absent, so is its attribute. */
export type Substitution = { index: number; isOptional: boolean };
export type Element = { name: string; attributes: Attribute[]; children: Node[] };
export type Attribute = { name: string; parts: Node[] };
/** A template with the values of one record. */
export type Instance = { template: Node[]; values: BinaryValue[] };
export type Node = string | Substitution | Element | Instance;

/** What is said of binary XML that breaks its own rules. Thrown here, and caught where the record is read. */
export class Unreadable extends Error {}

const HAS_MORE = 0x40;
const END = 0x00;
const ELEMENT = 0x01;
const CLOSE = 0x02;
const CLOSE_EMPTY = 0x03;
const END_ELEMENT = 0x04;
const TEXT = 0x05;
const ATTRIBUTE = 0x06;
const CDATA = 0x07;
const CHARACTER = 0x08;
const ENTITY = 0x09;
const INSTRUCTION = 0x0a;
const INSTRUCTION_TEXT = 0x0b;
const TEMPLATE = 0x0c;
const NORMAL = 0x0d;
const OPTIONAL = 0x0e;
const HEADER = 0x0f;

/** Elements, templates and values inside of one another; real ones stay below ten. */
const MAX_DEPTH = 32;
/** A template's definition begins with the next one's place, its GUID and its size. */
const DEFINITION_BYTES = 24;
const ENTITIES: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/**
 * Reads binary XML of one chunk (MS-EVEN6 2.2.12). Names and templates are written where they are first used and referred
 * to by their place from there on, so each is read once. The tables in the chunk's header, which say the same, are not
 * asked: in damaged logs they are wrong.
 */
export class BinaryXml {
  private readonly names = new Map<number, string>();
  private readonly templates = new Map<number, Node[] | null>();

  /** `lent` holds templates of other chunks by their number, for those whose own page is lost. */
  constructor(
    readonly bytes: Buffer,
    private readonly lent: ReadonlyMap<number, Node[]> = new Map(),
  ) {}

  /** Its templates by their number, for other chunks of the same file. */
  *numbered(): Generator<[number, Node[]]> {
    for (const [place, nodes] of this.templates) if (nodes) yield [this.bytes.readUInt32LE(place + 4), nodes];
  }

  /** What stands between two places. Throws `Unreadable`. */
  nodes(from: number, to: number, depth = 0): Node[] {
    if (depth > MAX_DEPTH) throw new Unreadable("its binary XML is too deep");
    const cursor = new Cursor(this.bytes, from, to);
    return this.content(cursor, depth, false);
  }

  /** Up to the end of the element, or of the text. */
  private content(cursor: Cursor, depth: number, inElement: boolean): Node[] {
    const nodes: Node[] = [];
    while (!cursor.isAtEnd) {
      const token = cursor.byte();
      const kind = token & ~HAS_MORE;
      if (kind === END_ELEMENT && inElement) return nodes;
      if (kind === END && !inElement) return nodes;
      if (kind === HEADER) cursor.skip(3);
      else if (kind === ELEMENT) nodes.push(this.element(cursor, (token & HAS_MORE) !== 0, depth + 1));
      else if (kind === TEMPLATE) nodes.push(this.instance(cursor, depth + 1));
      else if (kind === INSTRUCTION) this.name(cursor);
      else if (kind === INSTRUCTION_TEXT) cursor.text();
      else nodes.push(this.piece(cursor, kind));
    }
    if (inElement) throw new Unreadable("its binary XML ends inside of an element");
    return nodes;
  }

  /** A piece of text, or the place of a value. */
  private piece(cursor: Cursor, kind: number): Node {
    if (kind === NORMAL || kind === OPTIONAL) {
      const index = cursor.short();
      cursor.skip(1);
      return { index, isOptional: kind === OPTIONAL };
    }
    if (kind === TEXT) {
      cursor.skip(1);
      return cursor.text();
    }
    if (kind === CDATA) return cursor.text();
    if (kind === CHARACTER) return String.fromCharCode(cursor.short());
    if (kind === ENTITY) return ENTITIES[this.name(cursor)] ?? "";
    throw new Unreadable("its binary XML has a mark that nobody knows");
  }

  private element(cursor: Cursor, hasAttributes: boolean, depth: number): Element {
    if (depth > MAX_DEPTH) throw new Unreadable("its binary XML is too deep");
    // Outside of templates the two bytes before the size may be left out: then the size would be beyond all measure.
    if (cursor.long(2) <= this.bytes.length) cursor.skip(2);
    cursor.skip(4);
    const name = this.name(cursor);
    const attributes: Attribute[] = [];
    if (hasAttributes) {
      cursor.skip(4);
      while ((cursor.peek() & ~HAS_MORE) === ATTRIBUTE) {
        cursor.skip(1);
        attributes.push(this.attribute(cursor));
      }
    }
    const close = cursor.byte();
    if (close === CLOSE_EMPTY) return { name, attributes, children: [] };
    if (close !== CLOSE) throw new Unreadable("its binary XML has a start tag without an end");
    return { name, attributes, children: this.content(cursor, depth, true) };
  }

  private attribute(cursor: Cursor): Attribute {
    const name = this.name(cursor);
    const parts: Node[] = [];
    while (IN_ATTRIBUTES.has(cursor.peek() & ~HAS_MORE))
      parts.push(this.piece(cursor, cursor.byte() & ~HAS_MORE));
    return { name, parts };
  }

  /** Where the name is used for the first time it stands right behind the reference. */
  private name(cursor: Cursor): string {
    const place = cursor.long();
    cursor.skip(4);
    let name = this.names.get(place);
    if (name === undefined) {
      const at = new Cursor(this.bytes, place, this.bytes.length);
      at.skip(6);
      name = at.text();
      if (name === "") throw new Unreadable("it has an element whose name is lost");
      this.names.set(place, name);
    }
    if (place === cursor.at) cursor.skip(8 + name.length * 2 + 2);
    return name;
  }

  private instance(cursor: Cursor, depth: number): Instance {
    const number = cursor.long(1);
    cursor.skip(5);
    const place = cursor.long();
    cursor.skip(4);
    const template = this.template(place, number, depth);
    if (place === cursor.at) cursor.skip(DEFINITION_BYTES + cursor.long(20));
    const count = cursor.long();
    cursor.skip(4);
    if (count * 4 > cursor.left)
      throw new Unreadable("it says that it has more values than there is room for");
    const values: BinaryValue[] = [];
    let at = cursor.at + count * 4;
    for (let index = 0; index < count; index++) {
      const size = cursor.short();
      values.push({ type: cursor.byte(), at, size });
      cursor.skip(1);
      at += size;
    }
    cursor.skip(at - cursor.at);
    return { template, values };
  }

  /** A template that holds itself has no end. */
  private template(place: number, number: number, depth: number): Node[] {
    const known = this.templates.get(place);
    if (known) return known;
    if (known === null || depth > MAX_DEPTH) throw new Unreadable("its template holds itself");
    const { bytes } = this;
    const begin = place + DEFINITION_BYTES;
    const isThere = begin <= bytes.length && bytes.readUInt32LE(place + 4) === number;
    const size = isThere ? bytes.readUInt32LE(place + 20) : 0;
    if (size === 0 || begin + size > bytes.length) {
      const lent = this.lent.get(number);
      if (!lent) throw new Unreadable("its template is lost");
      return lent;
    }
    this.templates.set(place, null);
    try {
      const nodes = this.nodes(begin, begin + size, depth + 1);
      this.templates.set(place, nodes);
      return nodes;
    } finally {
      if (this.templates.get(place) === null) this.templates.delete(place);
    }
  }
}

const IN_ATTRIBUTES = new Set([TEXT, CHARACTER, ENTITY, NORMAL, OPTIONAL]);

/** A place in a chunk that goes forward, and never beyond the end that it was given. */
class Cursor {
  constructor(
    private readonly bytes: Buffer,
    public at: number,
    private readonly end: number,
  ) {
    if (at > end || end > bytes.length) throw new Unreadable("it refers to what lies outside of its chunk");
  }

  get isAtEnd(): boolean {
    return this.at >= this.end;
  }

  get left(): number {
    return this.end - this.at;
  }

  byte(): number {
    const byte = this.peek();
    this.at += 1;
    return byte;
  }

  peek(): number {
    this.check(1);
    return this.bytes[this.at] as number;
  }

  short(): number {
    this.check(2);
    const number = this.bytes.readUInt16LE(this.at);
    this.at += 2;
    return number;
  }

  /** The number that stands some bytes further on. Does not go on. */
  long(further = 0): number {
    this.check(further + 4);
    return this.bytes.readUInt32LE(this.at + further);
  }

  skip(count: number): void {
    this.check(count);
    this.at += count;
  }

  /** Counted UTF-16. */
  text(): string {
    const bytes = this.short() * 2;
    this.check(bytes);
    const text = this.bytes.toString("utf16le", this.at, this.at + bytes);
    this.at += bytes;
    return text;
  }

  private check(count: number): void {
    if (this.at + count > this.end) throw new Unreadable("its binary XML is cut off");
  }
}
