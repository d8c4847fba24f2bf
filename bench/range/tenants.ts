import { Chance } from "../chance";
import { makeCompany } from "./company";
import { byGateway, everyday } from "./office";
import * as pictures from "./pictures";
import * as resets from "./resets";
import { DAY, HOUR, MONDAY, type Scene } from "./rows";
import type { Part, Scenario } from "./scenario";
import { VARIATIONS } from "./variations";

export type Size = { days: number; people: number; attackers: number; lookAlikes: number };

/** Addresses that one campaign may use; the widest takes one for each of its names. */
const APART = 110;
/** Rules may know a tenant for so long before anybody attacks it. */
const QUIET_DAYS = 8;

/**
 * The look-alikes that a tenant may live through. An ordered test is none of them: nothing in the data tells it
 * from an attack, so it is neither a hit nor a false alert.
 */
const LOOK_ALIKES = [
  pictures.brokenFederation,
  pictures.provisioning,
  pictures.listCycling,
  pictures.deskValidation,
  pictures.expiryNotifier,
  pictures.onboardingSync,
  resets.deskTool,
  pictures.loadTest,
];

/**
 * A company over a month: its own noise every day, a few attackers, and a few who only look like it. `turn` is the
 * tenant's place among its like: every kind of attacker and look-alike comes as often over twenty-four of them.
 */
export function tenantOf(seed: number, size: Size, turn: number): Scenario {
  const chance = new Chance(seed);
  const company = makeCompany(chance, { people: size.people, offices: chance.between(1, 4) });
  const scene = { chance, company };
  const days = Array.from({ length: size.days }, (_, day) => everyday(scene, MONDAY + day * DAY));
  const proxied = byGateway(scene, company, MONDAY, size.days, Math.round(size.people / 3));
  const alike = lookAlikes(scene, size, turn);
  return {
    name: `tenant ${seed}`,
    about: `${size.people} people, ${size.days} days`,
    company,
    everyday: [...days.flat(), ...proxied],
    directory: alike.flatMap(({ directory }) => directory),
    parts: [...attackers(scene, size, turn), ...alike.flatMap(({ parts }) => parts)],
  };
}

function attackers(scene: Scene, { days, attackers: count }: Size, turn: number): Part[] {
  const { chance } = scene;
  return Array.from({ length: count }, (_, index) => {
    const variation = VARIATIONS[(turn + index * 3) % VARIATIONS.length];
    if (!variation) throw new Error("There is no variation.");
    const day = Math.min(days - 3, QUIET_DAYS) + chance.below(Math.max(1, days - QUIET_DAYS - 2));
    const start = MONDAY + day * DAY + chance.below(20) * HOUR + chance.below(HOUR);
    const part = variation(scene, { start, address: 40 + index * APART });
    const early = Math.min(...part.rows.map(({ micros }) => micros)) - MONDAY;
    return early < 0 ? shifted(part, Math.ceil(-early / DAY)) : part;
  });
}

function lookAlikes(scene: Scene, { days, lookAlikes: count }: Size, turn: number) {
  return Array.from({ length: count }, (_, index) => {
    const build = LOOK_ALIKES[(turn + index * 3) % LOOK_ALIKES.length];
    if (!build) throw new Error("There is no look-alike.");
    const { parts, directory = [] } = build(scene);
    // They lie in the first week of their own scenario, or in the second.
    const weeks = Math.max(0, Math.floor((days - 10) / 7));
    const by = scene.chance.below(weeks + 1) * 7;
    return {
      parts: parts.map((part) => shifted(part, by)),
      directory: directory.map((row) => ({ ...row, micros: row.micros + by * DAY })),
    };
  });
}

/** The same, so many days later. */
export function shifted(part: Part, days: number): Part {
  return { ...part, rows: part.rows.map((row) => ({ ...row, micros: row.micros + days * DAY })) };
}
