import pg from "pg";

/**
 * How a call of the database fails.
 * - `cut`: the connection breaks before the statement reaches Postgres
 * - `unknown`: Postgres did it, and the connection breaks before its answer arrives (a COMMIT of unknown outcome)
 * - `refused`: Postgres answers with an error (its disk is full), and the connection goes on
 */
export type Failure = "cut" | "unknown" | "refused";

type Args = [query: unknown, second?: unknown, third?: unknown];
type Call = { number: number; text: string; isCopy: boolean };
type Client = pg.Client & { connection: { stream: { destroy: () => void } } };

const isStream = (query: unknown): boolean =>
  typeof query === "object" && query !== null && "submit" in query && typeof query.submit === "function";

function textOf(query: unknown): string {
  if (typeof query === "string") return query.trim().replace(/\s+/g, " ");
  return typeof query === "object" && query !== null && "text" in query ? String(query.text) : "";
}

const reset = () => Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
const full = () =>
  Object.assign(new Error("could not extend file: No space left on device"), { code: "53100" });

/**
 * Runs work while every call of pg's own client goes through `decide`; returns the calls that were made. The seam is
 * pg itself, so that it holds for whatever code calls it: pool, transaction, Prisma and COPY.
 */
export async function withFailingCalls(
  decide: (call: Call) => Failure | null,
  work: () => Promise<void>,
): Promise<Call[]> {
  const calls: Call[] = [];
  const original = pg.Client.prototype.query;
  function query(this: Client, ...args: Args): unknown {
    const call = { number: calls.length + 1, text: textOf(args[0]), isCopy: isStream(args[0]) };
    calls.push(call);
    const failure = decide(call);
    const run = (...given: Args): unknown => Reflect.apply(original, this, given);
    if (failure === null) return run(...args);
    if (failure === "refused" && !call.isCopy) return answer(args, full());
    if (failure === "refused") Object.assign(args[0] as object, { text: "copy no_such_table from stdin" });
    if (failure === "refused") return run(...args);
    if (failure !== "unknown" || call.isCopy) {
      this.connection.stream.destroy();
      return run(...args);
    }
    return afterwards(args, run, () => this.connection.stream.destroy());
  }
  Object.assign(pg.Client.prototype, { query });
  try {
    await work();
  } finally {
    Object.assign(pg.Client.prototype, { query: original });
  }
  return calls;
}

const callbackOf = (args: Args) =>
  args.find((arg): arg is (error: Error | null) => void => typeof arg === "function");

function answer(args: Args, error: Error): unknown {
  const callback = callbackOf(args);
  if (!callback) return Promise.reject(error);
  setImmediate(() => callback(error));
  return undefined;
}

/** Lets the call happen, and then breaks the connection and says that it failed. */
function afterwards(args: Args, run: (...given: Args) => unknown, cut: () => void): unknown {
  const callback = callbackOf(args);
  if (callback) {
    const broken = () => {
      cut();
      callback(reset());
    };
    const rest = args.map((arg) => (arg === callback ? broken : arg));
    return run(rest[0], ...rest.slice(1));
  }
  return Promise.resolve(run(...args)).then(() => {
    cut();
    throw reset();
  });
}
