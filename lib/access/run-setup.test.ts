import { beforeEach, expect, test } from "vitest";
import { databaseForFile } from "@/test/database";
import { hasUsers, isSetupToken, prepareSetup, runSetup } from "./run-setup";
import { runSignIn } from "./run-sign-in";

const store = databaseForFile();
const ADMIN = { name: "Ada", email: "ada@example.com", password: "correct-horse-9" };

beforeEach(async () => {
  await store().pool.query('delete from "user"');
  await store().pool.query("delete from setting");
});

const linkToken = async () =>
  new URL((await prepareSetup({})) ?? "", "http://x").searchParams.get("token") ?? "";
const signIn = (email: string, password: string) =>
  runSignIn(new Headers(), { email, password, rememberMe: true });

test("the environment's administrator is made once and can sign in", async () => {
  const named = { ROLLCALL_ADMIN_EMAIL: "Ada@Example.com", ROLLCALL_ADMIN_PASSWORD: ADMIN.password };
  expect(await prepareSetup(named)).toBeNull();
  expect(await prepareSetup({ ...named, ROLLCALL_ADMIN_PASSWORD: "another-horse-9" })).toBeNull();
  expect((await signIn("ada@example.com", ADMIN.password)).answer.user.email).toBe("ada@example.com");
  const { rows } = await store().pool.query("select actor, action from audit order by id desc limit 1");
  expect(rows).toEqual([{ actor: "system:rollcall", action: "setup.completed" }]);
});

test("a weak or missing password ends the start with the variable's name and without its value", async () => {
  const named = { ROLLCALL_ADMIN_EMAIL: "ada@example.com", ROLLCALL_ADMIN_PASSWORD: "kort-7x" };
  await expect(prepareSetup(named)).rejects.toThrow(
    "ROLLCALL_ADMIN_PASSWORD must have at least 8 characters",
  );
  await expect(prepareSetup(named)).rejects.not.toThrow("kort-7x");
  await expect(prepareSetup({ ROLLCALL_ADMIN_EMAIL: "ada" })).rejects.toThrow("ROLLCALL_ADMIN_EMAIL must be");
  expect(await hasUsers()).toBe(false);
});

test("the printed link makes one administrator and is burnt", async () => {
  const token = await linkToken();
  expect(await isSetupToken(token)).toBe(true);
  await runSetup(token, ADMIN);
  expect(await isSetupToken(token)).toBe(false);
  await expect(runSetup(token, { ...ADMIN, email: "eve@example.com" })).rejects.toMatchObject({
    code: "gone",
  });
  expect(await prepareSetup({})).toBeNull();
  expect(await store().db.user.count()).toBe(1);
});

test("the token itself is not in the database", async () => {
  const token = await linkToken();
  const { rows } = await store().pool.query("select value::text from setting");
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(token);
});

test("a link of an earlier start, an empty and a wrong one are the same refusal", async () => {
  const old = await linkToken();
  await linkToken();
  for (const token of [old, "", "wrong"]) {
    await expect(runSetup(token, ADMIN)).rejects.toMatchObject({ code: "gone" });
  }
  expect(await hasUsers()).toBe(false);
});

test("of two who open the same link at once, one becomes the administrator", async () => {
  const token = await linkToken();
  const both = await Promise.allSettled([
    runSetup(token, ADMIN),
    runSetup(token, { ...ADMIN, email: "eve@example.com" }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await store().db.user.count()).toBe(1);
});
