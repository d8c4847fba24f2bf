/** Aborted when somebody ends the benchmark: its database and its processes end first, and its files go. */
export const stopping = new AbortController();

for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => stopping.abort(new Error(`Ended by ${name}.`)));
}
