import { resolve } from "node:path";
import { z } from "zod";

/**
 * The one place that reads the environment. Everything is optional: `npm start` sets DATABASE_URL for its
 * children when it runs the embedded Postgres itself.
 */
const Environment = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "must begin with postgres:// or postgresql://"),
  ROLLCALL_DATA: z
    .string()
    .min(1)
    .default(".rollcall")
    .transform((path) => resolve(path)),
  BETTER_AUTH_URL: z.url({ protocol: /^https?$/ }).optional(),
  ROLLCALL_ADMIN_EMAIL: z.string().optional(),
  ROLLCALL_ADMIN_PASSWORD: z.string().optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
});
export type Environment = z.infer<typeof Environment>;

let parsed: Environment | undefined;

/** The environment, parsed once. Throws one readable list of everything that is wrong. */
export function env(): Environment {
  if (parsed) return parsed;
  const result = Environment.safeParse(process.env);
  if (!result.success) {
    const wrong = result.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The environment is not usable:\n${wrong.join("\n")}`);
  }
  parsed = result.data;
  return parsed;
}
