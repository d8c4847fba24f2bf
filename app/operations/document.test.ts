import { readdirSync } from "node:fs";
import { resolve, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { OPERATIONS } from "./all";
import { documentOf } from "./document";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"];
/** Answers 404 to whatever no other route answers; it is no call. */
const REST = "api/[...rest]";

const routes = readdirSync("app/api", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(`${sep}route.ts`))
  .map((file) => `api/${file.split(sep).slice(0, -1).join("/")}`)
  .filter((path) => path !== REST);

async function callsOf(path: string): Promise<string[]> {
  const route: Record<string, unknown> = await import(/* @vite-ignore */ resolve("app", path, "route.ts"));
  const whole = `/${path}`.replace(/\[(\w+)\]/g, "{$1}");
  return METHODS.filter((method) => method in route).map((method) => `${method} ${whole}`);
}

test("every route is an operation and every operation is a route", async () => {
  const made = (await Promise.all(routes.map(callsOf))).flat().sort();
  const described = OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort();
  expect(made.length).toBeGreaterThan(5);
  expect(described).toEqual(made);
});

test("operation ids are unique and path parameters are the path's", () => {
  expect(new Set(OPERATIONS.map(({ id }) => id)).size).toBe(OPERATIONS.length);
  for (const { id, path, params } of OPERATIONS) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect([id, Object.keys(params?.shape ?? {})]).toEqual([id, inPath]);
  }
});

describe("the document", () => {
  const document = documentOf(OPERATIONS);
  const calls = Object.values(document.paths ?? {}).flatMap((item) => Object.values(item));

  test("is OpenAPI 3.1 with whole paths and no server", () => {
    expect(document.openapi).toBe("3.1.0");
    expect(document.servers).toBeUndefined();
    for (const path of Object.keys(document.paths ?? {})) expect(path).toMatch(/^\/api\//);
  });

  test("says for each call who may make it and how it fails", () => {
    expect(calls).toHaveLength(OPERATIONS.length);
    for (const call of calls) {
      const bad = Object.entries(call.responses).filter(([status]) => Number(status) >= 400);
      expect(bad.length).toBeGreaterThan(2);
      for (const [, answer] of bad)
        expect(Object.keys(Object(answer).content)).toEqual(["application/problem+json"]);
      expect(call.security).toEqual(
        call.responses["401"] && call.security.length > 0 ? [{ bearer: [] }, { session: [] }] : [],
      );
    }
  });

  test("has no reference that leads nowhere", () => {
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      expect(Object.keys(document.components?.schemas ?? {})).toContain(name);
    }
  });

  test("leaves nothing open but the door and the probes", () => {
    const open = OPERATIONS.filter(({ isOpen }) => isOpen).map(({ id }) => id);
    expect(open.sort()).toEqual(["live", "readSession", "ready", "setUp", "signIn", "signOut"].sort());
  });
});
