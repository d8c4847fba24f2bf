import type { DirectoryStep, SignIn } from "../sign-in";
import { type Origin, plain } from "../tenant";
import type { Build } from "./attacks";
import { abroad, DOMAIN, shuffled } from "./company";
import { misspelt, mixed, people } from "./lists";
import { byGateway, everyday, history, leaversPhone, officeDay, strayGuests } from "./office";
import {
  type Ask,
  ask,
  browser,
  DAY,
  directoryStep,
  grant,
  HOUR,
  MINUTE,
  MONDAY,
  type Scene,
  SECOND,
  type Style,
} from "./rows";
import { allBut, type Hit, hit, OURS, type Part } from "./scenario";

const MORNING = MONDAY + 4 * DAY + 6 * HOUR;

/** A look-alike: what it may raise stays below medium, unless `fires` says that nothing in the data can tell. */
function picture(category: string, label: string, rows: Part["rows"], fires: Hit[] = []): Part {
  return {
    label,
    role: "benign",
    category,
    rows,
    fires,
    silent: [],
    quiet: allBut(...fires.map(({ rule }) => rule)),
  };
}

const program = (scene: Scene, app: number, text: string): Style => {
  const found = scene.company.apps[app] ?? { name: "", id: "" };
  return { ...grant(text, () => found), clientApp: "Other clients", protocol: "none" };
};

/** The same questions again and again, each round so long after the one before. */
function rounds(
  scene: Scene,
  asks: Ask[],
  origin: Origin,
  style: Style,
  [start, count, apart]: [number, number, number],
) {
  const gap = () => SECOND + scene.chance.below(SECOND);
  return Array.from({ length: count }, (_, round) =>
    ask(scene, asks, { start: start + round * apart, gap, source: () => origin }, style),
  ).flat();
}

/** 1: a day in the office, and nothing else. */
export const officeAlone: Build = (scene) => {
  const day = MONDAY + DAY;
  const rows = [...officeDay(scene, day), ...leaversPhone(scene, day), ...strayGuests(scene, day)];
  const part: Part = { label: "the office", role: "benign", rows, fires: [], silent: [], quiet: OURS };
  return { parts: [part] };
};

/** 7: the own sign-in gateway sends every name with its domain twice, three times over. */
export const brokenFederation: Build = (scene) => {
  const { company } = scene;
  const asks = shuffled(scene.chance, company.people)
    .slice(0, 400)
    .map(({ name }) => ({ name: `${name}@${DOMAIN}`, code: 50034 }));
  const style = program(scene, 12, "HrPortal-SSO/2.3");
  const rows = rounds(scene, asks, company.gateway, style, [MORNING, 3, 16 * MINUTE]);
  return {
    everyday: byGateway(scene, company, MONDAY, 4),
    parts: [picture("federation-malformed-upn", "a broken sign-in gateway", rows, [hit("RC-04", "low")])],
  };
};

const newcomers = (scene: Scene, count: number): string[] =>
  shuffled(scene.chance, scene.company.free).slice(0, count);
const added = (scene: Scene, names: string[], start: number, over: number): DirectoryStep[] =>
  names.map((name) =>
    directoryStep(scene, { name, activity: "Add user", at: start + scene.chance.below(over) }),
  );
const server = (last: number): Origin => ({
  address: `192.0.2.${last}`,
  place: { country: "NL", region: "Zuid-Holland", city: "Delft", geo: "52.0116,4.3571", asn: 64_496 },
});

/** 8: the staff system asks whether its new names exist before it makes them. */
export const provisioning: Build = (scene) => {
  const names = newcomers(scene, 50);
  const asks = names.map((name) => ({ name, code: 50034 }));
  const rows = rounds(scene, asks, server(210), program(scene, 5, "HrSync/5.2 (Java/17)"), [MORNING, 1, 0]);
  return {
    directory: added(scene, names, MORNING + 5 * MINUTE, 50 * MINUTE),
    parts: [picture("provisioning-check", "a provisioning batch", rows, [hit("RC-04", "low")])],
  };
};

/** 9: a pipeline signs in as people it made up, three runs in a row. */
export const loadTest: Build = (scene) => {
  const asks = Array.from({ length: 200 }, (_, index) => ({
    name: `test${String(index + 1).padStart(3, "0")}@${DOMAIN}`,
    code: 50034,
  }));
  const rows = rounds(scene, asks, abroad(30), program(scene, 6, "k6/0.57.0 (https://k6.io/)"), [
    MORNING,
    3,
    25 * MINUTE,
  ]);
  const fires = [hit("RC-04", "low", "critical")];
  return {
    parts: [
      { ...picture("load-test", "a load test", rows, fires), quiet: allBut("RC-04", "RC-06", "RC-07") },
    ],
  };
};

/** 10: a program with an old list of passwords, every half hour. */
export const listCycling: Build = (scene) => {
  const asks = people(scene, 40).map((name) => ({ name, code: 50126 }));
  const rows = rounds(scene, asks, server(220), program(scene, 7, "Contoso-Mailer/1.9"), [
    MORNING,
    24,
    30 * MINUTE,
  ]);
  return { parts: [picture("list-cycling-app", "a program and its list", rows, [hit("RC-04", "low")])] };
};

/** 11: a test that was ordered. Nothing in the data tells it from the real thing. */
export const penetrationTest: Build = (scene) => {
  const asks = shuffled(scene.chance, mixed(scene, 48, 12));
  const pace = { start: MORNING + 4 * HOUR, gap: () => 2 * SECOND, source: () => abroad(32) };
  const rows = ask(scene, asks, pace, browser(scene));
  const fires = [hit("RC-04", "medium", "high")];
  const part = picture("penetration-test", "an ordered test", rows, fires);
  return { parts: [{ ...part, quiet: allBut("RC-04", "RC-06", "RC-08") }] };
};

/** The desk's tool looks whether the addresses of this week's newcomers work; some are misspelt. */
export const deskValidation: Build = (scene) => {
  const { company, chance } = scene;
  const names = company.people.slice(-18).map(({ name }) => name);
  const asks = names.map((name, index) =>
    index < 3 ? { name: misspelt(scene, name), code: 50034 } : { name, code: 50126 },
  );
  const pace = {
    start: MORNING + 3 * HOUR,
    gap: () => (1 + chance.below(3)) * MINUTE,
    source: () => company.gateway,
  };
  const rows = ask(scene, asks, pace, program(scene, 4, "ServiceDesk/7"));
  return {
    everyday: byGateway(scene, company, MONDAY, 4),
    directory: added(scene, names, MORNING - 8 * HOUR, 6 * HOUR),
    parts: [picture("helpdesk-validation", "the desk's check", rows)],
  };
};

/** Reminders of passwords that run out: the same people every morning, fewer as they change theirs. */
export const expiryNotifier: Build = (scene) => {
  const { company } = scene;
  // Not those who come by the gateway themselves.
  const asks = company.people.slice(40, 54).map(({ name }) => ({ name, code: 50055 }));
  const style = program(scene, 7, "PasswordReminder/3.0");
  const rows: SignIn[] = [0, 1, 2, 3].flatMap((day) =>
    rounds(scene, asks.slice(day * 2), company.gateway, style, [MORNING + (day + 1) * DAY, 1, 0]),
  );
  return {
    everyday: byGateway(scene, company, MONDAY, 9),
    parts: [picture("password-expiry-notifier", "expiry reminders", rows)],
  };
};

/** A script on the sync host asks for new people until the directory has them. */
export const onboardingSync: Build = (scene) => {
  const { company } = scene;
  const names = newcomers(scene, 20);
  const asks = names.map((name) => ({ name, code: 50034 }));
  const style = program(scene, 10, "WindowsPowerShell/5.1");
  const rows = rounds(scene, asks, server(230), style, [MORNING, 3, 30 * MINUTE]);
  const sync = { ...style, interactive: false };
  const account = `sync.${plain("delft")}@${DOMAIN}`;
  // The account of the host has worked from there every day.
  const successes = [0, 1, 2, 3, 4].flatMap((day) =>
    ask(
      scene,
      Array.from({ length: 12 }, () => ({ name: account, code: 0 })),
      { start: MONDAY + day * DAY + 2 * HOUR, gap: () => 30 * MINUTE, source: () => server(230) },
      sync,
    ),
  );
  return {
    everyday: [...history(scene, MONDAY, 3), ...successes],
    directory: added(scene, names, MORNING + 30 * MINUTE, 60 * MINUTE),
    parts: [picture("onboarding-sync", `${company.people.length} people and the sync host`, rows)],
  };
};

const WORK = [0, 1, 2, 3, 4];

/** Non-interactive rows stop for a morning while people go on signing in. */
export const quietSource: Build = (scene) => {
  const rows = WORK.flatMap((day) => everyday(scene, MONDAY + day * DAY));
  const [from, to] = [MONDAY + 3 * DAY + 8 * HOUR, MONDAY + 3 * DAY + 13 * HOUR];
  const kept = rows.filter(({ interactive, micros }) => interactive || micros < from || micros >= to);
  const part: Part = {
    label: "a source that fell silent",
    role: "benign",
    rows: [],
    fires: [],
    silent: [],
    quiet: OURS,
  };
  return {
    everyday: kept,
    parts: [{ ...part, fires: [hit("RC-16", "informational", "high", { counts: "nothing" })] }],
  };
};

/** Codes that nobody has mapped: one success in eight. */
export const unknownCodes: Build = (scene) => {
  const rows = WORK.flatMap((day) => everyday(scene, MONDAY + day * DAY));
  const odd = rows.map((row, index) =>
    row.code === 0 && index % 8 === 0 ? { ...row, code: 999_001, reason: "A code of tomorrow." } : row,
  );
  const part: Part = {
    label: "codes of tomorrow",
    role: "benign",
    rows: [],
    fires: [],
    silent: [],
    quiet: OURS,
  };
  return {
    everyday: odd,
    parts: [{ ...part, fires: [hit("RC-16", "informational", "high", { counts: "nothing" })] }],
  };
};
