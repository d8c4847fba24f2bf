import { AppError } from "@/lib/errors";
import { jsonFormats } from "./catalogue";
import { DateOrderEvidence } from "./date-order";
import { isFields, pick, pickText } from "./fields";
import { FLATTENED, foreignRecord, isModelName } from "./foreign";
import type { Head } from "./head";
import { type Cutter, type JsonRecord, jsonCutter, recordsOf } from "./json-reading";
import { EXPORT_INSTEAD } from "./magic";
import { recogniseTables } from "./recognise-tables";
import type { Fields, Recognised } from "./schema";
import { type TimesSeen, timesSeen } from "./times-seen";

/** How many records of the head are looked at. */
const SAMPLE = 200;

type JsonShape = Extract<Recognised["shape"], `json-${string}`>;
type Verdict = TimesSeen & Pick<Recognised, "format"> & { shape: JsonShape };

/** What a JSON text is; throws AppError("unsupported") with what to export instead. */
export function recogniseJson(head: Head): Verdict {
  const tables = recogniseTables(head);
  if (tables) return { shape: "json-tables", ...tables };
  const shape = shapeOf(head);
  const cutter = jsonCutter(shape);
  const all = [...cutter.push(head.text), ...(head.isWhole ? cutter.end() : [])];
  const slices = all.slice(0, SAMPLE);
  const records = slices.flatMap((slice) => recordsOf(slice));
  const isAll = head.isWhole && slices.length === all.length;
  const format = records.length === 0 ? formatOfNothing(head, cutter) : formatOf(records, isAll, cutter);
  return { shape, format, ...timesSeen(records.flatMap(timesOf), new DateOrderEvidence(true)) };
}

/** The times of a record, its own before that of its wrapping. */
function timesOf({ value }: JsonRecord): string[] {
  if (!isFields(value)) return [];
  const own = jsonFormats.find(({ claims }) => claims(value))?.time?.(value);
  if (own !== undefined) return own === "" ? [] : [own];
  const inner = pick(value, "properties");
  const time = [isFields(inner) ? inner : value, value]
    .flatMap((record: Fields) => TIMES.map((name) => pickText(record, name)))
    .find((text) => text !== "");
  return time === undefined ? [] : [time];
}

const TIMES = ["createdDateTime", "activityDateTime", "time", "timeGenerated", "timestamp"];

/**
 * Lines, where at least half of those in the head are objects by themselves; else values. A line that holds a page
 * or a list is no such line: those may be of any length and stream better as values. Event Hub messages are short,
 * but one that is the whole file need not be.
 */
function shapeOf({ text, isWhole }: Head): Exclude<JsonShape, "json-tables"> {
  const lines = text.toString("utf8").split("\n");
  if (!isWhole && lines.length > 1) lines.pop();
  const filled = lines.filter((line) => line.trim() !== "").slice(0, SAMPLE);
  const objects = filled.filter((line) => isRecordLine(line, filled.length === 1));
  return objects.length > 0 && objects.length * 2 >= filled.length ? "json-lines" : "json-values";
}

const LONG_LISTS = ["value", "results", "hits"];

function isRecordLine(line: string, isOnly: boolean): boolean {
  const trimmed = line.replace(/^\ufeff/, "").trim();
  if (!trimmed.startsWith("{") || !trimmed.endsWith("}")) return false;
  try {
    const value: unknown = JSON.parse(trimmed);
    if (!isFields(value) || LONG_LISTS.some((name) => pick(value, name) instanceof Object)) return false;
    return !(isOnly && Array.isArray(pick(value, "records")));
  } catch {
    return false;
  }
}

/** The format of the first record that one claims and does not skip; a file of nothing but other logs is refused. */
function formatOf(records: JsonRecord[], isAll: boolean, cutter: Cutter): string {
  const setting = { nameClaims: null, dateOrder: "month-first", timeZone: null } as const;
  let claimed: string | null = null;
  let refusal: string | null = null;
  for (const { value } of records) {
    if (!isFields(value)) continue;
    if (isModelName(pick(value, "status"))) throw new AppError("unsupported", FLATTENED);
    const format = jsonFormats.find(({ claims }) => claims(value));
    const reading = format?.read(value, setting);
    if (format && reading && (reading.ok || reading.as === "rejected")) return format.id;
    claimed ??= format?.id ?? null;
    if (reading && !reading.ok) refusal ??= refusalOfSkipped(reading.reason);
    refusal ??= foreignRecord(value)?.refusal ?? null;
  }
  if (claimed && !isAll) return claimed;
  throw new AppError("unsupported", refusal ?? refusalOfUnknown(cutter));
}

function refusalOfSkipped(reason: string): string {
  if (/service ?principal|managed ?identity/i.test(reason))
    return "These are sign-ins of service principals or managed identities, which name no user. Export the interactive and non-interactive user sign-ins instead.";
  if (/^event \d/.test(reason))
    return `This Windows event log holds no logon: ${reason}. Export the Security log with the events 4624, 4625, 4768, 4771 and 4776 instead.`;
  return `There is nothing to read in this file: ${reason}. ${EXPORT_INSTEAD}.`;
}

function refusalOfUnknown(cutter: Cutter): string {
  const damage = cutter.damage();
  if (damage) return `This is not readable JSON: at byte ${damage.byte} ${damage.what}. ${EXPORT_INSTEAD}.`;
  return `This is JSON, but not a log that Rollcall reads. ${EXPORT_INSTEAD}.`;
}

/** Keys that give a format away where not one whole record is in the head. */
const TELLTALES: readonly [RegExp, string][] = [
  [/"category"\s*:\s*"(SignInLogs|NonInteractiveUserSignInLogs|ADFSSignInLogs|AuditLogs)"/i, "diagnostic"],
  [/"activityDisplayName"\s*:/, "graph-audit"],
  [/"auditData"\s*:/i, "ual"],
  [/"accountUpn"\s*:/i, "defender-sign-in"],
  [/"timeGenerated"\s*:/i, "log-analytics"],
  [/"createdDateTime"\s*:/i, "graph-sign-in"],
];

/** A head without a whole record: an empty page is a valid answer of nothing; a cut first record still tells. */
function formatOfNothing(head: Head, cutter: Cutter): string {
  const text = head.text.toString("utf8");
  const context = /"@odata\.context"\s*:\s*"[^"]*#([^"]*)"/.exec(text)?.[1];
  if (context !== undefined && !/^auditlogs\/(signins|directoryaudits)/i.test(context))
    throw new AppError(
      "unsupported",
      `This is an answer of Microsoft Graph about something else. ${EXPORT_INSTEAD}.`,
    );
  if (head.isWhole && cutter.damage() === null) {
    if (/^\ufeff?\s*\{\s*"records"/i.test(text)) return "diagnostic";
    if (/"schema"\s*:/i.test(text)) return "defender-sign-in";
    return /directoryaudits/i.test(context ?? "") ? "graph-audit" : "graph-sign-in";
  }
  const format = TELLTALES.find(([pattern]) => pattern.test(text))?.[1];
  if (format) return format;
  throw new AppError("unsupported", refusalOfUnknown(cutter));
}
