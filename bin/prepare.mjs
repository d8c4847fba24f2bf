// The steps between a clone and something that runs. Each is skipped while what it made is up to date.
import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fingerprint, readMark, writeMark } from "./fingerprint.mjs";

export const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");

/** Does node_modules hold just what the lockfile says? True after a plain `npm ci` by hand as well. */
function isInstalled() {
  const kept = join(ROOT, "node_modules", ".package-lock.json");
  if (!existsSync(kept)) return false;
  const wanted = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")).packages;
  const found = JSON.parse(readFileSync(kept, "utf8")).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) =>
      path === "" || optional || link || found[path]?.version === version,
  );
}

/** `npm ci` when node_modules is missing or was made from another lockfile. */
export async function install(supervisor, say) {
  const made = fingerprint(ROOT, { files: ["package.json", "package-lock.json"] });
  const mark = join(ROOT, "node_modules", ".rollcall-lock");
  if (readMark(mark) === made) return;
  if (!isInstalled()) {
    say("Installing packages (npm ci) …");
    // Under `npm run`, npm says where it is itself; PATH may hold none or another.
    const npm = process.env.npm_execpath ?? "";
    const isNpm = basename(npm) === "npm-cli.js";
    const args = ["ci", "--include=dev", "--no-audit", "--no-fund"];
    await supervisor.run("npm ci", isNpm ? process.execPath : "npm", isNpm ? [npm, ...args] : args);
  }
  writeMark(mark, made);
}

/** The environment of Prisma's CLI: it wants an engine binary even where it never runs one. */
function prismaEnvironment() {
  const engine = process.platform === "win32" ? {} : { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath };
  return { ...process.env, ...engine, CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };
}

/** `prisma generate` when the client is missing or was made from another schema or Prisma. */
export async function generate(supervisor, say) {
  const prisma = join("node_modules", "prisma");
  const made = fingerprint(ROOT, {
    files: ["prisma/schema.prisma", "prisma.config.ts", join(prisma, "package.json")],
  });
  const mark = join(ROOT, "prisma", "generated", ".made-from");
  if (readMark(mark) === made) return;
  say("Generating the database client …");
  const script = join(ROOT, prisma, "build", "index.js");
  const options = { env: prismaEnvironment(), quiet: true };
  await supervisor.run("prisma generate", process.execPath, [script, "generate"], options);
  writeMark(mark, made);
}

const BUILT_FROM = {
  files: [
    "package-lock.json",
    "package.json",
    "tsconfig.json",
    "next.config.ts",
    "proxy.ts",
    "instrumentation.ts",
    "instrumentation-node.ts",
    "instrumentation-client.ts",
    "mdx-components.tsx",
    "postcss.config.mjs",
    "prisma/schema.prisma",
  ],
  folders: ["app", "components", "lib"],
  skip: (path) => path.endsWith(".test.ts") || path.endsWith(".test.tsx"),
};

/** What every build runs with: no database, because a build reads none. */
export function buildEnvironment() {
  return {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: "postgres://build@localhost/build",
  };
}

/** `next build` when a source changed since the last one that succeeded, or when forced to. */
export async function build(supervisor, say, { force = false } = {}) {
  const made = fingerprint(ROOT, BUILT_FROM);
  const mark = join(ROOT, ".next", ".made-from");
  if (!force && readMark(mark) === made) return;
  say("Building the pages (next build); this takes a minute or two …");
  rmSync(mark, { force: true });
  const script = join(ROOT, "node_modules", "next", "dist", "bin", "next");
  await supervisor.run("next build", process.execPath, [script, "build"], { env: buildEnvironment() });
  writeMark(mark, made);
}
