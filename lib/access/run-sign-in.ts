import { isAPIError } from "better-auth/api";
import { store } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { peerOf } from "./peer";
import type { SignedIn, SignIn } from "./schema";
import { sessions } from "./sessions";

/** Wrong guesses one peer may make in a minute. People mistype a few times; browser tests sign in often. */
export const GUESSES = 20;
const WINDOW = 60_000;

type Attempt = { key: string; start: string };

/**
 * Counts the attempt before the password is looked at, in one statement, so that 200 guesses at once count
 * as 200. Throws `too-many`.
 */
async function countAttempt(peer: string, now: number): Promise<Attempt> {
  const key = `sign-in:${peer}`;
  const { pool } = store();
  const { rows } = await pool.query<{ count: number; start: string }>(
    `insert into rate_limit as held (id, key, count, last_request) values ($1, $1, 1, $2)
     on conflict (key) do update set
       count = case when held.last_request <= $2 - $3 then 1 else held.count + 1 end,
       last_request = case when held.last_request <= $2 - $3 then $2 else held.last_request end
     returning count, last_request::text as start`,
    [key, now, WINDOW],
  );
  const { count, start } = rows[0] ?? { count: 1, start: String(now) };
  if (count > GUESSES) {
    const seconds = Math.max(1, Math.ceil((Number(start) + WINDOW - now) / 1000));
    throw new AppError("too-many", `Too many attempts. Try again in ${seconds} seconds.`);
  }
  if (count === 1) await pool.query("delete from rate_limit where last_request <= $1", [now - 2 * WINDOW]);
  return { key, start };
}

/** A right password is no guess: it gives its attempt back. */
async function forgiveAttempt({ key, start }: Attempt): Promise<void> {
  await store().pool.query(
    "update rate_limit set count = greatest(count - 1, 0) where key = $1 and last_request = $2",
    [key, start],
  );
}

/**
 * Signs in with an e-mail address and a password; the cookies are in the returned headers. An unknown address
 * and a wrong password are the same error after the same work. Throws `unauthenticated`, `too-many`.
 */
export async function runSignIn(
  headers: Headers,
  form: SignIn,
): Promise<{ answer: SignedIn; headers: Headers }> {
  const attempt = await countAttempt(peerOf(headers), Date.now());
  const { api } = await sessions();
  try {
    const { response, headers: set } = await api.signInEmail({ body: form, headers, returnHeaders: true });
    await forgiveAttempt(attempt);
    const { id, name, email } = response.user;
    return { answer: { user: { id, name, email } }, headers: set };
  } catch (error) {
    if (!isAPIError(error)) throw error;
    throw new AppError("unauthenticated", "The e-mail address or the password is wrong.", { cause: error });
  }
}

/** Ends the session of these headers, if any; the returned headers take the cookies back. */
export async function runSignOut(headers: Headers): Promise<Headers> {
  const { api } = await sessions();
  return (await api.signOut({ headers, returnHeaders: true })).headers;
}
