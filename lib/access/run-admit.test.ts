import { beforeAll, expect, test } from "vitest";
import { databaseForFile } from "@/test/database";
import { runAdmit, runAdmitAnyone } from "./run-admit";
import { prepareSetup } from "./run-setup";
import { runSignIn } from "./run-sign-in";
import { SYSTEM } from "./schema";
import { createApiKey } from "./write";

databaseForFile();
const HERE = "http://127.0.0.1:3000";
let cookie = "";
let key = "";

beforeAll(async () => {
  await prepareSetup({ ROLLCALL_ADMIN_EMAIL: "a@example.com", ROLLCALL_ADMIN_PASSWORD: "correct-horse-9" });
  const form = { email: "a@example.com", password: "correct-horse-9", rememberMe: true };
  cookie = (await runSignIn(new Headers(), form)).headers.get("set-cookie")?.split(";")[0] ?? "";
  key = await createApiKey(SYSTEM, { name: "k", scopes: ["read"] });
});

const request = (method: string, headers: Record<string, string>) =>
  new Request(`${HERE}/api/v1/alerts/1`, { method, headers });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "let in",
    ({ code }: { code: string }) => code,
  );

test("nobody gets in without a session or a key", async () => {
  expect(await codeOf(runAdmit(request("GET", {})))).toBe("unauthenticated");
  expect(await codeOf(runAdmit(request("GET", { cookie: "rollcall.session_token=x.y" })))).toBe(
    "unauthenticated",
  );
  expect(await codeOf(runAdmit(request("GET", { cookie })))).toBe("let in");
});

test("a change with a session needs the Origin of this Rollcall", async () => {
  for (const origin of ["http://evil.example", "null", `${HERE}1`, "http://127.0.0.1:3001", `${HERE}/`, ""]) {
    expect(await codeOf(runAdmit(request("PATCH", { cookie, origin })))).toBe("forbidden");
  }
  expect(await codeOf(runAdmit(request("PATCH", { cookie })))).toBe("forbidden");
  for (const origin of [HERE, "http://localhost:3000"]) {
    expect(await codeOf(runAdmit(request("PATCH", { cookie, origin })))).toBe("let in");
  }
});

test("a change with a key needs no Origin, and a foreign one does not matter", async () => {
  const authorization = `Bearer ${key}`;
  expect(await codeOf(runAdmit(request("DELETE", { authorization })))).toBe("let in");
  expect(await codeOf(runAdmit(request("POST", { authorization, origin: "null" })))).toBe("let in");
});

test("signing in is refused to a foreign page and open to a program", async () => {
  expect(await codeOf(runAdmitAnyone(request("POST", {})))).toBe("let in");
  expect(await codeOf(runAdmitAnyone(request("POST", { origin: HERE })))).toBe("let in");
  expect(await codeOf(runAdmitAnyone(request("POST", { origin: "http://evil.example" })))).toBe("forbidden");
  expect(await codeOf(runAdmitAnyone(request("POST", { cookie })))).toBe("forbidden");
  expect(await codeOf(runAdmitAnyone(request("POST", { "sec-fetch-site": "cross-site" })))).toBe("forbidden");
});
