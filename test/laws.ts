import { posix } from "node:path";

export type SourceFile = { path: string; text: string };
type Import = { target: string; isType: boolean };

/** Room names by floor: a room imports only from lower floors. */
export const FLOORS = [
  ["access", "event"],
  ["enrich"],
  ["source", "detection"],
  ["intake", "alert"],
  ["insight", "exchange"],
];

const DRAWERS = /^(utils?|helpers?|services?|managers?|types?|index|misc|common|shared)$/;
const LONGEST_FILE = 300;

const isTest = (path: string) => /\.test\.tsx?$/.test(path) || /^(test|e2e|bench)\//.test(path);
const areaOf = (path: string) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "");
const nameOf = (path: string) => posix.basename(path).replace(/(\.test)?\.(d\.)?[mc]?tsx?$|\.mjs$/, "");

/** The room of a file in lib/, "" for the ground, null outside lib/. */
export function roomOf(path: string): string | null {
  const parts = path.split("/");
  if (parts[0] !== "lib") return null;
  return parts.length > 2 ? (parts[1] ?? "") : "";
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room)) + 1;
}

/** Comments hold examples of what is forbidden. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

const STATEMENT = /^\s*(?:import|export)\s+(type\s)?[^"';]*?from\s*["']([^"']+)["']/gm;
const BARE = /(?:^\s*import\s*|\bimport\s*\(\s*)["']([^"']+)["']/gm;

/** What a file imports: paths below the root without an ending ("lib/db"), or a package's name. */
export function importsOf({ path, text }: SourceFile): Import[] {
  const code = withoutComments(text);
  const resolve = (target: string) => {
    if (target.startsWith("@/")) return target.slice(2);
    return target.startsWith(".") ? posix.join(posix.dirname(path), target) : target;
  };
  const statements = [...code.matchAll(STATEMENT)].map(([, type, target = ""]) => ({
    target: resolve(target),
    isType: Boolean(type),
  }));
  const bare = [...code.matchAll(BARE)].map(([, target = ""]) => ({
    target: resolve(target),
    isType: false,
  }));
  return [...statements, ...bare];
}

function floors(file: SourceFile): string[] {
  const room = roomOf(file.path);
  if (room === null || isTest(file.path)) return [];
  const broken: string[] = [];
  if (room && floorOf(room) === 0) broken.push(`the room ${room} has no floor`);
  for (const { target } of importsOf(file)) {
    if (/^(app|components|worker|bin|test|e2e|bench)\//.test(target)) broken.push(`lib imports ${target}`);
    const other = roomOf(target);
    if (!other || other === room) continue;
    if (room === "") broken.push(`the ground knows no room, and imports ${target}`);
    else if (floorOf(other) >= floorOf(room)) broken.push(`${room} may not look up or across at ${target}`);
  }
  return broken;
}

function directions(file: SourceFile): string[] {
  if (isTest(file.path)) return [];
  const forbidden: Record<string, RegExp> = {
    app: /^(worker|bin|test|e2e)\//,
    worker: /^(app|components|bin|test|e2e)\//,
    components: /^(app|worker|bin|test|e2e)\/|^lib\/(db|env|log|http)$|^lib\/\w+\/(read|write|run-[\w-]+)$/,
  };
  const law = forbidden[areaOf(file.path)];
  return importsOf(file)
    .filter(({ target }) => law?.test(target))
    .map(({ target }) => `${areaOf(file.path)} may not import ${target}`);
}

function names({ path }: SourceFile): string[] {
  const name = nameOf(path);
  const broken: string[] = [];
  if (DRAWERS.test(name)) broken.push(`"${name}" says nothing; name the decision`);
  if (path.startsWith("lib/") && !/^[a-z0-9]+(-[a-z0-9]+)*(\.(faults|soak))?$/.test(name))
    broken.push(`"${name}" is not kebab-case`);
  if (roomOf(path) && path.endsWith(".tsx")) broken.push("a room holds no components");
  return broken;
}

const DRIVERS = /^(pg|@prisma\/adapter-pg|postgres)$/;

function connections(file: SourceFile): string[] {
  if (file.path === "lib/db.ts" || isTest(file.path) || areaOf(file.path) === "bin") return [];
  const drivers = importsOf(file).filter(({ target, isType }) => !isType && DRIVERS.test(target));
  const broken = drivers.map(({ target }) => `only lib/db opens connections, and this imports ${target}`);
  if (/\bnew PrismaClient\b|\bconnectionString\s*:/.test(withoutComments(file.text)))
    broken.push("only lib/db opens connections");
  return broken;
}

function environment({ path, text }: SourceFile): string[] {
  const isFree =
    path === "lib/env.ts" || isTest(path) || areaOf(path) === "bin" || /\.config\.ts$/.test(path);
  if (isFree) return [];
  const code = withoutComments(text);
  const rest =
    path === "instrumentation.ts" ? code.replace(/process\.env\.NEXT_(RUNTIME|PHASE)\b/g, "") : code;
  return /\bprocess\s*(\?\.|\.)\s*env\b|process\[/.test(rest) ? ["only lib/env reads the environment"] : [];
}

function barrels({ text }: SourceFile): string[] {
  const rest = withoutComments(text).replace(
    /export\s+(type\s+)?(\*|\{[^}]*\})[^;]*?from\s*["'][^"']+["'];?/g,
    "",
  );
  return text.trim() && !rest.trim() ? ["a barrel: import from where it is"] : [];
}

function tests({ path, text }: SourceFile): string[] {
  if (!/\.(test|spec)\.tsx?$/.test(path)) return [];
  const found = /\b(test|it|describe|suite)(\.\w+)*\.(only|skip|todo|fixme)\b/.exec(withoutComments(text));
  return found ? [`${found[0]} leaves tests out`] : [];
}

function statements({ text }: SourceFile): string[] {
  return /\$(queryRaw|executeRaw)Unsafe\b|Prisma\.raw\b/.test(withoutComments(text))
    ? ["SQL is tagged, never spliced"]
    : [];
}

function length({ path, text }: SourceFile): string[] {
  const lines = text.split("\n").length - 1;
  return lines > LONGEST_FILE && !isTest(path) ? [`${lines} lines; the limit is ${LONGEST_FILE}`] : [];
}

/** What a browser loads must not reach the database, by whatever detour; types are gone by then. */
function browserReach(files: SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path.replace(/\.tsx?$/, ""), file]));
  const broken: string[] = [];
  for (const start of files.filter(({ path }) => areaOf(path) === "components" && !isTest(path))) {
    const seen = new Set<string>();
    const open: { file: SourceFile; way: string }[] = [{ file: start, way: start.path }];
    for (let next = open.pop(); next; next = open.pop()) {
      for (const { target, isType } of importsOf(next.file)) {
        if (isType || seen.has(target)) continue;
        seen.add(target);
        const way = `${next.way} → ${target}`;
        if (target === "lib/db" || target === "lib/env") broken.push(`${way}: not for a browser`);
        const file = byPath.get(target);
        if (file) open.push({ file, way });
      }
    }
  }
  return broken;
}

const LAWS = [floors, directions, names, connections, environment, barrels, tests, statements, length];

/** Every breach of the house's laws, as "path: what". */
export function breaches(files: SourceFile[]): string[] {
  const own = files.flatMap((file) =>
    LAWS.flatMap((law) => law(file).map((what) => `${file.path}: ${what}`)),
  );
  return [...own, ...browserReach(files)];
}
