import type { BinaryXml } from "./evtx-binary-xml";
import { Unreadable } from "./evtx-binary-xml";
import { EvtxTree, type Placed } from "./evtx-tree";
import type { WindowsRecord } from "./windows-record";

/** A record of an EVTX file; its data are looked up when somebody asks for them. */
export type EvtxRecord = WindowsRecord & {
  /** Who cleared the log, where the record tells that somebody did. */
  cleared: () => string | null;
};

/**
 * The event between two places of a chunk. What it is stands in its system part; the data of the many that are no
 * sign-in is never looked at. Throws `Unreadable`, then and when data are asked for.
 */
export function evtxRecord(xml: BinaryXml, from: number, to: number): EvtxRecord {
  const tree = new EvtxTree(xml);
  const root = tree.root(from, to);
  if (root.element.name !== "Event") throw new Unreadable("it is no Event");
  const sections = tree.children(root);
  const section = (name: string) => sections.find(({ element }) => element.name === name);
  const system = systemOf(tree, section("System"));
  const eventData = section("EventData");
  let data: Map<string, Placed> | null = null;
  const find = (name: string) => {
    data ??= dataOf(tree, eventData);
    return data.get(name);
  };
  return {
    ...system,
    data: (name) => {
      const found = find(name);
      return found ? tree.textOf(found) : "";
    },
    cleared: () => (isClearing(system) ? clearedBy(tree, section("UserData")) : null),
  };
}

type System = Omit<WindowsRecord, "data">;

function systemOf(tree: EvtxTree, section: Placed | undefined): System {
  const system: System = { eventId: "", provider: "", channel: "", computer: "", recordId: "", time: "" };
  for (const placed of section ? tree.children(section) : []) {
    const { name } = placed.element;
    if (name === "EventID") system.eventId = tree.textOf(placed).trim();
    else if (name === "Provider") system.provider = tree.attribute(placed, "Name");
    else if (name === "Channel") system.channel = tree.textOf(placed);
    else if (name === "Computer") system.computer = tree.textOf(placed);
    else if (name === "EventRecordID") system.recordId = tree.textOf(placed);
    else if (name === "TimeCreated") system.time = tree.attribute(placed, "SystemTime");
  }
  return system;
}

/** The first of a name stands. */
function dataOf(tree: EvtxTree, section: Placed | undefined): Map<string, Placed> {
  const data = new Map<string, Placed>();
  for (const placed of section ? tree.children(section) : []) {
    const name = placed.element.name === "Data" ? tree.attribute(placed, "Name") : "";
    if (name !== "" && !data.has(name)) data.set(name, placed);
  }
  return data;
}

const isClearing = ({ eventId, provider }: System) =>
  eventId === "1102" && provider === "Microsoft-Windows-Eventlog";

/** Its data are the program's own, not EventData: `UserData/LogFileCleared/SubjectUserName`. */
function clearedBy(tree: EvtxTree, section: Placed | undefined): string {
  const fields = section ? tree.children(section).flatMap((cleared) => tree.children(cleared)) : [];
  const said = (name: string) => {
    const found = fields.find(({ element }) => element.name === name);
    return found ? tree.textOf(found) : "";
  };
  return [said("SubjectDomainName"), said("SubjectUserName")].filter((part) => part !== "").join("\\");
}
