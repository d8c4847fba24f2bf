import type { BinaryXml, Node } from "./evtx-binary-xml";
import { EvtxTree, type Placed } from "./evtx-tree";
import { type BinaryValue, NESTED, valueTexts } from "./evtx-values";

/**
 * A record as the XML that Windows would show, on lines of its own so that people can read it. Throws `Unreadable`.
 */
export function evtxXml(xml: BinaryXml, from: number, to: number): string {
  const tree = new EvtxTree(xml);
  const lines: string[] = [];
  write(tree, tree.root(from, to), 0, lines);
  return lines.join("\n");
}

function write(tree: EvtxTree, placed: Placed, depth: number, lines: string[]): void {
  const { element, values } = placed;
  const name = nameOf(element.name);
  const indent = "  ".repeat(Math.min(depth, 20));
  const tag = `${indent}<${name}${attributesOf(tree, placed)}`;
  for (const item of itemsOf(tree, element.children, values)) {
    const inner: string[] = [];
    let text = "";
    tree.visit(item.nodes, item.values, {
      text: (piece) => {
        text += piece;
      },
      element: (child) => write(tree, child, depth + 1, inner),
    });
    if (inner.length > 0) {
      lines.push(`${tag}>${escaped(text.trim())}`);
      for (const line of inner) lines.push(line);
      lines.push(`${indent}</${name}>`);
    } else lines.push(text === "" ? `${tag}/>` : `${tag}>${escaped(text)}</${name}>`);
  }
}

/** An element whose whole content is a list stands there once for each of its items. */
function itemsOf(tree: EvtxTree, nodes: Node[], values: BinaryValue[]) {
  const [only] = nodes;
  if (nodes.length === 1 && typeof only === "object" && "index" in only) {
    const value = values[only.index];
    if (value && value.type !== NESTED && value.type > 0x7f)
      return valueTexts(tree.xml.bytes, value).map((text) => ({ nodes: [text], values: [] }));
  }
  return [{ nodes, values }];
}

/** An optional value that is absent takes its attribute with it. */
function attributesOf(tree: EvtxTree, { element, values }: Placed): string {
  let written = "";
  for (const { name, parts } of element.attributes) {
    const isAbsent = parts.some(
      (part) =>
        typeof part === "object" && "isOptional" in part && part.isOptional && !values[part.index]?.size,
    );
    if (!isAbsent) written += ` ${nameOf(name)}="${escaped(tree.join(parts, values))}"`;
  }
  return written;
}

/** A name comes from the file, and damaged ones hold anything. */
const nameOf = (name: string) =>
  name
    .slice(0, 200)
    .replace(/[^\p{L}\p{N}_.:-]/gu, "_")
    .replace(/^(?![\p{L}_])/u, "_");

const MARKS: Record<string, string> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ODD = /[<>&"\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** Controls are shown by number, as Windows does; XML itself has no way to say them. */
const escaped = (text: string) => text.replace(ODD, (mark) => MARKS[mark] ?? `&#${mark.charCodeAt(0)};`);
