import { z } from "zod";
import { store } from "@/lib/db";
import { hashSecret, isSameHash, keyParts } from "./api-key";
import { type Actor, Scope, type SessionView } from "./schema";
import { sessions } from "./sessions";

const MINUTE = 60_000;
const KeyScopes = z.array(Scope);

async function actorOfKey(text: string): Promise<Actor | null> {
  const parts = keyParts(text);
  if (!parts) return null;
  const { db } = store();
  const key = await db.apiKey.findUnique({ where: { id: parts.id } });
  const now = new Date();
  if (!key || !isSameHash(hashSecret(parts.secret), key.secretHash)) return null;
  if (key.revokedAt || (key.expiresAt && key.expiresAt <= now)) return null;
  const minuteAgo = new Date(now.getTime() - MINUTE);
  if (!key.lastUsedAt || key.lastUsedAt < minuteAgo) {
    await db.apiKey.updateMany({
      where: { id: key.id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: minuteAgo } }] },
      data: { lastUsedAt: now },
    });
  }
  return { kind: "key", id: key.id, name: key.name, scopes: KeyScopes.parse(key.scopes) };
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
