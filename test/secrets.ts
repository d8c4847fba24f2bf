import { expect } from "vitest";
import { store } from "@/lib/db";

/** I5: nothing that leaves holds a secret. Throws where there is no secret or no text to look through. */
export function expectNoSecret(secrets: string[], texts: string[], where = ""): void {
  expect(secrets.length * texts.length, where).toBeGreaterThan(0);
  for (const secret of secrets) expect(secret.length, "a secret too short to look for").toBeGreaterThan(7);
  for (const text of texts) {
    const found = secrets.filter((secret) => isIn(text, secret));
    expect(found.length, `${where} ${text.slice(0, 200)}`).toBe(0);
  }
}

/** As it is, and as the ways that texts are written in make it. */
const isIn = (text: string, secret: string) =>
  [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
    Buffer.from(secret).toString("hex"),
  ].some((form) => text.includes(form));

/** Every table of the store, row by row, as a dump would hold it. */
export async function tablesAsText(): Promise<string[]> {
  const { pool } = store();
  const { rows } = await pool.query<{ name: string; text: string }>(
    `select c.relname as name,
            (xpath('string(/)', query_to_xml(format('select t::text from %s t', c.oid::regclass), false, false, '')))[1]::text as text
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('public', 'graphile_worker')`,
  );
  return rows.map(({ name, text }) => `${name}: ${text}`);
}
