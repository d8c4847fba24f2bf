import { appendAudit } from "@/lib/access/audit";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { type Connection, store, transaction } from "@/lib/db";
import { AppError } from "@/lib/errors";
import type { Mapping, Remembered } from "@/lib/source/mapping";
import type { KeptMapping } from "./mapping-schema";
import { importAsItIs } from "./read";
import { dayOf, keptMapping, mappingIdOf } from "./read-mappings";
import { checkMapping, type Opened, openColumns } from "./run-columns";
import { askReplay, change, checkReadable } from "./run-request";
import type { Import } from "./schema";

/**
 * Says which column of an import holds what: remembered for its header, so that any later file with it is read at
 * once, and the import is read again from its first byte, as a replay. Files that were read by an earlier mapping of
 * this header keep that one. Needs `ingest`. Throws as openColumns and replayImport, and `bad-input`.
 */
export async function saveMapping(actor: Actor, id: string, mapping: Mapping): Promise<Import> {
  authorise(actor, "ingest");
  const opened = await openColumns(id);
  checkMapping(opened, mapping);
  await change(actor, id, async (connection, row) => {
    await checkReadable(row);
    const remembered = await remember(connection, actor, opened, mapping);
    await askReplay(connection, actor, id);
    await connection.query(
      "update import set mappings = $2, needs_mapping = false, time_zone = $3, date_order = $4 where id = $1",
      [id, JSON.stringify([remembered]), mapping.timeZone, mapping.dateOrder],
    );
    const body = { filename: row.filename, header: opened.table.titles, mapping };
    return { action: "import.map", body, queue: true };
  });
  return importAsItIs(id);
}

/** The last word on a header counts; it comes as a new row, so that lists show it first. */
async function remember(
  connection: Connection,
  actor: Actor,
  { signature, table }: Opened,
  mapping: Mapping,
): Promise<Remembered> {
  const now = new Date();
  await connection.query("delete from mapping where signature = $1", [signature]);
  await connection.query(
    `insert into mapping (signature, header, mapping, created_by, created_by_name, created_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (signature) do update set header = excluded.header, mapping = excluded.mapping,
       created_by = excluded.created_by, created_by_name = excluded.created_by_name, created_at = excluded.created_at`,
    [
      ...[signature, JSON.stringify(table.titles), JSON.stringify(mapping)],
      ...[`${actor.kind}:${actor.id}`, actor.name, now],
    ],
  );
  return { signature, mapping, by: actor.name, on: dayOf(now) };
}

/**
 * Later files with this header are asked about again; what was read by the mapping stays, and so does how. Needs
 * `ingest`. Throws `not-found`.
 */
export async function forgetMapping(actor: Actor, id: string): Promise<KeptMapping> {
  authorise(actor, "ingest");
  const mappingId = mappingIdOf(id);
  return transaction(store().pool, async (connection) => {
    const { rows } = await connection.query(
      `delete from mapping where id = $1
       returning id::text, header, mapping, created_by_name as "createdByName", created_at as "createdAt"`,
      [mappingId],
    );
    if (!rows[0]) throw new AppError("not-found", `There is no mapping ${id}.`);
    const kept = keptMapping(rows[0]);
    const body = { header: kept.header, mapping: kept.mapping };
    await appendAudit(connection, { actor, action: "mapping.forget", subject: `mapping:${kept.id}`, body });
    return kept;
  });
}
