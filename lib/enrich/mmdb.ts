import { isIPv4, isIPv6 } from "node:net";
import { Reader, type Response } from "mmdb-lib";
import { z } from "zod";
import { AppError } from "@/lib/errors";
import { loggedAsNumber } from "./ranges";

/** What a database of places says of an address; "" and null for what it does not say. */
export type Located = {
  country: string;
  region: string;
  city: string;
  asn: number | null;
  organisation: string;
};

/** A database that is open: its name as it was supplied, and what its metadata says. */
export type Places = { name: string; type: string; builtAt: Date; find: (address: string) => Located | null };

const Text = z.string().catch("");
const Named = z.object({ names: z.object({ en: Text }) }).transform(({ names }) => names.en);
const Country = z.union([
  z.string(),
  z.object({ iso_code: z.string() }).transform((named) => named.iso_code),
]);

/** MaxMind's fields, and the flat ones of other makers; what is written otherwise counts as not said. */
const Said = z.looseObject({
  country: Country.optional().catch(undefined),
  registered_country: Country.optional().catch(undefined),
  country_code: Text.optional(),
  subdivisions: z.array(Named).optional().catch(undefined),
  region: Text.optional(),
  city: z.union([z.string(), Named]).optional().catch(undefined),
  autonomous_system_number: z.number().int().optional().catch(undefined),
  autonomous_system_organization: Text.optional(),
  asn: z.union([z.string(), z.number()]).optional().catch(undefined),
  as_name: Text.optional(),
});

function locatedOf(value: unknown): Located | null {
  const parsed = Said.safeParse(value);
  if (!parsed.success) return null;
  const said = parsed.data;
  const located = {
    country: said.country_code || said.country || said.registered_country || "",
    region: said.subdivisions?.[0] || said.region || "",
    city: said.city || "",
    asn: said.autonomous_system_number ?? loggedAsNumber(String(said.asn ?? "")),
    organisation: said.autonomous_system_organization || said.as_name || "",
  };
  return Object.values(located).some(Boolean) ? located : null;
}

/** Addresses over the whole space: a file that was cut or damaged fails at one of them. */
const TRIED = Array.from(
  { length: 256 },
  (_, index) => `${index}.${(index * 7) % 256}.${(index * 31) % 256}.1`,
);

/**
 * Opens an MMDB from its bytes. Nothing of it touches a network. Throws `bad-input` for what is none, or is damaged.
 */
export function openPlaces(name: string, bytes: Buffer): Places {
  try {
    const reader = new Reader<Response>(bytes);
    const { databaseType, buildEpoch, ipVersion } = reader.metadata;
    const find = (address: string) => {
      // An IPv4 tree would take the first bits of an IPv6 address for an address of its own.
      if (isIPv6(address) ? ipVersion !== 6 : !isIPv4(address)) return null;
      return locatedOf(reader.get(address));
    };
    for (const address of TRIED) find(address);
    if (Number.isNaN(buildEpoch.getTime())) throw new Error("no build time");
    return { name, type: String(databaseType), builtAt: buildEpoch, find };
  } catch (cause) {
    throw new AppError(
      "bad-input",
      `${name} is no MMDB that can be read, or it is damaged. Take a .mmdb file, unpacked: GeoLite2-City.mmdb, GeoLite2-ASN.mmdb or one of another maker.`,
      { cause },
    );
  }
}

export type FoundPlace = Located & { placeBy: string | null; networkBy: string | null };

/** Country and place from the first database that knows one, the network from the first that knows one. */
export function findPlace(databases: readonly Places[], address: string): FoundPlace {
  const said = databases.map(({ name, find }) => ({ name, found: find(address) }));
  const place = said.find(({ found }) => found?.country);
  const network = said.find(({ found }) => found?.asn);
  return {
    country: place?.found?.country ?? "",
    region: place?.found?.region ?? "",
    city: place?.found?.city ?? "",
    asn: network?.found?.asn ?? null,
    organisation: network?.found?.organisation ?? "",
    placeBy: place?.name ?? null,
    networkBy: network?.name ?? null,
  };
}
