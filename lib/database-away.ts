/** Node's and Postgres' words for "not there", "starting", "shutting down" and "connection lost". */
const AWAY = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EPIPE",
  "ETIMEDOUT",
  "57P01",
  "57P02",
  "57P03",
  "08000",
  "08001",
  "08003",
  "08006",
  "P1001",
  "P1002",
  "P1017",
  "P2024",
]);

/** pg's own words, which carry no code; the third is what the next statement on a lent connection that broke is told. */
const LOST =
  /connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|server has closed the connection|database ?(server )?(is )?not ?reachable|can't reach database|connect ENOENT/i;

/** Whether an error, or what caused it, says that Postgres cannot be reached now: the caller may try again. */
export function isDatabaseAway(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 5) return false;
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  // ENOENT is a missing socket only where somebody connected; a missing file is another matter.
  if (typeof code === "string" && AWAY.has(code) && (code !== "ENOENT" || syscall === "connect")) return true;
  return LOST.test(error.message) || isDatabaseAway(error.cause, depth + 1);
}
