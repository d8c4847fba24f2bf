import { z } from "zod";

/** Ways in which a later sign-in hangs together with an alert: from one of its own sources, or from elsewhere. */
export const USE_WAYS = ["own source", "new place"] as const;

/** An account that was found out, and what was done with it afterwards. */
export const AccountUse = z.object({
  account: z.string(),
  knownSince: z.iso.datetime(),
  code: z.string().meta({ description: "The code that told that it exists." }),
  answer: z.enum(["password-known", "signed-in"]),
  at: z.iso.datetime(),
  origin: z.string(),
  way: z.enum(USE_WAYS),
  app: z.string(),
  userAgent: z.string(),
  country: z.string(),
});
export type AccountUse = z.infer<typeof AccountUse>;

/**
 * What was done within a fortnight with the accounts that an alert confirmed: first sign-ins and right passwords, each
 * account and origin once. `new place`: nobody had signed in as this account from there before it was found out.
 */
export const AlertUses = z.object({
  items: z.array(AccountUse),
  of: z.number().int().min(0).meta({ description: "All of them; at most 100 are listed." }),
  confirmed: z.number().int().min(0),
  followed: z.number().int().min(0).meta({ description: "Of more than 1,000 accounts only these." }),
  heldUntil: z.iso.datetime().nullable().meta({ description: "The last row of any log of the tenant." }),
});
export type AlertUses = z.infer<typeof AlertUses>;
