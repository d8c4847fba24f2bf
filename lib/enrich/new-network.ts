import { z } from "zod";
import { asNumberOf, rangeOf } from "./ranges";
import { NetworkKind } from "./schema";

/** Spreadsheets run what begins so; refused here, so that an export needs no escaping and reads back the same. */
const Words = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `has at most ${most} characters`)
    .regex(/^(?![=+\-@\t])[^\p{Cc}\p{Cs}]*$/u, "is one line of text and does not begin with =, +, - or @");

const Label = Words(100).min(1, "must not be empty");

/** An instant, or a day, which ends with it in UTC. */
const Expiry = z
  .union([
    z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
    z.iso.date().transform((day) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000)),
  ])
  .refine((at) => !Number.isNaN(at.getTime()), "is no day")
  .meta({ description: "An instant, or a day (2026-12-31), with whose end in UTC it ends." });

/** A range (10.0.0.0/8, 2001:db8::/32), one address, or an autonomous system (AS64496), in its canonical spelling. */
const NetworkText = z
  .string()
  .max(60, "is no network")
  .transform((text, context) => {
    const asn = asNumberOf(text);
    if (asn !== null) return `AS${asn}`;
    const range = rangeOf(text);
    if (range.ok) return range.range;
    context.addIssue({ code: "custom", message: range.reason });
    return z.NEVER;
  });

export const NewNetwork = z.strictObject({
  network: NetworkText,
  kind: NetworkKind,
  label: Label,
  owner: Label,
  note: Words(500).default(""),
  expiresAt: Expiry.nullable().default(null),
});
export type NewNetwork = z.infer<typeof NewNetwork>;

/** What the lines of an import share; a CSV's own columns win over these. */
export const NetworkImportQuery = z.object({
  kind: NetworkKind,
  label: Label,
  owner: Label,
  expiresAt: Expiry.optional(),
  /** `true`: what stands under this kind and label and not in the file goes. */
  replace: z.enum(["true", "false"]).optional(),
});
export type NetworkImportQuery = z.infer<typeof NetworkImportQuery>;
