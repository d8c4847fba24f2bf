import { randomBytes, randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import { z } from "zod";
import { type Connection, store, transaction } from "@/lib/db";
import { type Environment, env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { hashSecret, isSameHash } from "./api-key";
import { appendAudit } from "./audit";
import { type Actor, FirstAdmin, Scope, SYSTEM } from "./schema";

const SETUP_LOCK = 7011;
const SETTING = "setup-token";
const Kept = z.object({ hash: z.string() });

const INVALID =
  "This set-up link is not valid. Start Rollcall again: it prints a new one while nobody is set up.";

export async function hasUsers(): Promise<boolean> {
  return (await store().db.user.findFirst({ select: { id: true } })) !== null;
}

/** One at a time, and only while nobody is set up: two first administrators cannot both win. */
async function whileNobody<T>(work: (connection: Connection) => Promise<T>): Promise<T | null> {
  return transaction(store().pool, async (connection) => {
    await connection.query("select pg_advisory_xact_lock($1)", [SETUP_LOCK]);
    const { rows } = await connection.query('select 1 from "user" limit 1');
    if (rows.length === 0) return work(connection);
    await connection.query("delete from setting where name = $1", [SETTING]);
    return null;
  });
}

/** The rows that better-auth reads: a user and its credential account, whose password is scrypt. */
async function insertAdmin(connection: Connection, admin: FirstAdmin, hash: string, by: Actor | null) {
  const id = randomUUID();
  await connection.query(
    `insert into "user" (id, name, email, email_verified, role) values ($1, $2, $3, true, 'admin')`,
    [id, admin.name, admin.email],
  );
  await connection.query(
    "insert into account (id, user_id, account_id, provider_id, password) values ($1, $2, $2, 'credential', $3)",
    [randomUUID(), id, hash],
  );
  await connection.query("delete from setting where name = $1", [SETTING]);
  const actor: Actor = by ?? { kind: "user", id, name: admin.name, scopes: Scope.options };
  const body = { email: admin.email };
  await appendAudit(connection, { actor, action: "setup.completed", subject: `user:${id}`, body });
}

const VARIABLES: Record<string, string> = {
  email: "ROLLCALL_ADMIN_EMAIL",
  password: "ROLLCALL_ADMIN_PASSWORD",
};

type Named = Pick<Environment, "ROLLCALL_ADMIN_EMAIL" | "ROLLCALL_ADMIN_PASSWORD">;

/** The administrator that the environment names, or null. Throws a list of what is wrong, never the values. */
function adminOf({
  ROLLCALL_ADMIN_EMAIL: email,
  ROLLCALL_ADMIN_PASSWORD: password,
}: Named): FirstAdmin | null {
  if (!email && !password) return null;
  const parsed = FirstAdmin.safeParse({
    name: "Administrator",
    email: email ?? "",
    password: password ?? "",
  });
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `  ${VARIABLES[String(path[0])]} ${message}`);
  throw new Error(`The first administrator cannot be created:\n${wrong.join("\n")}`);
}

/**
 * To be called once at start, after the migrations. While nobody is set up: creates the administrator that
 * the environment names, or makes a one-time link, new at every start, and returns its path. Else null.
 */
export async function prepareSetup(named: Named = env()): Promise<string | null> {
  if (await hasUsers()) return whileNobody(async () => null);
  const admin = adminOf(named);
  if (admin) {
    const hash = await hashPassword(admin.password);
    await whileNobody((connection) => insertAdmin(connection, admin, hash, SYSTEM));
    return null;
  }
  const token = randomBytes(32).toString("base64url");
  return whileNobody(async (connection) => {
    await connection.query(
      `insert into setting (name, value) values ($1, $2)
       on conflict (name) do update set value = excluded.value, updated_at = now()`,
      [SETTING, JSON.stringify({ hash: hashSecret(token) })],
    );
    return `/setup?token=${token}`;
  });
}

/** Whether a link would work now. Wrong, used and outdated tokens are all the same "no". */
export async function isSetupToken(token: string): Promise<boolean> {
  const row = await store().db.setting.findUnique({ where: { name: SETTING } });
  const kept = Kept.safeParse(row?.value);
  return kept.success && isSameHash(kept.data.hash, hashSecret(token)) && !(await hasUsers());
}

/** Creates the first administrator and burns the link in one transaction. Throws `gone` for any bad token. */
export async function runSetup(token: string, admin: FirstAdmin): Promise<void> {
  // Asked before hashing, which is slow on purpose and not for everybody.
  if (!(await isSetupToken(token))) throw new AppError("gone", INVALID);
  const hash = await hashPassword(admin.password);
  const done = await whileNobody(async (connection) => {
    const { rows } = await connection.query<{ value: unknown }>("select value from setting where name = $1", [
      SETTING,
    ]);
    const kept = Kept.safeParse(rows[0]?.value);
    if (!kept.success || !isSameHash(kept.data.hash, hashSecret(token))) return null;
    await insertAdmin(connection, admin, hash, null);
    return true;
  });
  if (!done) throw new AppError("gone", INVALID);
}
