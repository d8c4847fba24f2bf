import { store } from "./db";
import { AppError } from "./errors";

/** Throws `unavailable` until the migrations have run; what the database itself says is left as it is. */
export async function readReadiness(): Promise<void> {
  const { rows } = await store().pool.query<{ ready: boolean }>(
    "select to_regclass('_prisma_migrations') is not null and to_regclass('api_key') is not null as ready",
  );
  if (!rows[0]?.ready) throw new AppError("unavailable", "The database is not migrated yet.");
}
