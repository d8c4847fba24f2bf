import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { z } from "zod";
import { migrate } from "../bin/migrate.mjs";
import { startPostgres } from "../bin/postgres.mjs";

export type Cluster = {
  folder: string;
  version: string;
  /** A clone of the migrated template, and everything written until now on disk. */
  fresh: (name: string) => Promise<string>;
  drop: (name: string) => Promise<void>;
  stop: () => Promise<void>;
};

const TEMPLATE = "template_bench";

/** A throw-away cluster as `npm start` runs it: durable, with the same settings. Ends with the process. */
export async function openCluster({ isKept }: { isKept: boolean }): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-bench-"));
  const place = mkdtempSync(join(tmpdir(), "rollcall-bench-postgres-"));
  const postgres = await startPostgres(place);
  const admin = new pg.Client({ connectionString: postgres.url("postgres") });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  await migrate(postgres.url(TEMPLATE));
  const { rows } = await admin.query("show server_version");
  return {
    folder,
    version: z.object({ server_version: z.string() }).parse(rows[0]).server_version,
    async fresh(name) {
      await admin.query(`create database ${name} template ${TEMPLATE}`);
      await admin.query("checkpoint");
      return postgres.url(name);
    },
    async drop(name) {
      await admin.query(`drop database ${name} with (force)`);
    },
    async stop() {
      await admin.end();
      await postgres.stop();
      for (const made of isKept ? [] : [folder, place]) rmSync(made, { recursive: true, force: true });
    },
  };
}
