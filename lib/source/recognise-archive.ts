import { AppError } from "@/lib/errors";
import type { Archive } from "./archive";
import { MAX_NAME, type Part, type Recognised, type RecognisedPart } from "./schema";

/** So many files are named on a receipt; of the rest their number. */
const MOST_NAMED = 20;

const shown = (name: string) => (name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name);

/**
 * The logs in an archive; every file of it is either read or named in the notes with why not. Throws
 * AppError("unsupported") where none is a log.
 */
export async function recogniseArchive(
  { parts, left }: Archive,
  recognise: (part: Part) => Promise<Recognised>,
): Promise<Recognised> {
  const logs: RecognisedPart[] = [];
  const others = [...left];
  for (const part of parts) {
    const found = await recognise(part).catch((error: unknown) => {
      if (error instanceof AppError) return error;
      throw error;
    });
    if (found instanceof AppError) others.push({ name: part.name, why: found.message });
    else logs.push({ ...found, container: "zip", part });
  }
  const [first] = logs;
  if (!first) throw new AppError("unsupported", refusalOf(others));
  const { part: _, ...head } = first;
  const isOne = logs.every(({ format }) => format === first.format);
  return {
    ...head,
    format: isOne ? first.format : "several",
    assumesZone: logs.some(({ assumesZone }) => assumesZone),
    dateDecision: logs.find(({ dateDecision }) => dateDecision !== null)?.dateDecision ?? null,
    notes: [...readNotes(logs), ...leftNotes(others)],
    parts: logs,
  };
}

function refusalOf(others: Archive["left"]): string {
  const [first] = others;
  if (!first) return "This ZIP archive holds no file. Pack it again with the exports in it.";
  const more = others.length > 1 ? ` None of the other ${others.length - 1} files is one either.` : "";
  return `This ZIP archive holds no log that Rollcall reads. ${shown(first.name)}: ${first.why}${more}`;
}

function readNotes(logs: readonly RecognisedPart[]): string[] {
  const named = logs.slice(0, MOST_NAMED).map(({ part }) => shown(part.name));
  const more = logs.length > named.length ? ` and ${logs.length - named.length} more` : "";
  return [
    `Read from the archive: ${named.join(", ")}${more}.`,
    ...logs.flatMap(({ part, notes }) => notes.map((note) => `${shown(part.name)}: ${note}`)),
  ];
}

function leftNotes(others: Archive["left"]): string[] {
  const notes = others
    .slice(0, MOST_NAMED)
    .map(({ name, why }) => `${shown(name)} in the archive was not read. ${why}`);
  const more = others.length - notes.length;
  return more > 0 ? [...notes, `${more} more files in the archive were not read either.`] : notes;
}
