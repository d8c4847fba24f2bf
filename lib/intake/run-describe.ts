import { store } from "@/lib/db";
import { filesOf } from "@/lib/source/read";
import type { Recognised } from "@/lib/source/schema";
import { Fenced, type Held } from "./run-batch";

/**
 * Writes down what the file of an import is, and the mappings that it is read by: the import keeps them as they are
 * now, and shows the zone that they name as its own where it was given none. Throws `Fenced`.
 */
export async function describe({ id, lease }: Held, found: Recognised): Promise<void> {
  const { format, encoding, container, notes, mapped } = found;
  const mappings = filesOf(found).flatMap(({ file }) => file.mapped ?? []);
  const { rowCount } = await store().pool.query(
    `update import set format = $3, encoding = $4, container = $5, notes = $6, mappings = $7,
       time_zone = coalesce(time_zone, $8)
     where id = $1 and lease = $2`,
    [
      ...[id, lease, format, encoding, container, JSON.stringify(notes), JSON.stringify(mappings)],
      mapped?.mapping.timeZone ?? null,
    ],
  );
  if (rowCount === 0) throw new Fenced(id);
}
