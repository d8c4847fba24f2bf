import type { Header, TableFormat } from "./schema";

const withoutIds = (better: string) =>
  `This export has no ids of its rows: those that also come from an export with ids count twice. ${better}`;

/** What the receipt says of a table whose rows cannot be told to be copies of other exports' rows. */
export const idNotes = ({ idColumns, idsElsewhere }: TableFormat, { has }: Header): string[] =>
  idColumns.some(has) ? [] : [withoutIds(idsElsewhere ?? "JSON has them.")];
