import type { Header, TableFormat } from "./schema";

const WITHOUT_IDS =
  "This export has no ids of its rows: those that also come from an export with ids count twice. JSON has them.";

/** What the receipt says of a table whose rows cannot be told to be copies of other exports' rows. */
export const idNotes = ({ idColumns }: TableFormat, { has }: Header): string[] =>
  idColumns.some(has) ? [] : [WITHOUT_IDS];
