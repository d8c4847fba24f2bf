import { z } from "zod";

/** What a network is to us. The word is a contract with rules and with lists that others keep. */
export const NETWORK_KINDS = [
  "own-egress",
  "partner",
  "vpn",
  "tor",
  "hosting",
  "microsoft",
  "isp",
  "ci-runner",
  "scanner",
  "sync-host",
  "help-desk",
] as const;
export const NetworkKind = z.enum(NETWORK_KINDS);
export type NetworkKind = z.infer<typeof NetworkKind>;

export const KIND_WORDS: Record<NetworkKind, string> = {
  "own-egress": "our own egress",
  partner: "a partner",
  vpn: "a VPN",
  tor: "Tor",
  hosting: "hosting",
  microsoft: "Microsoft",
  isp: "an internet provider",
  "ci-runner": "a CI runner",
  scanner: "a scanner",
  "sync-host": "a sync host",
  "help-desk": "the help desk",
};

/** One line of a list. `network` is as NewNetwork writes it. */
export const Network = z.object({
  id: z.string(),
  network: z.string(),
  kind: NetworkKind,
  label: z.string(),
  owner: z.string(),
  note: z.string(),
  expiresAt: z.iso.datetime().nullable(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Network = z.infer<typeof Network>;

export const NetworkQuery = z
  .object({
    kind: NetworkKind,
    limit: z.coerce.number().int().min(1).max(1000),
    cursor: z.string().max(2000),
  })
  .partial();
export type NetworkQuery = z.infer<typeof NetworkQuery>;

const Count = z.number().int().min(0);

/** Lines of the file = added + changed + unchanged + rejected; `rejects` holds the first 1,000 of those. */
export const NetworkReceipt = z.object({
  lines: Count,
  added: Count,
  changed: Count,
  unchanged: Count,
  rejected: Count,
  removed: Count,
  rejects: z.array(z.object({ line: z.number().int(), text: z.string(), reason: z.string() })),
});
export type NetworkReceipt = z.infer<typeof NetworkReceipt>;

/** A database of places as it is kept; `isThere` is false when its file is gone from the data folder. */
export const PlaceDatabase = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  sha256: z.string(),
  builtAt: z.iso.datetime(),
  bytes: Count,
  isThere: z.boolean(),
  addedBy: z.string(),
  addedAt: z.iso.datetime(),
});
export type PlaceDatabase = z.infer<typeof PlaceDatabase>;

/** The most of an MMDB that is taken: the largest known ones have a third of it. */
export const PLACE_BYTES = 512 * 1024 * 1024;

const Domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, "is no domain");

/** Domains whose passwords another identity provider checks: what fails there is in its log, not in Entra's. */
export const FederatedDomains = z
  .array(Domain)
  .max(1000)
  .transform((list) => [...new Set(list)].sort());
export type FederatedDomains = z.infer<typeof FederatedDomains>;
