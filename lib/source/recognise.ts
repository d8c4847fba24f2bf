import { basename } from "node:path";
import { AppError } from "@/lib/errors";
import type { UnpackLimits } from "./container";
import { DateOrderEvidence, dateNote } from "./date-order";
import { isEventText, timesOfEventText } from "./event-text";
import { type Head, readTextHead } from "./head";
import { EXPORT_INSTEAD } from "./magic";
import { recogniseCsv } from "./recognise-csv";
import { recogniseJson } from "./recognise-json";
import { recogniseEventXml } from "./recognise-windows";
import type { DateOrder, Recognised } from "./schema";
import { timesSeen } from "./times-seen";

/**
 * What a file is, by its content: container, encoding, shape and format. The name is a hint only, for the one fact
 * that the portal's CSV leaves out. Throws AppError("unsupported") with a sentence that says what the file is and
 * what to export instead.
 */
export async function recognise(
  path: string,
  options: { filename: string; dateOrder?: DateOrder | undefined; limits?: UnpackLimits },
): Promise<Recognised> {
  const { filename, dateOrder, limits } = options;
  const recognised = await recogniseContent(path, filename, limits);
  return dateOrder === undefined ? recognised : withOrder(recognised, dateOrder);
}

/** The analyst's word on `4/5/2026`; a file without such dates stays as it is. */
function withOrder(recognised: Recognised, order: DateOrder): Recognised {
  const { dateDecision, notes } = recognised;
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

async function recogniseContent(
  path: string,
  filename: string,
  limits: UnpackLimits | undefined,
): Promise<Recognised> {
  const head = await readTextHead(path, limits);
  const text = head.text.toString("utf8").replace(/^\ufeff/, "");
  if (text.trim() === "" && head.isWhole) throw new AppError("unsupported", refusalOfNothing(head));
  const { container, encoding } = head;
  const nameClaims = claimOf(filename);
  const found = { container, encoding, nameClaims } as const;
  if (/^\s*[[{]/.test(text) || isMostlyJson(text)) return { ...found, delimiter: "", ...recogniseJson(head) };
  const events = recogniseEventXml(text);
  if (events) return { ...found, ...events };
  const markup = refusalOfMarkup(text);
  if (markup) throw new AppError("unsupported", markup);
  const csv = await recogniseCsv(path, head);
  const ansi = encoding === "windows-1252" ? [ANSI] : [];
  if (!csv && isEventText(text)) return { ...found, ...eventText(text, ansi) };
  if (!csv)
    throw new AppError("unsupported", `This is text, but not a log that Rollcall reads. ${EXPORT_INSTEAD}.`);
  if (nameClaims === "non-interactive" && csv.format === "portal-sign-in")
    csv.notes.push(
      "Read as non-interactive sign-ins because the file's name says so; the file itself does not.",
    );
  return { ...found, shape: "csv", ...csv, notes: [...csv.notes, ...ansi] };
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
