import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { cursorOf, keyOf } from "@/lib/cursor";
import { store } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { Mapping, type Remembered } from "@/lib/source/mapping";
import type { Mappings } from "@/lib/source/recognise-mapped";
import { KeptMapping } from "./mapping-schema";
import type { Page } from "./schema";

/** The day of an instant, as receipts name it. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/**
 * What headers are read by that no format knows; `own` are the mappings that an import was read by before, which go
 * first: reading it again must not end otherwise because of what was said of another file since.
 */
export async function readMappings(own: readonly Remembered[]): Promise<Mappings> {
  const rows = await store().db.mapping.findMany();
  const kept = rows.map(({ signature, mapping, createdByName, createdAt }): [string, Remembered] => [
    signature,
    { signature, mapping: Mapping.parse(mapping), by: createdByName, on: dayOf(createdAt) },
  ]);
  return new Map([...kept, ...own.map((one): [string, Remembered] => [one.signature, one])]);
}

export function mappingIdOf(text: string): bigint {
  if (!/^\d{1,18}$/.test(text)) throw new AppError("not-found", `There is no mapping ${text}.`);
  return BigInt(text);
}

/** The mappings that later files are read by, the newest first. */
export async function listMappings(
  actor: Actor,
  { limit, cursor }: Page,
): Promise<{ items: KeptMapping[]; nextCursor: string | null }> {
  authorise(actor, "read");
  const before = cursor === undefined ? null : mappingIdOf(keyOf(cursor, 1)[0] ?? "");
  const rows = await store().db.mapping.findMany({
    ...(before === null ? {} : { where: { id: { lt: before } } }),
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  const items = rows.slice(0, limit).map((row) => keptMapping(row));
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? cursorOf([last.id]) : null };
}

type Row = { id: bigint; header: unknown; mapping: unknown; createdByName: string; createdAt: Date };

export const keptMapping = ({ id, header, mapping, createdByName, createdAt }: Row): KeptMapping =>
  KeptMapping.parse({
    id: String(id),
    header: z.array(z.string()).parse(header),
    mapping,
    createdBy: createdByName,
    createdAt: createdAt.toISOString(),
  });
