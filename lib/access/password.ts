import { z } from "zod";

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
