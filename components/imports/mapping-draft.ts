import type { Columns } from "@/lib/intake/mapping-schema";
import type { Import } from "@/lib/intake/schema";
import { FIELDS, type MappedField, type MappingInput } from "@/lib/source/mapping";
import type { DateOrder } from "@/lib/source/schema";

/** What is chosen so far; "" is nothing. */
export type Draft = {
  fields: Record<MappedField, string>;
  kind: "interactive" | "non-interactive";
  outcome: { column: string; success: string; failure: string };
  timeZone: string;
  dateOrder: DateOrder | "";
};

const words = (list: readonly string[]) => list.join(", ");
const listOf = (text: string) =>
  text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");

/** Where the step begins: what the import was read by before, else the guess. */
export function draftOf({ mapping, guess }: Columns, { timeZone, dateOrder }: Import): Draft {
  const outcome = mapping ? mapping.outcome : guess.outcome;
  const columnOf = (field: MappedField) => (mapping ? mapping[field] : guess.fields[field]) ?? "";
  return {
    fields: Object.fromEntries(FIELDS.map((field) => [field, columnOf(field)])) as Draft["fields"],
    kind: mapping?.kind ?? "interactive",
    outcome: {
      column: outcome?.column ?? "",
      success: words(outcome?.success ?? []),
      failure: words(outcome?.failure ?? []),
    },
    timeZone: timeZone ?? mapping?.timeZone ?? "",
    dateOrder: dateOrder ?? mapping?.dateOrder ?? "",
  };
}

/** The mapping that a draft stands for, or what it lacks. */
export function mappingOf(draft: Draft): { mapping: MappingInput } | { lacks: string } {
  const { fields, kind, outcome, timeZone, dateOrder } = draft;
  if (fields.time === "") return { lacks: "Say which column holds the time." };
  if (fields.account === "" && fields.address === "")
    return { lacks: "Say which column holds the account or the source address." };
  const [success, failure] = [listOf(outcome.success), listOf(outcome.failure)];
  if (outcome.column !== "" && success.length + failure.length === 0)
    return { lacks: "Say which words mean success or failure." };
  const held = Object.fromEntries(FIELDS.map((field) => [field, fields[field] || null]));
  return {
    mapping: {
      ...held,
      ...{ kind, time: fields.time, timeZone: timeZone.trim() || null, dateOrder: dateOrder || null },
      outcome: outcome.column === "" ? null : { column: outcome.column, success, failure },
    },
  };
}
