import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const HERE = join(import.meta.dirname, "peers");
/** Below node_modules, where no linter, compiler or test looks; `npm ci` clears it away. */
const PLACE = join(import.meta.dirname, "..", "node_modules", ".rollcall-bench");

/** As much of DuckDB as is asked here. */
export type DuckDb = {
  DuckDBInstance: {
    create: (path: string) => Promise<{ connect: () => Promise<DuckConnection>; closeSync: () => void }>;
  };
  version: () => string;
};
export type DuckConnection = {
  run: (sql: string) => Promise<unknown>;
  runAndReadAll: (sql: string) => Promise<{ getRowObjectsJson: () => unknown[] }>;
  closeSync: () => void;
};

/**
 * Installs what only the benchmark compares with, when it is first asked for: DuckDB's library for one platform has
 * 70 MB, too much for everybody who clones.
 */
export function installPeers(): void {
  const locked = readFileSync(join(HERE, "package-lock.json"), "utf8");
  const kept = join(PLACE, "package-lock.json");
  if (existsSync(join(PLACE, "node_modules")) && existsSync(kept) && readFileSync(kept, "utf8") === locked)
    return;
  console.error("Installing DuckDB to compare with (npm ci, about 70 MB) …");
  mkdirSync(PLACE, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) cpSync(join(HERE, name), join(PLACE, name));
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: PLACE, stdio: ["ignore", 2, 2] });
}

export function loadDuckDb(): DuckDb {
  return createRequire(join(PLACE, "package.json"))("@duckdb/node-api");
}
