import { type BinaryXml, Unreadable } from "./evtx-binary-xml";
import { binaryOf, type EvtxChunk, type Place } from "./evtx-chunk";
import { EvtxTree, fieldsOf, type Placed } from "./evtx-tree";
import type { WindowsRecord } from "./windows-record";

/** A record of an EVTX file; its data are looked up when somebody asks for them. */
export type EvtxRecord = WindowsRecord & {
  /** Who cleared the log, where the record tells that somebody did. */
  cleared: () => string | null;
};

/** The record at a place of a chunk, or why it cannot be read. */
export function readRecord({ xml }: EvtxChunk, place: Place): EvtxRecord | string {
  const { from, to } = binaryOf(place);
  try {
    return evtxRecord(xml, from, to);
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

/**
 * The event between two places of a chunk. What it is stands in its system part; the data of the many that are no
 * sign-in is never looked at. Throws `Unreadable`, then and when data are asked for.
 */
function evtxRecord(xml: BinaryXml, from: number, to: number): EvtxRecord {
  const tree = new EvtxTree(xml);
  const root = tree.root(from, to);
  if (root.element.name !== "Event") throw new Unreadable("it is no Event");
  const sections = tree.children(root);
  const system = new Fields(tree, section(sections, "System"));
  const data = new Fields(tree, section(sections, "EventData"));
  const eventId = system.text("EventID").trim();
  const provider = system.attribute("Provider", "Name");
  const isClearing = eventId === "1102" && provider === "Microsoft-Windows-Eventlog";
  return {
    eventId,
    provider,
    channel: system.text("Channel"),
    computer: system.text("Computer"),
    recordId: system.text("EventRecordID"),
    time: system.attribute("TimeCreated", "SystemTime"),
    data: (name) => data.text(name),
    cleared: () => (isClearing ? clearedBy(tree, section(sections, "UserData")) : null),
  };
}

const section = (sections: Placed[], name: string): Placed | undefined =>
  sections.find(({ element }) => element.name === name);

/** The fields of a section, by the template's own list or, where there is none, one by one. */
class Fields {
  private listed: Map<string, Placed> | null = null;

  constructor(
    private readonly tree: EvtxTree,
    private readonly section: Placed | undefined,
  ) {}

  text(name: string): string {
    const found = this.find(name);
    return found ? this.tree.textOf(found) : "";
  }

  attribute(name: string, attribute: string): string {
    const found = this.find(name);
    return found ? this.tree.attribute(found, attribute) : "";
  }

  private find(name: string): Placed | undefined {
    const { section } = this;
    if (!section) return undefined;
    const known = fieldsOf(section.element);
    if (!known) {
      this.listed ??= this.list(section);
      return this.listed.get(name);
    }
    const element = known.get(name);
    return element && { element, values: section.values };
  }

  private list(section: Placed): Map<string, Placed> {
    const found = new Map<string, Placed>();
    for (const placed of this.tree.children(section)) {
      const { name } = placed.element;
      const called = name === "Data" ? this.tree.attribute(placed, "Name") : name;
      if (!found.has(called)) found.set(called, placed);
    }
    return found;
  }
}

/** Its data are the program's own, not EventData: `UserData/LogFileCleared/SubjectUserName`. */
function clearedBy(tree: EvtxTree, section: Placed | undefined): string {
  const [told] = section ? tree.children(section) : [];
  const fields = new Fields(tree, told);
  const said = (name: string) => fields.text(name);
  return [said("SubjectDomainName"), said("SubjectUserName")].filter((part) => part !== "").join("\\");
}
