import type { Chance } from "../chance";
import {
  type Agent,
  APP_NAMES,
  type App,
  capital,
  FIRST,
  LAST,
  makeAgents,
  type Origin,
  type Person,
  type Place,
  POLICIES,
  plain,
  RESOURCES,
  type Tenant,
} from "../tenant";

export const DOMAIN = "contoso.example";
const NETHERLANDS = { country: "NL", region: "Zuid-Holland", geo: "52.0116,4.3571" };

/** A small organisation with all that makes its own noise. Names are made up, addresses are documentation's. */
export type Company = Tenant & {
  /** People sit behind these; the first is the head office. */
  offices: Origin[];
  /** Addresses that phones share, a few each. */
  carriers: Origin[];
  /** The company's own programs ask from here. */
  gateway: Origin;
  leavers: Person[];
  guests: string[];
  /** Names of the same pattern that nobody has, in no order. */
  free: string[];
};

/** The client ids of Microsoft's own that tools borrow; every tenant knows them. */
export const POWERSHELL: App = {
  name: "Azure Active Directory PowerShell",
  id: "1b730954-1685-4b74-9bfd-dac224a7b894",
};

export function makeCompany(
  chance: Chance,
  { people, offices = 1 }: { people: number; offices?: number },
): Company {
  const names = pairs(chance);
  const leaverCount = Math.max(8, Math.round(people / 20));
  const agents = makeAgents().slice(0, 60);
  const sites = Array.from({ length: offices }, (_, index) => own(10 + index * 10, "Delft"));
  const person = (name: string) => makePerson(chance, name, agents, chance.pickOftenFirst(sites));
  const apps = APP_NAMES.slice(0, 12).map((name) => ({ name, id: chance.uuid() }));
  return {
    id: chance.uuid(),
    apps: [...apps, { name: "Contoso HR portal", id: chance.uuid() }],
    resources: RESOURCES.map((name) => ({ name, id: chance.uuid() })),
    policies: POLICIES.map((name) => ({ name, id: chance.uuid() })),
    agents,
    offices: sites,
    carriers: Array.from({ length: 48 }, (_, index) => carrier(index)),
    gateway: own(200, "Delft"),
    people: names.splice(0, people).map(person),
    leavers: names.splice(0, leaverCount).map(person),
    guests: ["ines.moreau@fabrikam.example", "kofi.mensah@fabrikam.example"],
    free: names,
  };
}

/** Every first name with every last name, shuffled. */
function pairs(chance: Chance): string[] {
  const all = FIRST.flatMap((first) => LAST.map((last) => `${plain(first)}.${plain(last)}@${DOMAIN}`));
  return shuffled(chance, [...new Set(all)]);
}

export function shuffled<T>(chance: Chance, list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, key: chance.share() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

function makePerson(chance: Chance, name: string, agents: Agent[], office: Origin): Person {
  const display = name.slice(0, name.indexOf("@")).split(".").map(capital).join(" ");
  const [high, low] = [chance.below(64), chance.below(256)];
  const isV6 = chance.is(0.3);
  const address = isV6 ? `2001:db8:${hex(0x100 + high)}:${hex(1 + low)}::${hex(1 + chance.below(250))}` : "";
  const place = { ...NETHERLANDS, city: chance.pick(["Delft", "Leiden", "Gouda"]), asn: 64_497 };
  return {
    name,
    display,
    id: chance.uuid(),
    device: chance.is(0.7) ? chance.uuid() : "",
    agent: chance.pickOftenFirst(agents),
    clientApp: chance.is(0.6) ? "Browser" : "Mobile Apps and Desktop clients",
    office,
    home: { address: address || `10.${20 + high}.${low}.${1 + chance.below(254)}`, place },
  };
}

const hex = (value: number) => value.toString(16);

const own = (last: number, city: string): Origin => ({
  address: `192.0.2.${last}`,
  place: { ...NETHERLANDS, city, asn: 64_496 },
});

/** A third of the phones come by IPv6, each /64 another handset's. */
function carrier(index: number): Origin {
  const place = { ...NETHERLANDS, city: "Utrecht", region: "Utrecht", asn: 64_498 };
  const address =
    index % 3 === 2
      ? `2001:db8:${hex(0xca00 + index)}:${hex(1 + index)}::1`
      : `172.20.${index >> 4}.${10 + index}`;
  return { address, place };
}

const ABROAD: Omit<Place, "asn"> = { country: "ZZ", region: "", city: "Quayside", geo: "0,0" };

/** The n-th of 500 addresses that no one but attackers has. */
export function abroad(index: number, asn = 64_501): Origin {
  const [net, last] = index % 2 === 0 ? ["203.0.113", index / 2] : ["198.51.100", (index - 1) / 2];
  if (last >= 250) throw new Error("Documentation has no more addresses.");
  return { address: `${net}.${1 + last}`, place: { ...ABROAD, asn } };
}

/** An address in one host's /64. */
export function inPrefix(prefix: number, host: number): Origin {
  const place = { ...ABROAD, asn: 64_502 };
  return { address: `2001:db8:bad:${prefix.toString(16)}::${(1 + host).toString(16)}`, place };
}
