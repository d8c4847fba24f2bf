import { z } from "zod";
import { store } from "@/lib/db";
import { hashSecret, isSameHash, keyParts } from "./api-key";
import { type Actor, Scope, type SessionView } from "./schema";
import { sessions } from "./sessions";

const KeyRow = z.object({ id: z.string(), name: z.string(), scopes: z.array(Scope), isFresh: z.boolean() });

/** One short statement: a shipper may ask fifty times a second. */
async function actorOfKey(text: string): Promise<Actor | null> {
  const parts = keyParts(text);
  if (!parts) return null;
  const { pool } = store();
  const { rows } = await pool.query<{ hash: string }>(
    `select id, name, scopes, secret_hash as hash,
            coalesce(last_used_at > now() - interval '1 minute', false) as "isFresh"
     from api_key where id = $1 and revoked_at is null and (expires_at is null or expires_at > now())`,
    [parts.id],
  );
  if (!rows[0] || !isSameHash(hashSecret(parts.secret), rows[0].hash)) return null;
  const { id, name, scopes, isFresh } = KeyRow.parse(rows[0]);
  if (!isFresh) {
    await pool.query(
      `update api_key set last_used_at = now()
       where id = $1 and (last_used_at is null or last_used_at <= now() - interval '1 minute')`,
      [id],
    );
  }
  return { kind: "key", id, name, scopes };
}

async function actorOfSession(headers: Headers): Promise<Actor | null> {
  if (!headers.has("cookie")) return null;
  const { api } = await sessions();
  const found = await api.getSession({ headers, query: { disableRefresh: true } });
  if (!found) return null;
  return { kind: "user", id: found.user.id, name: found.user.name, scopes: Scope.options };
}

/**
 * Who sent these headers: the owner of an API key, else of a session cookie. A Bearer token that is wrong,
 * revoked or expired is nobody, even beside a good cookie. Other schemes belong to a proxy in front of us.
 */
export async function actorOf(headers: Headers): Promise<Actor | null> {
  const authorization = headers.get("authorization") ?? "";
  if (!/^bearer\b/i.test(authorization)) return actorOfSession(headers);
  return actorOfKey(authorization.slice("bearer".length).trim());
}

/** The session of these headers, without its token: a script must not be able to read that. */
export async function readSession(headers: Headers): Promise<SessionView | null> {
  const { api } = await sessions();
  const found = await api.getSession({ headers, query: { disableRefresh: true } });
  if (!found) return null;
  const { id, name, email } = found.user;
  return { user: { id, name, email }, session: { expiresAt: found.session.expiresAt.toISOString() } };
}
