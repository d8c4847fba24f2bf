import { z } from "zod";

/** What a key may do. A signed-in analyst may do all of it; roles come later. */
export const Scope = z.enum(["read", "ingest", "triage", "admin"]);
export type Scope = z.infer<typeof Scope>;

/** Who acts: a signed-in person, an API key, or Rollcall itself. */
export type Actor = {
  kind: "user" | "key" | "system";
  id: string;
  name: string;
  scopes: readonly Scope[];
};

/** The worker and the start-up steps act as Rollcall. */
export const SYSTEM: Actor = { kind: "system", id: "rollcall", name: "Rollcall", scopes: Scope.options };

/** The upper bound keeps anybody from making us hash a megabyte. */
export const PASSWORD_LENGTH = { min: 8, max: 128 };

const FEWEST_CHARACTERS = 4;

export const NewPassword = z
  .string()
  .min(PASSWORD_LENGTH.min, `must have at least ${PASSWORD_LENGTH.min} characters`)
  .max(PASSWORD_LENGTH.max, `must have at most ${PASSWORD_LENGTH.max} characters`)
  .refine((text) => new Set(text).size >= FEWEST_CHARACTERS, "must not repeat the same few characters");

/** The first administrator, from the set-up page or the environment. */
export const FirstAdmin = z
  .object({
    name: z.string().trim().min(1, "must not be empty").max(100),
    email: z
      .email("must be an e-mail address")
      .max(254)
      .transform((text) => text.toLowerCase()),
    password: NewPassword,
  })
  .refine(({ email, password }) => password.toLowerCase() !== email, {
    path: ["password"],
    message: "must not be the e-mail address",
  });
export type FirstAdmin = z.infer<typeof FirstAdmin>;

/** What the set-up page sends. */
export const SetUp = FirstAdmin.safeExtend({ token: z.string().min(1).max(200) });
export type SetUp = z.infer<typeof SetUp>;

/** What the sign-in page sends. Longer passwords are refused before anything is hashed. */
export const SignIn = z.object({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(PASSWORD_LENGTH.max),
  rememberMe: z.boolean().default(true),
});
export type SignIn = z.infer<typeof SignIn>;

export const SignedIn = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
});
export type SignedIn = z.infer<typeof SignedIn>;

export const SessionView = SignedIn.extend({ session: z.object({ expiresAt: z.iso.datetime() }) });
export type SessionView = z.infer<typeof SessionView>;

/** What a key is made from; `expiresAt` null or absent means that it stays until it is revoked. */
export const NewApiKey = z.object({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(Scope).min(1),
  expiresAt: z.date().nullish(),
});
export type NewApiKey = z.infer<typeof NewApiKey>;
