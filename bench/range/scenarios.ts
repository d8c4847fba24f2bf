import { Chance } from "../chance";
import type { Build } from "./attacks";
import * as attacks from "./attacks";
import * as chains from "./chains";
import { makeCompany } from "./company";
import * as pictures from "./pictures";
import * as resets from "./resets";
import type { Scenario } from "./scenario";

type Entry = { about: string; build: Build; people?: number };
const entry = (about: string, build: Build, people?: number): Entry => ({
  about,
  build,
  ...(people === undefined ? {} : { people }),
});

/** What can be played, by name. Kerberos waits for the reader of Windows logs. */
const ENTRIES: Record<string, Entry> = {
  "office-day": entry(
    "800 people, their slips and prompts, a leaver's phone, two guests",
    pictures.officeAlone,
    800,
  ),
  "oauth-enum": entry("60 names, one address, 13 applications, 30 seconds", attacks.oauthEnum),
  "hour-edge": entry("18 names from five to ten until five past", attacks.hourEdge),
  slow: entry("6 new names an hour for 8 hours", attacks.slow),
  "less-slow": entry("14 new names an hour for 8 hours", attacks.lessSlow),
  slower: entry("4 new names a day for 12 days", attacks.slower),
  "fire-prox": entry("120 names in order, each from another address of one cloud", attacks.fireProx),
  "round-robin": entry("96 names in order over 12 addresses", attacks.roundRobin),
  "prefix-rotation": entry("40 names, each from another address of one /64", attacks.prefixRotation),
  "random-clients": entry("25 names, 25 client ids", attacks.randomClients),
  "side-channel": entry("a right password behind an unknown client", attacks.sideChannel),
  "broken-federation": entry(
    "400 names with their domain twice, three times",
    pictures.brokenFederation,
    450,
  ),
  provisioning: entry("50 names asked for within the hour before they are made", pictures.provisioning),
  "load-test": entry("test001 to test200 from a pipeline, three runs", pictures.loadTest),
  "list-cycling": entry("the same 40 people every half hour", pictures.listCycling),
  "penetration-test": entry("48 names by order of the owner", pictures.penetrationTest),
  "desk-validation": entry(
    "18 newcomers' addresses, 3 misspelt, from the own gateway",
    pictures.deskValidation,
  ),
  "expiry-notifier": entry("14 expired passwords on four mornings, fewer each", pictures.expiryNotifier),
  "onboarding-sync": entry("20 names asked for until the sync has brought them", pictures.onboardingSync),
  "reset-look-only": entry("12 people's reset options looked at and left", resets.lookOnly),
  "reset-desk": entry("12 callers walked through the reset, 11 get through", resets.deskTool),
  "reset-states": entry("7 accounts whose reset says how they are set up", resets.resetStates),
  "reset-blocks": entry("3 gates closed after too many tries, 3 looked at", resets.resetBlocks),
  "reset-closed": entry("12 gates closed in an hour, told by the reset itself", resets.closedGates),
  "enumeration-success": entry("a scan, and a sign-in with what it found", chains.enumerationSuccess),
  "long-chain": entry("a scan, three weeks, a spray of what was found, a success", chains.longChain),
  "blocked-address": entry("30 people refused for the address alone", attacks.blockedAddress),
  lockouts: entry("30 people locked out", attacks.lockouts),
  "quiet-source": entry("non-interactive rows missing for a morning", pictures.quietSource, 80),
  "unknown-codes": entry("one row in eight with an unknown code", pictures.unknownCodes, 120),
};

export const SCENARIOS = Object.keys(ENTRIES);
const PEOPLE = 260;

/** One scenario as one seed gives it. */
export function scenarioOf(name: string, seed: number): Scenario {
  const found = ENTRIES[name];
  if (!found) throw new Error(`There is no scenario ${name}: ${SCENARIOS.join(" | ")}`);
  const chance = new Chance(seed * 1000 + SCENARIOS.indexOf(name));
  const company = makeCompany(chance, { people: found.people ?? PEOPLE });
  const built = found.build({ chance, company });
  return { everyday: [], directory: [], company, name, about: found.about, ...built };
}
