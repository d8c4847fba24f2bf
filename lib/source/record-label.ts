/** `evtx_dump` numbers what it writes: a line `Record 12` stands before each object. It is no record itself. */
export const isLabel = (line: string): boolean => /^Record \d{1,20}[ \t\r]*$/.test(line);

/** No label is longer. */
export const LABEL_BYTES = 32;

/** The letter that a label begins with; no JSON value does. */
export const R = 82;
