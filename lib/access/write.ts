import { z } from "zod";
import { store, transaction } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { hashSecret, keyText, newKey } from "./api-key";
import { appendAudit } from "./audit";
import { authorise } from "./authorise";
import { type Actor, NewApiKey } from "./schema";

/** Makes a key and returns its text, which is kept nowhere. Needs `admin`. Throws `bad-input`. */
export async function createApiKey(actor: Actor, wanted: z.input<typeof NewApiKey>): Promise<string> {
  authorise(actor, "admin");
  const parsed = NewApiKey.safeParse(wanted);
  if (!parsed.success) throw new AppError("bad-input", z.prettifyError(parsed.error));
  const { name, expiresAt = null } = parsed.data;
  const scopes = [...new Set(parsed.data.scopes)];
  const key = newKey();
  await transaction(store().pool, async (connection) => {
    await connection.query(
      "insert into api_key (id, name, secret_hash, scopes, expires_at) values ($1, $2, $3, $4, $5)",
      [key.id, name, hashSecret(key.secret), scopes, expiresAt],
    );
    const body = { name, scopes, expiresAt: expiresAt?.toISOString() ?? null };
    await appendAudit(connection, { actor, action: "api-key.created", subject: `api-key:${key.id}`, body });
  });
  return keyText(key);
}

/** Ends a key at once. Needs `admin`. Throws `not-found`; revoking twice changes nothing. */
export async function revokeApiKey(actor: Actor, id: string): Promise<void> {
  authorise(actor, "admin");
  await transaction(store().pool, async (connection) => {
    const { rows } = await connection.query<{ revoked_at: Date | null }>(
      "select revoked_at from api_key where id = $1 for update",
      [id],
    );
    if (!rows[0]) throw new AppError("not-found", `There is no key ${id}.`);
    if (rows[0].revoked_at) return;
    await connection.query("update api_key set revoked_at = now() where id = $1", [id]);
    await appendAudit(connection, { actor, action: "api-key.revoked", subject: `api-key:${id}`, body: {} });
  });
}
