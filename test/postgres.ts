import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "../bin/migrate.mjs";
import { startPostgres } from "../bin/postgres.mjs";

declare module "vitest" {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

/** One throw-away cluster for the run, with a migrated template that each database test clones. */
export default async function setup(project: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-test-"));
  const postgres = await startPostgres(folder, { durable: false });
  const client = new pg.Client({ connectionString: postgres.url("postgres") });
  await client.connect();
  await client.query("create database template_rollcall");
  await client.end();
  await migrate(postgres.url("template_rollcall"));
  project.provide("postgresUrl", postgres.url("postgres"));
  return async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
