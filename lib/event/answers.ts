import { CODES, type CodeRow, type CodeSource, type Level } from "./codes";
import type { Answer, Vector } from "./schema";

export type Outcome = {
  vector: Vector;
  code: string;
  qualifier: string;
  operation: string;
  activity: string;
  description: string;
};

export type Reading = {
  /** Null where the vector answers nobody (audit rows other than password reset, Windows events that judge no logon). */
  answer: Answer | null;
  /** The password was right and the account must still register a second factor (K4n). */
  mfaMissing: boolean;
  /** The class of the code table; a trailing "?" means that sources disagree. */
  class: string;
  /** False for what the table does not know: such rows are read as `nothing` and counted on the receipt. */
  isMapped: boolean;
};

const ANSWER_OF: Record<Level, Answer> = {
  K0: "absent",
  K1: "nothing",
  K2: "hint",
  K3x: "exists-unusable",
  K3: "exists",
  K4: "password-known",
  K4n: "password-known",
  K5: "signed-in",
};

const SOURCE_OF: Partial<Record<Vector, CodeSource>> = {
  "entra-signin": "entra",
  "entra-noninteractive": "entra",
  ual: "entra",
  sspr: "sspr",
};

/** Vectors that answer nobody. */
const SILENT: ReadonlySet<Vector> = new Set(["entra-audit", "windows-context"]);

/** Windows writes the same codes into several events, and they do not mean the same: the event id decides. */
const sourceOf = ({ vector, operation }: Outcome): CodeSource | undefined =>
  SOURCE_OF[vector] ?? CODES.find(({ source }) => source === operation)?.source;

/** Longer text first, then a qualifier, then an exact code before a prefix: the most specific row wins. */
function specificity(row: CodeRow): number {
  return row.text.length * 4 + (row.qualifier ? 2 : 0) + (row.code.endsWith("*") ? 0 : 1);
}

const ROWS_OF = new Map<CodeSource, CodeRow[]>();
for (const row of CODES) {
  ROWS_OF.set(row.source, [...(ROWS_OF.get(row.source) ?? []), row]);
}
for (const rows of ROWS_OF.values()) rows.sort((a, b) => specificity(b) - specificity(a));

function fits(row: CodeRow, code: string, qualifier: string, description: string): boolean {
  const isCode = row.code.endsWith("*") ? code.startsWith(row.code.slice(0, -1)) : code === row.code;
  return isCode && (!row.qualifier || qualifier === row.qualifier) && description.includes(row.text);
}

/** The row of the table that decides an outcome of a source, undefined where the table knows none. */
export function codeRowOf(
  source: CodeSource,
  { code, qualifier, description }: Pick<Outcome, "code" | "qualifier" | "description">,
): CodeRow | undefined {
  const asked = [
    code.trim().toLowerCase(),
    qualifier.trim().toLowerCase(),
    description.toLowerCase(),
  ] as const;
  return ROWS_OF.get(source)?.find((row) => fits(row, ...asked));
}

/** What an outcome tells the one who asked, by the table in codes.ts. Texts match in any case. */
export function answerOf(outcome: Outcome): Reading {
  if (SILENT.has(outcome.vector)) {
    return { answer: null, mfaMissing: false, class: "", isMapped: true };
  }
  const source = sourceOf(outcome);
  const row = source && codeRowOf(source, outcome);
  if (!row) return { answer: "nothing", mfaMissing: false, class: "unmapped", isMapped: false };
  return {
    answer: ANSWER_OF[row.level],
    mfaMissing: row.level === "K4n",
    class: row.class,
    isMapped: true,
  };
}
