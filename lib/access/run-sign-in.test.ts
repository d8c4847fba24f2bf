import { beforeEach, expect, test } from "vitest";
import { databaseForFile } from "@/test/database";
import { PEER_HEADER } from "./peer";
import { actorOf, readSession } from "./read";
import { prepareSetup } from "./run-setup";
import { GUESSES, runSignIn, runSignOut } from "./run-sign-in";

const store = databaseForFile();
const EMAIL = "ada@example.com";
const PASSWORD = "correct-horse-9";

beforeEach(async () => {
  await prepareSetup({ ROLLCALL_ADMIN_EMAIL: EMAIL, ROLLCALL_ADMIN_PASSWORD: PASSWORD });
  await store().pool.query("delete from rate_limit");
});

const from = (peer: string, more: Record<string, string> = {}) =>
  new Headers({ [PEER_HEADER]: peer, ...more });
const attempt = (headers: Headers, email: string, password: string) =>
  runSignIn(headers, { email, password, rememberMe: true });
const failure = (headers: Headers, email = EMAIL, password = "wrong-horse-9") =>
  attempt(headers, email, password).then(
    () => "signed in",
    ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
  );

test("the session of a sign-in is somebody until it is signed out", async () => {
  const { headers } = await attempt(from("192.0.2.1"), EMAIL, PASSWORD);
  const set = headers.get("set-cookie") ?? "";
  expect(set).toMatch(/HttpOnly/i);
  expect(set).toMatch(/SameSite=Lax/i);
  const mine = new Headers({ cookie: set.split(";")[0] ?? "" });
  expect(await actorOf(mine)).toMatchObject({ kind: "user", scopes: ["read", "ingest", "triage", "admin"] });
  expect(JSON.stringify(await readSession(mine))).not.toContain("token");
  await runSignOut(mine);
  expect(await actorOf(mine)).toBeNull();
});

test("a cookie whose signature was changed is nobody", async () => {
  const { headers } = await attempt(from("192.0.2.1"), EMAIL, PASSWORD);
  const cookie = (headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const [name, value] = cookie.split("=");
  const token = decodeURIComponent(value ?? "").split(".")[0];
  expect(await actorOf(new Headers({ cookie: `${name}=${token}` }))).toBeNull();
  expect(await actorOf(new Headers({ cookie: `${name}=${token}.${"A".repeat(43)}%3D` }))).toBeNull();
});

test("an unknown address and a wrong password are the same refusal", async () => {
  const wrong = await failure(from("192.0.2.2"));
  expect(wrong).toMatch(/^unauthenticated/);
  expect(await failure(from("192.0.2.2"), "nobody@example.com")).toBe(wrong);
  expect(await failure(from("192.0.2.2"), "not an address")).toBe(wrong);
});

test("an unknown address takes about as long as a wrong password", async () => {
  const times = { known: [] as number[], unknown: [] as number[] };
  for (let round = 0; round < 15; round++) {
    for (const [kind, email] of [
      ["known", EMAIL],
      ["unknown", `nobody${round}@example.com`],
    ] as const) {
      const begun = performance.now();
      await failure(from(`192.0.2.${round + 10}`), email);
      times[kind].push(performance.now() - begun);
    }
  }
  const median = (list: number[]) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
  const ratio = median(times.known) / median(times.unknown);
  // Without the hash for unknown addresses the ratio is above 5.
  expect(ratio).toBeGreaterThan(0.67);
  expect(ratio).toBeLessThan(1.5);
});

test("two hundred guesses at once count as two hundred, whatever X-Forwarded-For says", async () => {
  const guesses = Array.from({ length: 200 }, (_, index) =>
    failure(from("192.0.2.3", { "x-forwarded-for": `198.51.100.${index}` })),
  );
  const outcomes = await Promise.all(guesses);
  expect(outcomes.filter((text) => text.startsWith("unauthenticated"))).toHaveLength(GUESSES);
  expect(await failure(from("192.0.2.3"), EMAIL, PASSWORD)).toMatch(/^too-many: .* in \d+ seconds/);
  expect(await failure(from("192.0.2.4"), EMAIL, PASSWORD)).toBe("signed in");
});

test("right passwords are not guesses", async () => {
  for (let round = 0; round < GUESSES + 5; round++) await attempt(from("192.0.2.5"), EMAIL, PASSWORD);
});

test("a minute later the guesser may try again", async () => {
  for (let round = 0; round <= GUESSES; round++) await failure(from("192.0.2.6"));
  expect(await failure(from("192.0.2.6"))).toMatch(/^too-many/);
  await store().pool.query("update rate_limit set last_request = last_request - 60000");
  expect(await failure(from("192.0.2.6"), EMAIL, PASSWORD)).toBe("signed in");
});
