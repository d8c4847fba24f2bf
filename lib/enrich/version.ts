import { z } from "zod";
import type { Connection, Pool } from "@/lib/db";
import { TOOL_TABLE_VERSION } from "./tool-table";

/** Where the counters are kept in the table of settings. */
const SETTING = "enrichment";

/** Before everything that is only background: what rules weigh is late until it ran. */
const PRIORITY = 5;

const Counters = z.object({ version: z.number().int(), places: z.number().int() });
type Counters = z.infer<typeof Counters>;

async function counters(connection: Connection | Pool): Promise<Counters> {
  const { rows } = await connection.query("select value from setting where name = $1", [SETTING]);
  return Counters.parse(rows[0]?.value);
}

/**
 * What lists, databases of places, directories and the table of tools are, as one word: a rule that weighs a source stores it with
 * its detections, and whoever finds another word evaluates them anew. Inside a transaction it is that transaction's.
 */
export async function enrichmentVersion(connection: Connection | Pool): Promise<string> {
  const { version } = await counters(connection);
  return `${TOOL_TABLE_VERSION}.${version}`;
}

/** The number of the set of databases that `origin_located` must carry. */
export async function placesVersion(connection: Connection | Pool): Promise<number> {
  return (await counters(connection)).places;
}

/**
 * Part of the transaction of every change that may change what a source is: raises the version and asks the worker to
 * evaluate the rules that weigh it anew. Enrichment knows no rules; the worker does.
 */
export async function noteChange(
  connection: Connection,
  what: "networks" | "places" | "directory",
): Promise<void> {
  await connection.query(
    `update setting set updated_at = now(), value = jsonb_build_object(
       'version', (value ->> 'version')::int + 1, 'places', (value ->> 'places')::int + $2::int)
     where name = $1`,
    [SETTING, what === "places" ? 1 : 0],
  );
  await connection.query(
    "select graphile_worker.add_job('enrichment', '{}'::json, job_key => 'enrichment', priority => $1::int)",
    [PRIORITY],
  );
}
