import type { SignIn } from "../sign-in";
import type { App } from "../tenant";
import { abroad, inPrefix, shuffled } from "./company";
import { MALICIOUS } from "./levels";
import { jittered, listOf, mixed, people } from "./lists";
import { history } from "./office";
import {
  type Ask,
  ask,
  browser,
  DAY,
  grant,
  HOUR,
  MINUTE,
  MONDAY,
  type Scene,
  SECOND,
  type Style,
} from "./rows";
import { allBut, type Hit, hit, type Part, type Scenario } from "./scenario";

/** A scenario draws its own company, unless it needs a special one. */
export type Build = (scene: Scene) => Pick<Scenario, "parts"> & Partial<Scenario>;

export const attacker = (label: string, rows: Part["rows"], fires: Hit[], may: string[] = []): Part => ({
  label,
  role: "attacker",
  rows,
  fires,
  silent: allBut(...fires.map(({ rule }) => rule), ...may),
  quiet: [],
});

const evenly = (gap: number) => () => gap;
export const from = (origin: ReturnType<typeof abroad>) => () => origin;
const NIGHT = MONDAY + DAY + 2 * HOUR + 14 * MINUTE;

const O365SPRAY =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/104.0.0.0 Safari/537.36";
/** Fewer characters than the 13 ids of the tool, and as many: which they are is for the tool table to know. */
const thirteen = ({ chance }: Scene): App[] =>
  Array.from({ length: 13 }, (_, index) => ({ name: `Office client ${index + 1}`, id: chance.uuid() }));

/** 2: one address, sixty names, thirteen applications, thirty seconds. */
export const oauthEnum: Build = (scene) => {
  const { chance } = scene;
  const apps = thirteen(scene);
  const asks = shuffled(chance, mixed(scene, 60, 15));
  const right = asks.find(({ code }) => code === 50126);
  if (right) right.code = 500011;
  const style = grant(O365SPRAY, () => chance.pick(apps));
  const rows = ask(scene, asks, { start: NIGHT, gap: evenly(SECOND / 2), source: from(abroad(0)) }, style);
  const fires = [
    hit("RC-04", "high"),
    hit("RC-07", "high", "critical", { counts: "nothing" }),
    hit("RC-08", "high", "high", { counts: "nothing" }),
  ];
  return { parts: [attacker("o365spray-like", rows, fires)] };
};

/** 3: nine names before the hour and nine after it. */
export const hourEdge: Build = (scene) => {
  const start = MONDAY + DAY + 9 * HOUR + 55 * MINUTE + 20 * SECOND;
  const pace = { start, gap: evenly(32 * SECOND), source: from(abroad(2)) };
  const rows = ask(scene, listOf(scene, "shuffled", 18, 0), pace, browser(scene));
  return { parts: [attacker("over the hour mark", rows, [hit("RC-04", "low")])] };
};

/** Irregular on purpose: a slow scan by the clock is louder, and that is another scenario's. */
export function slowly(scene: Scene, perHour: number, hours: number): SignIn[] {
  const step = HOUR / perHour;
  const start = MONDAY + DAY + 8 * HOUR;
  const size = perHour * hours;
  const times = Array.from(
    { length: size },
    (_, index) => start + (index + 0.97 * scene.chance.share()) * step,
  );
  const pace = {
    start: times[0] ?? start,
    gap: (index: number) => (times[index] ?? 0) - (times[index - 1] ?? 0),
    source: from(abroad(4)),
  };
  return ask(scene, listOf(scene, "shuffled", size, 0), pace, browser(scene));
}

/** 4: six names an hour, eight hours long. */
export const slow: Build = (scene) => ({
  parts: [attacker("six names an hour", slowly(scene, 6, 8), [hit("RC-05", "medium")])],
});

/** 4, the variant: fourteen an hour. */
export const lessSlow: Build = (scene) => ({
  parts: [attacker("fourteen names an hour", slowly(scene, 14, 8), [hit("RC-04", "high")], ["RC-05"])],
});

/** The same over days: four names a day stay below every day's number. */
export const slower: Build = (scene) => {
  const asks = listOf(scene, "shuffled", 48, 0);
  const gap = (index: number) =>
    (index % 4 === 0 ? 19 * HOUR : 100 * MINUTE) + scene.chance.below(30 * MINUTE);
  const rows = ask(scene, asks, { start: MONDAY + 8 * HOUR, gap, source: from(abroad(6)) }, browser(scene));
  return {
    parts: [attacker("four names a day", rows, [hit("RC-05", "low", "high", { counts: "nothing" })])],
  };
};

/** 5: every request from another address of one cloud, through the list in its order. */
export const fireProx: Build = (scene) => {
  const asks = jittered(scene, listOf(scene, "alphabetical", 120, 3), 10);
  const pace = {
    start: NIGHT,
    gap: () => 12 * SECOND + scene.chance.below(16 * SECOND),
    source: (index: number) => abroad(300 + index, 64_505),
  };
  const rows = ask(
    scene,
    asks,
    pace,
    grant("Mozilla/5.0 (X11; Linux x86_64; rv:111.0) Gecko/20100101 Firefox/111.0"),
  );
  const everyday = history(scene, MONDAY - 2 * DAY, 3);
  return { everyday, parts: [attacker("one address a request", rows, [hit("RC-06", "high", "critical")])] };
};

/** Twelve addresses in turn, eight names each: only the order of the list holds them together. */
export const roundRobin: Build = (scene) => {
  const asks = jittered(scene, listOf(scene, "alphabetical", 96, 0), 10);
  const pace = {
    start: NIGHT,
    gap: evenly(20 * SECOND),
    source: (index: number) => abroad(150 + (index % 12)),
  };
  const rows = ask(scene, asks, pace, browser(scene));
  const fires = [hit("RC-06", "medium", "critical", { counts: "names" })];
  return { everyday: history(scene, MONDAY - 2 * DAY, 3), parts: [attacker("twelve in turn", rows, fires)] };
};

/** TREVORspray's way: one host, and a new address of its /64 for every name. */
export const prefixRotation: Build = (scene) => {
  const pace = { start: NIGHT, gap: evenly(15 * SECOND), source: (index: number) => inPrefix(0x77, index) };
  const style = grant("Windows-AzureAD-Authentication-Provider/1.0");
  const rows = ask(scene, listOf(scene, "shuffled", 40, 4), pace, style);
  return { parts: [attacker("a /64", rows, [hit("RC-04", "medium", "high")], ["RC-06", "RC-07"])] };
};

/** 6: a new client id for every question. */
export const randomClients: Build = (scene) => {
  const style = grant("AADInternals", () => ({ name: "", id: scene.chance.uuid() }));
  const pace = { start: NIGHT, gap: evenly(3 * SECOND), source: from(abroad(8)) };
  const rows = ask(scene, shuffled(scene.chance, mixed(scene, 25, 4)), pace, style);
  const fires = [hit("RC-07", "medium", "high", { counts: "nothing" }), hit("RC-04", "medium", "high")];
  return { parts: [attacker("AADInternals-like", rows, fires)] };
};

/** The side channel: with the password grant an unknown client is refused only after the password was right. */
export const sideChannel: Build = (scene) => {
  const names = people(scene, 3);
  const asks = names.map((name, index) => ({ name, code: index === 2 ? 700016 : 50126 }));
  const style = grant("python-requests/2.32.3", () => ({ name: "", id: scene.chance.uuid() }));
  const rows = ask(scene, asks, { start: NIGHT, gap: evenly(MINUTE), source: from(abroad(10)) }, style);
  const fires = [hit("RC-07", "high", "critical", { counts: "nothing" })];
  return { parts: [attacker("an unknown client", rows, fires, ["RC-08"])] };
};

const flood = (scene: Scene, index: number, reason?: string): SignIn[] => {
  const asks: Ask[] = people(scene, 30).map((name) => ({ name, code: 50053, ...(reason ? { reason } : {}) }));
  const pace = { start: NIGHT, gap: evenly(20 * SECOND), source: from(abroad(index)) };
  const style: Style = browser(scene);
  return ask(scene, [...asks, ...asks], pace, style);
};

/** 15: refused before the password was looked at, which tells nothing of the account. */
export const blockedAddress: Build = (scene) => ({
  parts: [attacker("a blocked address", flood(scene, 12, MALICIOUS), [])],
});

/** 16: a lockout hints at an account and no more. */
export const lockouts: Build = (scene) => ({
  parts: [
    { ...attacker("lockouts", flood(scene, 14), [hit("RC-04", "medium")], ["RC-08"]), quiet: ["RC-08"] },
  ],
});
