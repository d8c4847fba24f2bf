// Tells whether something made from files is still made from these files.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

function* filesUnder(root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return;
  const entries = readdirSync(full, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const inner = `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* filesUnder(root, inner);
    else yield inner;
  }
}

/**
 * A hash over names and contents of files and folders below `root`; files that are missing count too.
 * @param {string} root
 * @param {{files?: string[], folders?: string[], skip?: (path: string) => boolean}} sources
 */
export function fingerprint(root, { files = [], folders = [], skip = () => false }) {
  const hash = createHash("sha256");
  const paths = [...files, ...folders.flatMap((folder) => [...filesUnder(root, folder)])];
  for (const path of paths.filter((path) => !skip(path))) {
    const full = join(root, path);
    const content = existsSync(full) ? readFileSync(full) : "missing";
    hash.update(`${path}\0${createHash("sha256").update(content).digest("hex")}\n`);
  }
  return hash.digest("hex");
}

/** The fingerprint kept beside what was made; null when it was never finished. */
export function readMark(path) {
  return existsSync(path) ? readFileSync(path, "utf8").trim() : null;
}

export function writeMark(path, mark) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${mark}\n`);
}
