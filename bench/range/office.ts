import type { SignIn } from "../sign-in";
import type { Agent, App, Origin, Person } from "../tenant";
import { type Company, POWERSHELL } from "./company";
import { misspelt } from "./lists";
import { HOUR, MINUTE, type Scene, SECOND, signIn } from "./rows";

/** How often a morning begins with a slip or a prompt; every one of these ends in a success. */
export type Slips = { typos: number; wrong: number; prompts: number };
/** As counted on the day that the rules were thought through with: 1.5 % misspell, 11 % mistype, 10 % are asked. */
export const USUAL: Slips = { typos: 0.015, wrong: 0.11, prompts: 0.1 };

const PHONE: Agent = {
  text: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
  os: "Ios 18.3",
  browser: "Mobile Safari",
};
const IMAP: Agent = { text: "", os: "", browser: "" };

/** One day of work: mornings with their slips, middays, phones in the pocket. */
export function officeDay(scene: Scene, day: number, slips: Slips = USUAL): SignIn[] {
  const { chance, company } = scene;
  const present = company.people.filter(() => chance.is(0.9));
  return present.flatMap((person) => {
    const origin = placeOf(scene, person);
    const at = day + 7 * HOUR + chance.below(150 * MINUTE);
    const later = day + 12 * HOUR + chance.below(4 * HOUR);
    return [
      ...arrival(scene, person, origin, at, slips),
      working(scene, person, origin, later),
      ...phone(scene, person, day),
    ];
  });
}

function placeOf({ chance, company }: Scene, person: Person): Origin {
  if (chance.is(0.75)) return person.office;
  return chance.is(0.7) ? person.home : chance.pick(company.carriers);
}

function working(scene: Scene, person: Person, origin: Origin, at: number, code = 0): SignIn {
  const { agent, clientApp, name } = person;
  const app = scene.chance.pickOftenFirst(scene.company.apps);
  return signIn(scene, { at, name, person, code, origin, app, agent, clientApp });
}

/** Up to two rows that failed, and the one that did not, all within two minutes. */
function arrival(scene: Scene, person: Person, origin: Origin, at: number, slips: Slips): SignIn[] {
  const { chance } = scene;
  const luck = chance.share();
  const app = chance.pickOftenFirst(scene.company.apps);
  const same = { person, origin, app, agent: person.agent, clientApp: person.clientApp };
  const rows: SignIn[] = [];
  const before = (code: number, seconds: number, name = person.name) =>
    rows.push(signIn(scene, { ...same, name, code, at: at - seconds * SECOND }));
  if (luck < slips.typos) before(50034, 30 + chance.below(60), misspelt(scene, person.name));
  else if (luck < slips.typos + slips.wrong) before(50126, 20 + chance.below(40));
  else if (luck < slips.typos + slips.wrong + slips.prompts) before(chance.pick([50074, 50076]), 15);
  if (chance.is(0.06)) before(50140, 5);
  if (chance.is(0.08)) before(50058, 110);
  return [...rows, signIn(scene, { ...same, name: person.name, code: 0, at })];
}

/** Tokens that a phone renews by itself, seldom refused when they are old. */
function phone(scene: Scene, person: Person, day: number): SignIn[] {
  const { chance, company } = scene;
  return Array.from({ length: chance.below(3) }, () => {
    const at = day + 6 * HOUR + chance.below(15 * HOUR);
    const origin = chance.pick(company.carriers);
    const app = company.apps[0] ?? POWERSHELL;
    const how = {
      origin,
      app,
      agent: PHONE,
      clientApp: "Mobile Apps and Desktop clients",
      interactive: false,
    };
    return signIn(scene, { ...how, at, name: person.name, person, code: 0 });
  });
}

/** The telephone of somebody who left goes on asking for a mailbox that is gone: one name, many tries. */
export function leaversPhone(scene: Scene, day: number, tries = 40): SignIn[] {
  const { chance, company } = scene;
  const leaver = company.leavers[chance.below(company.leavers.length)];
  const origin = chance.pick(company.carriers);
  const how = { origin, app: company.apps[0] ?? POWERSHELL, agent: IMAP, clientApp: "IMAP4" };
  return Array.from({ length: tries }, (_, index) => {
    const at = day + 5 * HOUR + index * 20 * MINUTE + chance.below(5 * MINUTE);
    return signIn(scene, { ...how, at, name: leaver?.name ?? "", code: 50034 });
  });
}

/** Guests who typed into the wrong tenant, from where they are. */
export function strayGuests(scene: Scene, day: number): SignIn[] {
  const { chance, company } = scene;
  const app = company.apps[3] ?? POWERSHELL;
  return company.guests.map((name, index) => {
    const origin = company.people[index]?.home ?? company.gateway;
    const agent = company.agents[index] ?? PHONE;
    const at = day + 9 * HOUR + chance.below(6 * HOUR);
    return signIn(scene, { at, name, code: 50020, origin, app, agent, clientApp: "Browser" });
  });
}

const JOB: Agent = { text: "Contoso-Reports/4.1", os: "", browser: "" };

/** A service account that signs in by the clock, and for one bad night with an old password. */
export function serviceAccount(scene: Scene, day: number, isBroken: boolean): SignIn[] {
  const app: App = scene.company.apps[7] ?? POWERSHELL;
  const how = { app, agent: JOB, clientApp: "Other clients", interactive: false, protocol: "ropc" };
  return Array.from({ length: 12 }, (_, index) => {
    const at = day + index * 2 * HOUR + scene.chance.below(MINUTE);
    const code = isBroken && index < 4 ? 50126 : 0;
    return signIn(scene, {
      ...how,
      at,
      name: "svc-reports@contoso.example",
      code,
      origin: scene.company.gateway,
    });
  });
}

/** Everything usual of one day: a weekend is phones and programs alone. */
export function everyday(scene: Scene, day: number, slips: Slips = USUAL): SignIn[] {
  const weekday = new Date(day / 1000).getUTCDay();
  const { chance } = scene;
  const isWork = weekday !== 0 && weekday !== 6;
  return [
    ...(isWork
      ? officeDay(scene, day, slips)
      : scene.company.people.flatMap((one) => phone(scene, one, day))),
    ...(chance.is(0.3) ? leaversPhone(scene, day, 10 + chance.below(30)) : []),
    ...(chance.is(0.2) ? strayGuests(scene, day) : []),
    ...serviceAccount(scene, day, chance.is(0.05)),
  ];
}

/** A company's quiet past: so many working people sign in once a day from the office. */
export function history(scene: Scene, from: number, days: number, size = 40): SignIn[] {
  return Array.from({ length: days }, (_, day) =>
    scene.company.people
      .slice(0, size)
      .map((person) =>
        working(scene, person, person.office, from + (day * 24 + 7) * HOUR + scene.chance.below(2 * HOUR)),
      ),
  ).flat();
}

/** The people of the office also come by the company's own gateway, as through a proxy. */
export function byGateway(scene: Scene, company: Company, from: number, days: number, size = 40): SignIn[] {
  return Array.from({ length: days }, (_, day) =>
    company.people
      .slice(0, size)
      .map((person) =>
        working(scene, person, company.gateway, from + (day * 24 + 8) * HOUR + scene.chance.below(8 * HOUR)),
      ),
  ).flat();
}
