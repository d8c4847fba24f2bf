import { Chance } from "../chance";
import type { Build } from "./attacks";
import * as attacks from "./attacks";
import * as chains from "./chains";
import { makeCompany } from "./company";
import { everyday } from "./office";
import * as pictures from "./pictures";
import * as resets from "./resets";
import { DAY, MONDAY } from "./rows";
import type { Part, Scenario } from "./scenario";
import { shifted } from "./tenants";

const DAYS = 12;

/** Who visits the sample's company, and how many days after the scenario's own: the first week is nobody's. */
const VISITORS: [Build, number][] = [
  [attacks.oauthEnum, 7],
  [chains.enumerationSuccess, 8],
  [attacks.slow, 7],
  [attacks.fireProx, 9],
  [attacks.randomClients, 6],
  [attacks.hourEdge, 9],
  [resets.lookOnly, 7],
  [resets.closedGates, 7],
  [pictures.listCycling, 6],
  [pictures.brokenFederation, 5],
  [pictures.provisioning, 4],
  [resets.deskTool, 5],
];

/** Two weeks of an invented company: what the sample data is made of. */
export function sampleScenario(): Scenario {
  const chance = new Chance(1589);
  const scene = { chance, company: makeCompany(chance, { people: 60, offices: 2 }) };
  const days = Array.from({ length: DAYS }, (_, day) => everyday(scene, MONDAY + day * DAY));
  const visits = VISITORS.map(([build, later]) => {
    const { parts, directory = [] } = build(scene);
    return {
      parts: parts.map((part): Part => shifted(part, later)),
      directory: directory.map((row) => ({ ...row, micros: row.micros + later * DAY })),
    };
  });
  return {
    name: "sample",
    about: "two weeks of an invented company",
    company: scene.company,
    everyday: days.flat(),
    directory: visits.flatMap(({ directory }) => directory),
    parts: visits.flatMap(({ parts }) => parts),
  };
}
