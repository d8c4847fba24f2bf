import { resolve } from "node:path";
import { z } from "zod";

const PORT_RULE = "must be a whole number from 0 to 65535 (0 takes a free one)";

const LEASE_RULE = "must be a whole number of seconds from 10 to 3600";

/** A worker says every four seconds that it lives: a shorter lease would overtake one that only paused. */
const Lease = z
  .string()
  .regex(/^\d{1,4}$/, LEASE_RULE)
  .transform(Number)
  .refine((seconds) => seconds >= 10 && seconds <= 3600, LEASE_RULE);

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`);

/** Better Auth's own floor; longer is better. */
const SHORTEST_PASSWORD = 8;

/** Nobody counts guesses at it, so it must not be guessable. */
const SHORTEST_TOKEN = 16;

const Port = z
  .string()
  .regex(/^\d{1,5}$/, PORT_RULE)
  .transform(Number)
  .refine((port) => port <= 65_535, PORT_RULE);

const fields = {
  NODE_ENV: z
    .enum(["development", "production", "test"], "must be development, production or test")
    .default("development"),
  PORT: Port.default(3000),
  HOST: z
    .string()
    .regex(/^[\w.:-]+$/, "must be a host name or an address")
    .default("127.0.0.1"),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must begin with postgres:// or postgresql://"),
  ROLLCALL_DATA: z
    .string()
    .default(".rollcall")
    .transform((path) => resolve(path)),
  ROLLCALL_ADMIN_EMAIL: z.email("must be an e-mail address").optional(),
  ROLLCALL_ADMIN_PASSWORD: z
    .string()
    .min(SHORTEST_PASSWORD, `must have at least ${SHORTEST_PASSWORD} characters`)
    .optional(),
  BETTER_AUTH_URL: z
    .url({
      protocol: /^https?$/,
      error: "must be the public address, such as https://rollcall.example.org",
    })
    .optional(),
  ROLLCALL_METRICS_TOKEN: z
    .string()
    .min(SHORTEST_TOKEN, `must have at least ${SHORTEST_TOKEN} characters`)
    .regex(/^[\x21-\x7e]+$/, "must be plain ASCII without spaces")
    .optional(),
  ROLLCALL_LEASE_SECONDS: Lease.default(60),
  /**
   * Rows that an import commits at once: enough for COPY, few enough to repeat and to hold (about 120 bytes each). Bytes
   * from which its file fills months without indexes: below, making and attaching a table costs more.
   */
  ROLLCALL_BATCH_ROWS: wholeNumber(100, 200_000).default(25_000),
  ROLLCALL_FILL_BYTES: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(32 * 1024 * 1024),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "silent"], {
      error: "must be trace, debug, info, warn, error or silent",
    })
    .default("info"),
};

const Environment = z.object(fields);
export type Environment = z.infer<typeof Environment>;

/** What `npm start` is given: without DATABASE_URL it runs its own Postgres; the first administrator is whole. */
const Launch = z
  .object({ ...fields, DATABASE_URL: fields.DATABASE_URL.optional() })
  .superRefine((values, context) => {
    if (values.ROLLCALL_ADMIN_EMAIL && !values.ROLLCALL_ADMIN_PASSWORD) {
      context.addIssue({
        code: "custom",
        path: ["ROLLCALL_ADMIN_PASSWORD"],
        message: "is missing: it goes with ROLLCALL_ADMIN_EMAIL",
      });
    }
    if (values.ROLLCALL_ADMIN_PASSWORD && !values.ROLLCALL_ADMIN_EMAIL) {
      context.addIssue({
        code: "custom",
        path: ["ROLLCALL_ADMIN_EMAIL"],
        message: "is missing: it goes with ROLLCALL_ADMIN_PASSWORD",
      });
    }
  });
export type Launch = z.infer<typeof Launch>;

type Values = Record<string, string | undefined>;

/** Throws one readable list of everything that is wrong; a variable set to nothing counts as not set. */
function parse<T extends z.ZodType>(schema: T, values: Values): z.infer<T> {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  // Every value is text, so a wrong type means that there is none.
  const wrong = result.error.issues.map(
    ({ path, message, code }) => `  ${path.join(".")} ${code === "invalid_type" ? "is missing" : message}`,
  );
  throw new Error(`The environment is not usable:\n${wrong.join("\n")}`);
}

export function parseEnvironment(values: Values): Environment {
  return parse(Environment, values);
}

export function parseLaunch(values: Values): Launch {
  return parse(Launch, values);
}

let parsed: Environment | undefined;

/**
 * The one place that reads the environment, parsed once. Everything is optional but DATABASE_URL, which
 * `npm start` sets for its children when it runs the embedded Postgres itself.
 */
export function env(): Environment {
  parsed ??= parseEnvironment(process.env);
  return parsed;
}

/** Known before everything else is: the log is opened by modules that never meet a database. */
export function logLevel(): Environment["LOG_LEVEL"] {
  return fields.LOG_LEVEL.catch("info").parse(process.env.LOG_LEVEL || undefined);
}
