import type { Connection } from "@/lib/db";

const UPLOAD = 7023;

/** Keeping a file and removing the last import that used it must not cross. */
export async function lockUpload(connection: Connection, sha256: string): Promise<void> {
  await connection.query("select pg_advisory_xact_lock(hashtextextended($1, $2))", [sha256, UPLOAD]);
}
