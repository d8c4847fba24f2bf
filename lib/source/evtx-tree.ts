import { type BinaryXml, type Element, type Node, Unreadable } from "./evtx-binary-xml";
import { type BinaryValue, NESTED, valueText } from "./evtx-values";

/** An element of a template with the values that belong into it. */
export type Placed = { element: Element; values: BinaryValue[] };

/** Templates and values inside of one another; real ones stay below five. */
const MAX_DEPTH = 16;
/** Characters of one record. It has at most 64 KiB; templates that repeat a value thousands of times are no record. */
const MOST_TEXT = 1024 * 1024;
const MOST_NODES = 100_000;

/** What stands in a record's binary XML, with templates and nested values looked through. */
export class EvtxTree {
  private text = 0;
  private nodes = 0;

  constructor(readonly xml: BinaryXml) {}

  /** The root element of the record between two places of its chunk. Throws `Unreadable`. */
  root(from: number, to: number): Placed {
    const [root] = this.elements(this.xml.nodes(from, to), []);
    if (!root) throw new Unreadable("there is no element in it");
    return root;
  }

  children({ element, values }: Placed): Placed[] {
    return this.elements(element.children, values);
  }

  /** The elements among these; text between them is passed over. */
  private elements(nodes: Node[], values: BinaryValue[]): Placed[] {
    const found: Placed[] = [];
    this.visit(nodes, values, { element: (placed) => found.push(placed) });
    return found;
  }

  textOf({ element, values }: Placed): string {
    return this.join(element.children, values);
  }

  /** An attribute of an element; "" where it has none of that name. */
  attribute({ element, values }: Placed, name: string): string {
    for (const found of element.attributes) if (found.name === name) return this.join(found.parts, values);
    return "";
  }

  /** The text of a piece that is one value, which most are, without looking further. */
  join(nodes: Node[], values: BinaryValue[]): string {
    const only = nodes.length === 1 ? nodes[0] : undefined;
    if (typeof only === "object" && "index" in only) {
      const value = values[only.index];
      if (value?.type !== NESTED) return value ? this.counted(valueText(this.xml.bytes, value)) : "";
    }
    return this.joinAll(nodes, values);
  }

  private joinAll(nodes: Node[], values: BinaryValue[]): string {
    let joined = "";
    this.visit(nodes, values, {
      text: (text) => {
        joined += text;
      },
    });
    return joined;
  }

  /** Every text and element in order, each told to whoever asked. */
  visit(
    nodes: Node[],
    values: BinaryValue[],
    told: { text?: (text: string) => void; element?: (placed: Placed) => void },
    depth = 0,
  ): void {
    if (depth > MAX_DEPTH) throw new Unreadable("its templates are too deep");
    for (const node of nodes) {
      this.nodes += 1;
      if (this.nodes > MOST_NODES) throw new Unreadable(TOO_MUCH);
      if (typeof node === "string") this.tell(node, told.text);
      else if ("element" in told && "children" in node) told.element?.({ element: node, values });
      else if ("template" in node) this.visit(node.template, node.values, told, depth + 1);
      else if ("index" in node) this.visitValue(values[node.index], told, depth);
    }
  }

  private visitValue(
    value: BinaryValue | undefined,
    told: Parameters<EvtxTree["visit"]>[2],
    depth: number,
  ): void {
    if (value === undefined || value.size === 0) return;
    if (value.type === NESTED)
      this.visit(this.xml.nodes(value.at, value.at + value.size, depth), [], told, depth + 1);
    else if (told.text) this.tell(valueText(this.xml.bytes, value), told.text);
  }

  private tell(text: string, hear: ((text: string) => void) | undefined): void {
    hear?.(this.counted(text));
  }

  private counted(text: string): string {
    this.text += text.length;
    if (this.text > MOST_TEXT) throw new Unreadable(TOO_MUCH);
    return text;
  }
}

/** The fields of an element by what they are called; null where its template alone does not tell. */
type Fields = Map<string, Element> | null;
const fields = new WeakMap<Element, Fields>();

/**
 * The elements right inside of another, data by their own names. Every record of a template has the same, so they are
 * looked through once. The first of a name stands.
 */
export function fieldsOf(element: Element): Fields {
  let known = fields.get(element);
  if (known === undefined) {
    known = readFields(element);
    fields.set(element, known);
  }
  return known;
}

function readFields({ children }: Element): Fields {
  const found = new Map<string, Element>();
  for (const child of children) {
    if (typeof child === "string") continue;
    const name = "children" in child ? calledBy(child) : null;
    if (name === null || !("children" in child)) return null;
    if (!found.has(name)) found.set(name, child);
  }
  return found;
}

function calledBy({ name, attributes }: Element): string | null {
  if (name !== "Data") return name;
  const [only, ...more] = attributes.find((attribute) => attribute.name === "Name")?.parts ?? [""];
  return typeof only === "string" && more.length === 0 ? only : null;
}

const TOO_MUCH = "its templates make more of it than a record can hold";
