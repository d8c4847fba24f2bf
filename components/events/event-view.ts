import { ANSWER } from "@/components/charts/scales";
import { originWords } from "@/components/origins/origin-words";
import { utcSecond } from "@/components/ui/utc";
import { Answer } from "@/lib/event/schema";
import type { EventView } from "@/lib/insight/event-api";
import { EventQuery } from "@/lib/insight/event-schema";

/** Parameters of an address; repeated ones come as a list, of which the first counts. */
export type Params = Record<string, string | string[] | undefined>;

/** What a search may be narrowed by, in the order of its chips. */
export const FIELDS = [
  "from",
  "to",
  "origin",
  "account",
  "answer",
  "code",
  "vector",
  "app",
  "agent",
  "import",
] as const;
export type Field = (typeof FIELDS)[number];

/** Fields that take several words. */
export const WORD_FIELDS = ["answer", "code", "vector"] as const satisfies readonly Field[];
export type WordField = (typeof WORD_FIELDS)[number];

export const FIELD_WORD: Record<Field, string> = {
  from: "From",
  to: "Before",
  origin: "Origin",
  account: "Account",
  answer: "Answer",
  code: "Code",
  vector: "Vector",
  app: "Application",
  agent: "Agent",
  import: "Import",
};

export const VECTOR_WORD: Record<string, string> = {
  "entra-signin": "Sign-in",
  "entra-noninteractive": "Non-interactive",
  sspr: "Password reset",
  "entra-audit": "Audit",
  ual: "Unified audit",
  kerberos: "Kerberos",
  ntlm: "NTLM",
  "windows-logon": "Windows logon",
  "windows-context": "Windows, other",
};

/** How the empty one of each is called; the address says `~none`. */
const NONE_WORD: Partial<Record<Field, string>> = {
  origin: "no address",
  account: "no name",
  answer: "answers nobody",
  app: "no application",
  agent: "no agent",
};

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** One page holds this many rows. */
export const PAGE = "100";

/**
 * The search to ask for; the same object on the server and in the browser, since it is the answer's key. A part
 * that the API would refuse stays in, so that its refusal is read and nobody takes a wrong list for the right one.
 */
export function askedOf(params: Params): EventView {
  const view: EventView = { limit: PAGE };
  for (const name of Object.keys(EventQuery.shape) as (keyof EventView)[]) {
    const value = first(params[name]);
    if (value && name !== "limit") view[name] = value;
  }
  return view;
}

export const isNarrowed = (view: EventView): boolean => FIELDS.some((name) => view[name]);

/** Takes every filter away. */
export const NO_FILTERS = Object.fromEntries([...FIELDS, "cursor"].map((name) => [name, null]));

const wordsOf = (text: string | undefined): string[] => text?.split(",").filter(Boolean) ?? [];

/** Whether a value is chosen, kept out, or neither. */
export function stateOf(view: EventView, field: Field, value: string): "in" | "out" | null {
  const words = (WORD_FIELDS as readonly Field[]).includes(field)
    ? wordsOf(view[field])
    : [view[field] ?? ""];
  if (words.includes(value)) return "in";
  return words.includes(`!${value}`) ? "out" : null;
}

/** The field's new text when a value is chosen or kept out; the same choice again takes it back. */
export function toggled(view: EventView, field: Field, value: string, as: "in" | "out"): string | null {
  const isSame = stateOf(view, field, value) === as;
  if (!(WORD_FIELDS as readonly Field[]).includes(field)) return isSame ? null : value;
  const rest = wordsOf(view[field]).filter((word) => word !== value && word !== `!${value}`);
  return (isSame ? rest : [...rest, as === "out" ? `!${value}` : value]).join(",") || null;
}

/** A value as people read it. */
export function valueWord(field: Field, value: string): string {
  if (value === "~none") return NONE_WORD[field] ?? "none";
  if (field === "vector") return VECTOR_WORD[value] ?? value;
  if (field === "origin") return originWords(value);
  const answer = field === "answer" ? Answer.safeParse(value) : null;
  if (answer?.success) return ANSWER[answer.data].word;
  return value;
}

export type Chip = { field: Field; value: string; isOut: boolean; text: string };

function chipText(field: Field, value: string): string {
  const isTime = (field === "from" || field === "to") && !Number.isNaN(Date.parse(value));
  return isTime ? utcSecond(value) : valueWord(field, value);
}

/** One for each thing that narrows the search. */
export function chipsOf(view: EventView): Chip[] {
  return FIELDS.flatMap((field) => {
    const values = (WORD_FIELDS as readonly Field[]).includes(field)
      ? wordsOf(view[field])
      : [view[field] ?? ""];
    return values.filter(Boolean).map((whole) => {
      const isOut = (WORD_FIELDS as readonly Field[]).includes(field) && whole.startsWith("!");
      const value = isOut ? whole.slice(1) : whole;
      return { field, value, isOut, text: chipText(field, value) };
    });
  });
}
