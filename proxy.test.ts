import { NextRequest } from "next/server";
import { beforeAll, expect, test } from "vitest";
import { prepareSetup } from "@/lib/access/run-setup";
import { runSignIn } from "@/lib/access/run-sign-in";
import { openStore, setStore, store } from "@/lib/db";
import { databaseForFile } from "@/test/database";
import { config, proxy } from "./proxy";

databaseForFile();
const HERE = "http://127.0.0.1:3000";
let cookie = "";

beforeAll(async () => {
  await prepareSetup({ ROLLCALL_ADMIN_EMAIL: "a@example.com", ROLLCALL_ADMIN_PASSWORD: "correct-horse-9" });
  const form = { email: "a@example.com", password: "correct-horse-9", rememberMe: true };
  cookie = (await runSignIn(new Headers(), form)).headers.get("set-cookie")?.split(";")[0] ?? "";
});

const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  proxy(new NextRequest(`${HERE}${path}`, { method, headers }));
const goesTo = (response: Response) => {
  const location = new URL(response.headers.get("location") ?? "", HERE);
  // Next calls every loopback address localhost here, and sends what stays on the host as a bare path.
  expect([HERE, "http://localhost:3000"]).toContain(location.origin);
  return `${location.pathname}${location.search}`;
};
const nonceOf = (response: Response) =>
  /script-src 'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1];
const isPage = (response: Response) => response.headers.get("x-middleware-next") === "1";

test("uploads and the rest of the API are never matched: a matched body is cut at 10 MB", () => {
  const matched = new RegExp(`^${config.matcher[0]}$`);
  for (const path of [
    "/api/v1/imports",
    "/api/v1/imports?filename=x",
    "/api/auth/sign-in/email",
    "/_next/static/x.js",
    "/metrics",
  ])
    expect(matched.test(path)).toBe(false);
  for (const path of [
    "/",
    "/alerts",
    "/alerts/1001",
    "/sign-in",
    "/setup",
    "/api",
    "/_next/x",
    "/favicon.ico/x",
    "/metrics/x",
  ])
    expect(matched.test(path)).toBe(true);
});

test("a page without a session leads to signing in, and back to where it was wanted", async () => {
  expect(goesTo(await ask("/"))).toBe("/sign-in");
  expect(goesTo(await ask("/alerts?status=new&x=%20"))).toBe(
    "/sign-in?next=%2Falerts%3Fstatus%3Dnew%26x%3D%2520",
  );
  for (const path of ["/nothing/here", "/setup/x", "/sign-in/x", "/public/sample.json"]) {
    const response = await ask(path, { "x-middleware-subrequest": "proxy:proxy", rsc: "1" });
    expect([response.status, response.headers.get("cache-control")]).toEqual([307, "no-store"]);
    expect(nonceOf(response)).toMatch(/^[A-Za-z0-9+/]{22}==$/);
  }
});

test("signing in and setting up need no session", async () => {
  for (const path of ["/sign-in", "/setup?token=x"]) expect(isPage(await ask(path))).toBe(true);
});

test("whoever is signed in sees pages and is led on from the sign-in page, never elsewhere", async () => {
  expect(isPage(await ask("/alerts", { cookie }))).toBe(true);
  expect(goesTo(await ask("/sign-in?next=/alerts", { cookie }))).toBe("/alerts");
  for (const next of ["//evil.example", "/%5Cevil.example", "https://evil.example", "%2F%2Fevil.example"]) {
    expect(goesTo(await ask(`/sign-in?next=${next}`, { cookie }))).toBe("/");
  }
});

test("no path leads to another host", async () => {
  for (const path of [
    "//evil.example/",
    "/%5Cevil.example/",
    "/\\evil.example/",
    "//evil.example",
    "/%2F/evil.example",
  ]) {
    goesTo(
      await ask(path, { cookie }).then((response) => (isPage(response) ? Response.redirect(HERE) : response)),
    );
    goesTo(await ask(path));
  }
});

test("each page has its own nonce, whatever policy the client sent", async () => {
  const sent = { cookie, "content-security-policy": "script-src 'nonce-evil'", "x-nonce": "evil" };
  const [first, second] = [await ask("/alerts", sent), await ask("/alerts", sent)];
  const nonces = [nonceOf(first), nonceOf(second)];
  expect(nonces[0]).toMatch(/^[A-Za-z0-9+/]{22}==$/);
  expect(nonces[0]).not.toBe(nonces[1]);
  expect(first.headers.get("x-middleware-request-x-nonce")).toBe(nonces[0]);
  expect(first.headers.get("x-middleware-request-content-security-policy")).toContain(`'nonce-${nonces[0]}'`);
  const policy = first.headers.get("content-security-policy") ?? "";
  expect(policy.split("; ").find((rule) => rule.startsWith("script-src"))).not.toContain("unsafe");
  for (const rule of ["frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"])
    expect(policy).toContain(rule);
});

test("a server action needs the Origin of this Rollcall, even to be refused a session", async () => {
  for (const origin of ["http://evil.example", "null", "http://127.0.0.1:3001"]) {
    expect((await ask("/rules", { cookie, origin }, "POST")).status).toBe(403);
  }
  expect((await ask("/rules", { cookie }, "POST")).status).toBe(403);
  expect(isPage(await ask("/rules", { cookie, origin: HERE }, "POST"))).toBe(true);
  const nobody = await ask("/rules", { origin: HERE }, "POST");
  expect([nobody.status, goesTo(nobody)]).toEqual([303, "/sign-in?next=%2Frules"]);
});

test("a path with a slash at its end leads to the one without", async () => {
  expect(goesTo(await ask("/alerts/?status=new", { cookie }))).toBe("/alerts?status=new");
});

test("without a database a page says so and asks to come back", async () => {
  const real = store();
  const away = openStore("postgres://u@127.0.0.1:1/none");
  setStore(away);
  try {
    const response = await ask("/alerts", { cookie });
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
  } finally {
    setStore(real);
    await away.pool.end();
  }
});
