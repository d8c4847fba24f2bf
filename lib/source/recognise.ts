import { basename } from "node:path";
import { AppError } from "@/lib/errors";
import { readArchive } from "./archive";
import type { UnpackLimits } from "./container";
import { DateOrderEvidence, dateNote } from "./date-order";
import { isEventText, timesOfEventText } from "./event-text";
import { type Head, readTextHead } from "./head";
import { EXPORT_INSTEAD } from "./magic";
import { recogniseArchive } from "./recognise-archive";
import { recogniseCsv } from "./recognise-csv";
import { recogniseJson } from "./recognise-json";
import { type Mappings, NeedsMapping, recogniseMapped } from "./recognise-mapped";
import { EVTX, recogniseEventXml } from "./recognise-windows";
import type { DateOrder, Part, Recognised, RecognisedPart } from "./schema";
import { timesSeen } from "./times-seen";

/**
 * What a file is, by its content: container, encoding, shape and format. The name is a hint only, for the one fact
 * that the portal's CSV leaves out. Throws AppError("unsupported") with a sentence that says what the file is and
 * what to export instead; NeedsMapping for a table whose header nobody knows.
 */
export async function recognise(path: string, options: RecogniseOptions): Promise<Recognised> {
  const { dateOrder } = options;
  const recognised = await recogniseContent(path, options);
  if (dateOrder !== undefined) return withOrder(recognised, dateOrder);
  return recognised.parts ? recognised : inItsOrder(recognised);
}

/** As the mapping has it that the file is read by, where it says anything of the order. */
function inItsOrder(recognised: Recognised): Recognised {
  const order = recognised.mapped?.mapping.dateOrder;
  return order ? withOrder(recognised, order) : recognised;
}

export type RecogniseOptions = {
  filename: string;
  dateOrder?: DateOrder | undefined;
  limits?: UnpackLimits | undefined;
  /** What was said of headers that no format knows. */
  mappings?: Mappings | undefined;
};

/** The analyst's word on `4/5/2026`; a file without such dates stays as it is. */
function withOrder(recognised: Recognised, order: DateOrder): Recognised {
  const { dateDecision, notes, parts } = recognised;
  if (parts) return { ...recognised, parts: parts.map((part) => withOrder(part, order) as RecognisedPart) };
  if (!dateDecision) return { ...recognised, dateOrder: order };
  const decision = { order, why: "asked for" } as const;
  const others = notes.filter((note) => note !== dateNote(dateDecision));
  const note = dateNote(decision);
  return {
    ...recognised,
    dateOrder: order,
    dateDecision: decision,
    notes: note ? [...others, note] : others,
  };
}

async function recogniseContent(path: string, options: RecogniseOptions): Promise<Recognised> {
  const archive = await readArchive(path, options.limits);
  if (!archive) return recogniseFile(path, options);
  return recogniseArchive(archive, (part) => recognisePart(path, { ...options, filename: part.name }, part));
}

/** A header in an archive can be mapped once the file came alone. */
async function recognisePart(path: string, options: RecogniseOptions, part: Part): Promise<Recognised> {
  const log = await recogniseFile(path, options, part).catch((error: unknown) => {
    if (!(error instanceof NeedsMapping)) throw error;
    throw new AppError("unsupported", `${error.message} Upload this file by itself to do so.`);
  });
  return inItsOrder(log);
}

async function recogniseFile(
  path: string,
  { filename, limits, mappings = new Map() }: RecogniseOptions,
  part?: Part,
): Promise<Recognised> {
  const head = await readTextHead(path, limits, part);
  const nameClaims = claimOf(filename);
  if (head.encoding === "binxml")
    return { container: head.container, encoding: head.encoding, nameClaims, ...EVTX };
  const text = head.text.toString("utf8").replace(/^\ufeff/, "");
  if (text.trim() === "" && head.isWhole) throw new AppError("unsupported", refusalOfNothing(head));
  const { container, encoding } = head;
  const found = { container, encoding, nameClaims } as const;
  if (/^\s*[[{]/.test(text) || isMostlyJson(text)) return { ...found, delimiter: "", ...recogniseJson(head) };
  const events = recogniseEventXml(text);
  if (events) return { ...found, ...events };
  const markup = refusalOfMarkup(text);
  if (markup) throw new AppError("unsupported", markup);
  const csv = await recogniseCsv(path, head);
  const ansi = encoding === "windows-1252" ? [ANSI] : [];
  if (!csv && isEventText(text)) return { ...found, ...eventText(text, ansi) };
  const mapped = csv ?? (await recogniseMapped(path, head, mappings));
  if (!mapped)
    throw new AppError("unsupported", `This is text, but not a log that Rollcall reads. ${EXPORT_INSTEAD}.`);
  if (nameClaims === "non-interactive" && mapped.format === "portal-sign-in")
    mapped.notes.push(
      "Read as non-interactive sign-ins because the file's name says so; the file itself does not.",
    );
  return { ...found, shape: "csv", ...mapped, notes: [...mapped.notes, ...ansi] };
}

const ANSI =
  "This file is not UTF-8: its letters were read as Windows-1252. If names look wrong, export it again as UTF-8.";

/** The host's own clock in the order of the United States, wherever the host stands. */
function eventText(text: string, notes: string[]) {
  const seen = timesSeen(timesOfEventText(text), new DateOrderEvidence(true));
  const shape = "event-text" as const;
  return { ...seen, format: "splunk-text", shape, delimiter: "", notes: [...seen.notes, ...notes] };
}

const refusalOfNothing = ({ text }: Head): string =>
  `This file ${text.length === 0 ? "is empty" : "holds nothing but blanks"}. ${EXPORT_INSTEAD}.`;

/** The portal names its downloads so; people rename them, and then nothing is claimed. */
function claimOf(filename: string): Recognised["nameClaims"] {
  const name = basename(filename).toLowerCase();
  if (name.startsWith("noninteractivesignins_")) return "non-interactive";
  return name.startsWith("interactivesignins_") ? "interactive" : null;
}

/** Neither a broken first line nor evtx_dump's `Record 1` may hide what follows; that tool labels XML in the same way. */
function isMostlyJson(text: string): boolean {
  if (/^\s*Record \d{1,20}[ \t\r]{0,8}\n\s*\{/.test(text)) return true;
  const lines = text.slice(0, 65_536).split("\n").slice(1, 20);
  return lines.length > 0 && lines.filter((line) => /^\s*\{"/.test(line)).length * 2 > lines.length;
}

function refusalOfMarkup(text: string): string | null {
  const start = text.trimStart().slice(0, 500);
  if (!start.startsWith("<")) return null;
  if (/^<(!doctype )?html/i.test(start))
    return "This is a web page, not a log: perhaps the session had ended when it was downloaded. Download the export again.";
  return `This is an XML file, not a log that Rollcall reads. ${EXPORT_INSTEAD}.`;
}
