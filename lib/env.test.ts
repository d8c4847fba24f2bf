import { resolve } from "node:path";
import { expect, test } from "vitest";
import { parseEnvironment, parseLaunch } from "./env";

const DATABASE_URL = "postgres://somebody@localhost/rollcall";

test("an empty environment launches with the documented defaults", () => {
  expect(parseLaunch({})).toMatchObject({
    PORT: 3000,
    HOST: "127.0.0.1",
    ROLLCALL_DATA: resolve(".rollcall"),
  });
  expect(parseLaunch({}).DATABASE_URL).toBeUndefined();
});

test("a variable set to nothing counts as not set", () => {
  expect(parseLaunch({ PORT: "", HOST: "", BETTER_AUTH_URL: "" })).toMatchObject({ PORT: 3000 });
});

test("everything that is wrong is told at once, each with what it must be", () => {
  const wrong = { PORT: "80000", DATABASE_URL: "mysql://x", BETTER_AUTH_URL: "ftp://x", LOG_LEVEL: "loud" };
  expect(() => parseLaunch(wrong)).toThrow(
    [
      "The environment is not usable:",
      "  PORT must be a whole number from 0 to 65535 (0 takes a free one)",
      "  DATABASE_URL must begin with postgres:// or postgresql://",
      "  BETTER_AUTH_URL must be the public address, such as https://rollcall.example.org",
      "  LOG_LEVEL must be trace, debug, info, warn, error or silent",
    ].join("\n"),
  );
});

test.each(["3e3", "-1", "0x50", "3000.5", " 80", "http"])("the port %j is refused", (PORT) => {
  expect(() => parseLaunch({ PORT })).toThrow("PORT must be");
});

test("an administrator needs both an address and a password", () => {
  expect(() => parseLaunch({ ROLLCALL_ADMIN_EMAIL: "a@example.org" })).toThrow(
    "ROLLCALL_ADMIN_PASSWORD is missing",
  );
  expect(() => parseLaunch({ ROLLCALL_ADMIN_PASSWORD: "long enough" })).toThrow(
    "ROLLCALL_ADMIN_EMAIL is missing",
  );
});

test("web and worker say when their database is missing", () => {
  expect(() => parseEnvironment({})).toThrow("DATABASE_URL is missing");
  expect(parseEnvironment({ DATABASE_URL }).DATABASE_URL).toBe(DATABASE_URL);
});

test("a lease is a minute unless told, and never shorter than two beats of a worker", () => {
  expect(parseEnvironment({ DATABASE_URL }).ROLLCALL_LEASE_SECONDS).toBe(60);
  expect(parseEnvironment({ DATABASE_URL, ROLLCALL_LEASE_SECONDS: "10" }).ROLLCALL_LEASE_SECONDS).toBe(10);
  for (const ROLLCALL_LEASE_SECONDS of ["9", "3601", "1m", "-60", "1e2"])
    expect(() => parseEnvironment({ DATABASE_URL, ROLLCALL_LEASE_SECONDS })).toThrow(
      "ROLLCALL_LEASE_SECONDS must",
    );
});
