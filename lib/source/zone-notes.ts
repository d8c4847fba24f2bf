/** What the receipt says of times that name no zone; the page asks for the zone where it says the first. */
export const ASSUMED_UTC =
  "Some times name no time zone; they were read as UTC. If they are local times, read the file again with their zone.";
export const assumedZone = (zone: string): string =>
  `Some times name no time zone; they were read in the zone given for this file, ${zone}.`;

/** Whether the notes of an import say that a zone was assumed or given. */
export const tellOfZone = (notes: readonly string[]): boolean =>
  notes.some((note) => note.startsWith("Some times name no time zone"));
