import { z } from "zod";
import { When } from "@/lib/detection/schema";
import { NetworkKind } from "@/lib/enrich/schema";

const Count = z.number().int().min(0);

/** `said`: "the log", or the name of the database of places. */
const SaidPlace = z.object({
  country: z.string(),
  region: z.string(),
  city: z.string(),
  asn: z.number().int().nullable(),
  organisation: z.string(),
  attempts: Count,
  said: z.string(),
});
export type SaidPlace = z.infer<typeof SaidPlace>;

const SaidKind = z.object({
  id: z.string(),
  kind: NetworkKind,
  network: z.string(),
  label: z.string(),
  owner: z.string(),
  note: z.string(),
  /** After this the line holds no more; for rows before it it does. */
  expiresAt: z.iso.datetime().nullable(),
  by: z.enum(["range", "asn"]),
});

/**
 * Where an origin is and what network it is in: every place that the log gives, the most frequent first, and what the
 * databases of places say now; `kinds` are the lines of lists that hold for its rows (several where the log gives
 * several networks, or a line ended within the range).
 */
export const Whereabouts = z.object({
  origin: z.string(),
  /** The entity it counts as, and the neighbourhood that is evidence only; null for what is no address. */
  net: z.string().nullable(),
  area: z.string().nullable(),
  logged: z.array(SaidPlace),
  databases: z.array(SaidPlace),
  kinds: z.array(SaidKind),
  /** Databases of places that are set, so that silence can be told from absence. */
  databaseNames: z.array(z.string()),
});
export type Whereabouts = z.infer<typeof Whereabouts>;

export const WhereQuery = z
  .object({ from: When, to: When })
  .partial()
  .refine(({ from, to }) => !from || !to || from < to, {
    error: "`from` must lie before `to`",
    path: ["to"],
  });
export type WhereQuery = z.infer<typeof WhereQuery>;
