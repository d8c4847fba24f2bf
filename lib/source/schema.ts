import { z } from "zod";
import type { Event, Span } from "@/lib/event/schema";
import type { Remembered } from "./mapping";

/**
 * `windows-1252` is what spreadsheets and old PowerShell write where nobody asked for UTF-8. `binxml` is no text: the
 * binary XML of EVTX, whose bytes are passed on as they are.
 */
export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | "binxml";
export type Container = "plain" | "gzip" | "zstd" | "zip";

/**
 * A file in an archive: the number of its entry, and where its text lies in the text of the whole archive, which is that
 * of its files one after the other.
 */
export type Part = { index: number; name: string; encoding: Encoding; start: number; end: number };

/**
 * How records lie in the text: one JSON object a line, JSON values at any depth of wrapping, the query API's tables
 * (columns once, then rows as lists), CSV, elements of XML, Windows events as Splunk's classic text, or records of EVTX.
 */
export type Shape =
  | "json-lines"
  | "json-values"
  | "json-tables"
  | "csv"
  | "event-xml"
  | "event-text"
  | "evtx";

/** How `4/5/2026` is read where the log itself does not say. */
export const DateOrder = z.enum(["month-first", "day-first"]);
export type DateOrder = z.infer<typeof DateOrder>;

/** Why dates such as `4/5/2026` are read the way they are; `undecided` is the one to ask the analyst about. */
export type DateDecision = {
  order: DateOrder;
  why: "asked for" | "format" | "language" | "a part above 12" | "rows in order" | "undecided";
};

/** What a file turned out to be. Plain data: it may be stored with the import and read back. */
export type Recognised = {
  /** Id of the format in the catalogue, e.g. `graph-sign-in`. A file may hold records of several. */
  format: string;
  shape: Shape;
  encoding: Encoding;
  container: Container;
  /** What the receipt should tell the analyst about how the file was read. */
  notes: string[];
  /** What the file's name claims; the portal's CSV has no such column. */
  nameClaims: "interactive" | "non-interactive" | null;
  dateOrder: DateOrder;
  /** Null where the file has no dates whose order is open. */
  dateDecision: DateDecision | null;
  /** Whether some times of its first records name no zone, so that `timeZone` decides them. */
  assumesZone: boolean;
  /** What stands between the cells of a CSV file; "" for JSON. */
  delimiter: string;
  /** Of a table whose header nobody knows: which column holds what, as somebody said. */
  mapped?: Remembered;
  /** Of an archive: each of its logs, in order; what else is said of the archive is the first one's. */
  parts?: RecognisedPart[];
  /** Of a log in an archive: which it is. */
  part?: Part;
};
export type RecognisedPart = Recognised & { part: Part };

export type ReadOptions = {
  /** Records 1..skip are counted but neither mapped nor yielded. */
  skip?: number;
  /** IANA name or `UTC+01:00`: the zone of times that carry none. Never overrides a zone the log states. */
  timeZone?: string;
  /** How far it may be unpacked, and how long a record may be; beyond it is rejected and streamed past. */
  limits?: { unpackedBytes: number; compressionRatio: number; recordBytes: number; lineBytes: number };
  /** The number of the last record that is read. */
  stopAfter?: number;
  /** Overrides how the file's dates were taken; never one whose order the date itself shows. */
  dateOrder?: DateOrder;
  /** Bytes of the upload consumed so far; the last call equals the upload's size. */
  onBytes?: (bytes: number) => void;
  /** Called once for each thing that only shows while reading (rows with too few cells, …). */
  onNote?: (note: string) => void;
};

/** A table of the query API; its columns are null until they have come. */
export type Table = { name: string; columns: string[] | null };

/** A record as it was cut out of the text: its bytes, or why it has none. A row of the query API knows its table. */
export type Slice = Span &
  ({ bytes: Buffer; problem: null } | { bytes: null; problem: string }) & {
    table?: Table;
  };

/** What one record turned out to be. */
export type Reading = { ok: true; event: Event } | { ok: false; as: "rejected" | "skipped"; reason: string };

/** What a format's mapping may lean on besides the record. */
export type Setting = Pick<Recognised, "nameClaims" | "dateOrder"> & {
  timeZone: string | null;
  /** Told of each time that named no zone. */
  onAssumedZone?: () => void;
  /** Told, for the receipt, what a log by its nature does not show; the same may be told for every record. */
  onNote?: (note: string) => void;
};

/** A JSON object as parsed: keys as the log spells them. */
export type Fields = Record<string, unknown>;

/** How one JSON log format is told from the others, and read. */
export type JsonFormat = {
  id: string;
  claims: (record: Fields) => boolean;
  read: (record: Fields, setting: Setting) => Reading;
  /** The text that a record's time is read from, where it has a name of its own; "" where it never asks for a zone. */
  time?: (record: Fields) => string;
};

/** A row by the names of its columns, in small letters; "" or undefined where it has no such cell. */
export type Row = (name: string) => unknown;

/** The name of the first cell behind those that the header names. No header can hold it: names are trimmed. */
export const BEYOND = " beyond the header";

/** The columns of a table. `zoneOf` is the time zone that a column's header states in brackets. */
export type Header = {
  names: readonly string[];
  has: (name: string) => boolean;
  zoneOf: (name: string) => string | null;
};

/** How one log format of columns and rows (CSV, the query API's tables) is told from others by its header, and read. */
export type TableFormat = {
  id: string;
  claims: (header: Header) => boolean;
  /** Why a file with this header cannot serve, as a sentence that says what to export instead; null where it can. */
  refusal: (header: Header) => string | null;
  /** The same by its first rows, asked before the header. */
  rowsRefusal: (rows: Row[]) => string | null;
  /** The columns that hold the time of a row, the better one first. */
  timeColumns: readonly string[];
  /** The time of a row where no column has it by itself. */
  timeOf?: (row: Row) => string;
  /** The columns that may hold the log's own id of a row; none where the export leaves it out. */
  idColumns: readonly string[];
  /** The export that has them, as a sentence, where it is not JSON. */
  idsElsewhere?: string;
  /** Whether the log itself writes month/day/year: then only a part above 12 says otherwise, and it needs no note. */
  isMonthFirst: boolean;
  /** Whether the format says that its times are UTC, so that no zone is ever assumed. */
  isUtc: boolean | ((header: Header) => boolean);
  /** Whether the header is in a language that writes the day first, where nothing in the file says otherwise. */
  isDayFirst?: (header: Header) => boolean;
  /** What the receipt should say of a file with this header. */
  notes?: (header: Header) => string[];
  /** How many cells a row has behind those that the header names: Event Viewer leaves its message without a name. */
  unnamedCells?: number;
  read: (row: Row, header: Header, setting: Setting) => Reading;
};

export const rejected = (reason: string): Reading => ({ ok: false, as: "rejected", reason });
export const skipped = (reason: string): Reading => ({ ok: false, as: "skipped", reason });

/** A record longer than this is rejected and streamed past, so that memory stays flat. */
export const MAX_RECORD_BYTES = 32 * 1024 * 1024;
export const tooLong = (bytes: number): string =>
  `record longer than ${bytes % MIB === 0 ? `${bytes / MIB} MiB` : `${bytes} bytes`}`;
const MIB = 1024 * 1024;

/** A table's or category's name comes from the file: a reason shows this much of it. */
export const MAX_NAME = 60;
