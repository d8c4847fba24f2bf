import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A data folder of its own for a test file. Import it first: the environment is read once. */
export const dataFolder = mkdtempSync(join(tmpdir(), "rollcall-data-"));
process.env.ROLLCALL_DATA = dataFolder;

afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));
