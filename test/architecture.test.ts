import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { breaches, importsOf, type SourceFile } from "./laws";

const FOLDERS = ["app", "components", "lib", "worker", "bin", "test", "e2e", "bench"];
const OURS = /\.(tsx?|mjs)$/;

function filesOf(folder: string): SourceFile[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  return names.filter((path) => OURS.test(path)).map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

function wholeHouse(): SourceFile[] {
  const roots = readdirSync(".").filter((name) => OURS.test(name) && name !== "next-env.d.ts");
  const all = [
    ...FOLDERS.flatMap(filesOf),
    ...roots.map((path) => ({ path, text: readFileSync(path, "utf8") })),
  ];
  // This file quotes every breach there is.
  return all.filter(({ path }) => path !== join("test", "architecture.test.ts"));
}

test("the house keeps its laws", () => {
  const files = wholeHouse();
  expect(files.length).toBeGreaterThan(100);
  expect(breaches(files)).toEqual([]);
});

test("imports are found in every form", () => {
  const text = [
    'import a from "@/lib/db";',
    'import type { B } from "../event/schema";',
    'import {\n  c,\n  d,\n} from "./write";',
    'export { e } from "@/lib/time";',
    'import "./globals.css";',
    'const f = await import("@/lib/log");',
    '// import g from "@/lib/never";',
  ].join("\n");
  expect(importsOf({ path: "lib/alert/read.ts", text })).toEqual([
    { target: "lib/db", isType: false },
    { target: "lib/event/schema", isType: true },
    { target: "lib/alert/write", isType: false },
    { target: "lib/time", isType: false },
    { target: "lib/alert/globals.css", isType: false },
    { target: "lib/log", isType: false },
  ]);
});

describe("a breach is found", () => {
  const bad: [string, string, string, string][] = [
    ["a room that looks up", "lib/event/read.ts", 'import { x } from "@/lib/alert/read";', "up or across"],
    ["a room that looks across", "lib/intake/a.ts", 'import { x } from "../alert/schema";', "up or across"],
    ["a look across for a type", "lib/access/a.ts", 'import type { X } from "@/lib/event/schema";', "across"],
    ["a look up when called", "lib/event/a.ts", 'await import("@/lib/intake/read");', "up or across"],
    [
      "a ground that knows a room",
      "lib/http.ts",
      'import { x } from "./access/read";',
      "the ground knows no",
    ],
    [
      "a library that knows the pages",
      "lib/alert/a.ts",
      'import { x } from "@/app/door";',
      "lib imports app/",
    ],
    ["a room without a floor", "lib/attic/read.ts", "export const x = 1;", "has no floor"],
    ["a component that reads", "components/a.tsx", 'import { x } from "@/lib/alert/read";', "may not import"],
    ["a component that runs", "components/a.tsx", 'import { x } from "@/lib/alert/run-x";', "may not import"],
    ["a component with a store", "components/a.tsx", 'import { store } from "@/lib/db";', "may not import"],
    ["a worker that draws", "worker/main.ts", 'import { x } from "@/components/a";', "may not import"],
    ["a drawer", "lib/event/utils.ts", "export const x = 1;", "says nothing"],
    ["an index", "components/ui/index.ts", "export const x = 1;", "says nothing"],
    ["a shouting name", "lib/event/readEvents.ts", "export const x = 1;", "kebab-case"],
    ["a second door to the database", "lib/event/a.ts", 'import pg from "pg";', "only lib/db opens"],
    ["a queue with its own pool", "worker/main.ts", "run({ connectionString: x });", "only lib/db opens"],
    ["a client beside the store", "app/a.ts", "new PrismaClient({ adapter });", "only lib/db opens"],
    ["an environment read", "lib/log.ts", "const x = process.env.LOG_LEVEL;", "only lib/env reads"],
    ["an environment destructured", "app/a.ts", "const { X } = process.env;", "only lib/env reads"],
    [
      "more than Next's runtime",
      "instrumentation.ts",
      "process.env.NEXT_RUNTIME; process.env.X",
      "only lib/env",
    ],
    ["a barrel", "lib/event/all.ts", 'export * from "./read";\nexport { x } from "./write";', "a barrel"],
    ["a lonely test", "lib/a.test.ts", 'test.only("x", () => {});', "leaves tests out"],
    ["a skipped suite", "e2e/a.spec.ts", 'test.describe.skip("x", () => {});', "leaves tests out"],
    ["spliced SQL", "lib/event/read.ts", "db.$queryRawUnsafe(sql);", "never spliced"],
    ["a god file", "lib/event/read.ts", "x;\n".repeat(301), "301 lines"],
  ];
  test.each(bad)("%s", (_, path, text, expected) => {
    const found = breaches([{ path, text }]);
    expect(found.some((breach) => breach.startsWith(path) && breach.includes(expected))).toBe(true);
  });
});

test("a component that reaches the database by a detour is found, and by which way", () => {
  const files = [
    { path: "components/a.tsx", text: 'import { b } from "@/lib/alert/words";' },
    { path: "lib/alert/words.ts", text: 'import { c } from "./coverage";' },
    { path: "lib/alert/coverage.ts", text: 'import { store } from "@/lib/db";' },
    { path: "lib/db.ts", text: "" },
  ];
  expect(breaches(files)).toEqual([
    "components/a.tsx → lib/alert/words → lib/alert/coverage → lib/db: not for a browser",
  ]);
});

describe("what is allowed stays allowed", () => {
  const good: [string, string][] = [
    ["lib/alert/read.ts", 'import { x } from "@/lib/event/read";\nimport { y } from "./schema";'],
    ["lib/alert/read.ts", 'import type pg from "pg";'],
    ["lib/alert/read.test.ts", 'import { x } from "@/lib/insight/read";\nprocess.env.X = "1";'],
    [
      "components/a.tsx",
      'import { x } from "@/lib/alert/api";\nimport type { Y } from "@/lib/alert/schema";',
    ],
    ["instrumentation.ts", 'if (process.env.NEXT_RUNTIME === "nodejs") x();'],
    ["lib/a.test.ts", 'test.skipIf(!there)("x", () => {});'],
    ["app/a.ts", "// process.env is read by lib/env alone\nexport const x = 1;"],
  ];
  test.each(good)("%s %s", (path, text) => {
    expect(breaches([{ path, text }])).toEqual([]);
  });
});
