import { expect, test } from "vitest";
import { databaseForFile } from "@/test/database";
import { actorOf } from "./read";
import { prepareSetup } from "./run-setup";
import { runSignIn } from "./run-sign-in";
import { SYSTEM } from "./schema";
import { createApiKey, revokeApiKey } from "./write";

const store = databaseForFile();
const bearer = (key: string, more: Record<string, string> = {}) =>
  new Headers({ authorization: `Bearer ${key}`, ...more });
const idOf = (key: string) => key.split("_")[2] ?? "";

test("a key acts with its own name and scopes, and only its hash is kept", async () => {
  const key = await createApiKey(SYSTEM, { name: "shipper", scopes: ["ingest", "ingest", "read"] });
  expect(key).toMatch(/^rc_live_[0-9a-f]{16}_[0-9a-f]{64}$/);
  expect(await actorOf(bearer(key))).toEqual({
    kind: "key",
    id: idOf(key),
    name: "shipper",
    scopes: ["ingest", "read"],
  });
  const rows = await store().pool.query("select a::text as audited, k::text as kept from audit a, api_key k");
  expect(JSON.stringify(rows.rows)).not.toContain(key.split("_")[3]);
  expect(JSON.stringify(rows.rows)).toContain("api-key.created");
});

test("a key that is wrong, cut, revoked or expired is nobody", async () => {
  const key = await createApiKey(SYSTEM, { name: "k", scopes: ["read"] });
  const last = key.endsWith("0") ? "1" : "0";
  expect(await actorOf(bearer(key.slice(0, -1) + last))).toBeNull();
  expect(await actorOf(bearer(key.slice(0, -1)))).toBeNull();
  expect(await actorOf(bearer(""))).toBeNull();
  await revokeApiKey(SYSTEM, idOf(key));
  expect(await actorOf(bearer(key))).toBeNull();
  const old = await createApiKey(SYSTEM, {
    name: "o",
    scopes: ["read"],
    expiresAt: new Date(Date.now() - 1000),
  });
  expect(await actorOf(bearer(old))).toBeNull();
});

test("a bad key is nobody even beside a good session; another scheme is not a key", async () => {
  await prepareSetup({ ROLLCALL_ADMIN_EMAIL: "a@example.com", ROLLCALL_ADMIN_PASSWORD: "correct-horse-9" });
  const form = { email: "a@example.com", password: "correct-horse-9", rememberMe: true };
  const cookie = (await runSignIn(new Headers(), form)).headers.get("set-cookie")?.split(";")[0] ?? "";
  expect(await actorOf(new Headers({ cookie }))).toMatchObject({ kind: "user" });
  expect(await actorOf(bearer("rc_live_x", { cookie }))).toBeNull();
  expect(await actorOf(new Headers({ cookie, authorization: "bearer" }))).toBeNull();
  expect(await actorOf(new Headers({ cookie, authorization: "Basic eDp5" }))).toMatchObject({ kind: "user" });
});

test("when a key was last used is written at most once a minute", async () => {
  const key = await createApiKey(SYSTEM, { name: "k", scopes: ["read"] });
  const lastUsed = async () =>
    (await store().db.apiKey.findUniqueOrThrow({ where: { id: idOf(key) } })).lastUsedAt?.getTime();
  expect(await lastUsed()).toBeUndefined();
  await actorOf(bearer(key));
  const first = await lastUsed();
  await actorOf(bearer(key));
  expect(await lastUsed()).toBe(first);
  await store().pool.query("update api_key set last_used_at = now() - interval '2 minutes'");
  await actorOf(bearer(key));
  expect(await lastUsed()).toBeGreaterThanOrEqual(first ?? Number.POSITIVE_INFINITY);
});

test("only an administrator makes or ends a key", async () => {
  const reader = { ...SYSTEM, scopes: ["read" as const] };
  await expect(createApiKey(reader, { name: "k", scopes: ["admin"] })).rejects.toMatchObject({
    code: "forbidden",
  });
  await expect(revokeApiKey(reader, "x")).rejects.toMatchObject({ code: "forbidden" });
  await expect(createApiKey(SYSTEM, { name: " ", scopes: [] })).rejects.toMatchObject({ code: "bad-input" });
});
