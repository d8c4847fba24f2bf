import type { App, Origin } from "../tenant";
import { attacker } from "./attacks";
import { abroad, inPrefix, shuffled } from "./company";
import { jittered, LISTS, type ListKind, listOf } from "./lists";
import { walk } from "./resets";
import { ask, browser, DAY, grant, HOUR, MINUTE, type Scene, SECOND, type Style, signIn } from "./rows";
import { hit, type Part } from "./scenario";

/** Where a campaign begins, and the number of its first address: no two campaigns share one. */
export type Spot = { start: number; address: number };
export type Variation = (scene: Scene, spot: Spot) => Part;

const TOOLS = [
  "python-requests/2.32.3",
  "Windows-AzureAD-Authentication-Provider/1.0",
  "Go-http-client/2.0",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/104.0.0.0 Safari/537.36",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.14; rv:69.0) Gecko/20100101 Firefox/69.0",
];

/** A browser like everybody's, or a program; either keeps to one application or takes one of a few. */
function styleOf(scene: Scene): Style {
  const { chance, company } = scene;
  const apps: App[] = shuffled(chance, company.apps).slice(0, chance.pick([1, 1, 3, 7]));
  const style = chance.is(0.5) ? browser(scene) : grant(chance.pick(TOOLS));
  return { ...style, app: () => chance.pick(apps), interactive: chance.is(0.6) };
}

const found = (label: string, rows: Part["rows"], ...rules: string[]): Part => ({
  ...attacker(
    label,
    rows,
    rules.map((rule) => hit(rule, "low", "critical", { counts: "nothing" })),
  ),
  silent: [],
});

const anyList = ({ chance }: Scene): ListKind => chance.pick(LISTS);
const at = (origin: Origin) => (): Origin => origin;
/** Time between two questions, now shorter and now longer by this share. */
const about =
  ({ chance }: Scene, gap: number, share: number) =>
  (): number =>
    gap * (1 - share + 2 * share * chance.share());

/** A list in one go from one address. */
const burst: Variation = (scene, { start, address }) => {
  const { chance } = scene;
  const [kind, size] = [anyList(scene), chance.between(14, 140)];
  const asks = jittered(scene, listOf(scene, kind, size), chance.pick([0, 0, 5, 10]));
  const longest = (50 * MINUTE) / size;
  const gap = Math.min(longest, chance.pick([SECOND / 4, SECOND, 5 * SECOND, 20 * SECOND]));
  const pace = { start, gap: about(scene, gap, chance.share()), source: at(abroad(address)) };
  return found(`${size} ${kind} names in a burst`, ask(scene, asks, pace, styleOf(scene)), "RC-04");
};

/** Half before the hour and half after. */
const edge: Variation = (scene, { start, address }) => {
  const size = scene.chance.between(13, 18);
  const turn = Math.ceil(start / HOUR) * HOUR;
  const gap = 35 * SECOND;
  const pace = { start: turn - (size / 2) * gap, gap: about(scene, gap, 0.5), source: at(abroad(address)) };
  const rows = ask(scene, listOf(scene, "shuffled", size), pace, styleOf(scene));
  return found(`${size} names over the hour mark`, rows, "RC-04");
};

/** Below a number by the hour, all day; the clock of some is better than that of others. */
function drawn(scene: Scene, { start, address }: Spot, perHour: number, hours: number): Part["rows"] {
  const size = Math.round(perHour * hours);
  const pace = {
    start,
    gap: about(scene, HOUR / perHour, scene.chance.pick([0.1, 0.5, 0.9])),
    source: at(abroad(address)),
  };
  return ask(
    scene,
    listOf(scene, scene.chance.pick(["alphabetical", "shuffled", "surname"]), size),
    pace,
    styleOf(scene),
  );
}

const steady: Variation = (scene, spot) => {
  const [perHour, hours] = [scene.chance.between(13, 18), scene.chance.between(3, 7)];
  return found(`${perHour} names an hour for ${hours} hours`, drawn(scene, spot, perHour, hours), "RC-04");
};

const slow: Variation = (scene, spot) => {
  const [perHour, hours] = [scene.chance.pick([1, 2, 4, 6]), scene.chance.between(22, 40)];
  return found(`${perHour} names an hour for ${hours} hours`, drawn(scene, spot, perHour, hours), "RC-05");
};

const trickle: Variation = (scene, { start, address }) => {
  const perDay = scene.chance.between(4, 6);
  const [step, days] = [DAY / perDay, Math.ceil(52 / perDay)];
  const pace = { start: start - days * DAY, gap: about(scene, step, 0.4), source: at(abroad(address)) };
  const rows = ask(scene, listOf(scene, "shuffled", perDay * days), pace, styleOf(scene));
  return found(`${perDay} names a day for ${days} days`, rows, "RC-05");
};

/** One address a request, as a gateway of a cloud gives them. */
const cloud: Variation = (scene, { start, address }) => {
  const { chance } = scene;
  const size = chance.between(40, 110);
  const asks = jittered(
    scene,
    listOf(scene, chance.pick(["alphabetical", "surname", "shuffled", "guessed"]), size),
    10,
  );
  const source = (index: number) => abroad(address + index, 64_505);
  const gap = about(scene, chance.pick([3, 15, 28]) * SECOND, 0.6);
  const rows = ask(scene, asks, { start, gap, source }, grant(`Mozilla/5.0 (rotated ${chance.below(1000)})`));
  return found(`${size} names, one address each`, rows, "RC-06");
};

/** A few addresses in turn, each below every number; the order of the list holds them together. */
const pool: Variation = (scene, { start, address }) => {
  const { chance } = scene;
  const hosts = chance.between(10, 14);
  const asks = jittered(scene, listOf(scene, chance.pick(["alphabetical", "surname"]), hosts * 7, 4), 8);
  const source = (index: number) => abroad(address + (index % hosts));
  const rows = ask(scene, asks, { start, gap: about(scene, 20 * SECOND, 0.5), source }, styleOf(scene));
  return found(`${hosts * 7} names over ${hosts} addresses`, rows, "RC-06");
};

const prefix: Variation = (scene, { start, address }) => {
  const size = scene.chance.between(20, 80);
  const source = (index: number) => inPrefix(address, index);
  const rows = ask(
    scene,
    listOf(scene, anyList(scene), size),
    { start, gap: about(scene, 20 * SECOND, 0.5), source },
    styleOf(scene),
  );
  return found(`${size} names from one /64`, rows, "RC-04");
};

const clients: Variation = (scene, { start, address }) => {
  const { chance } = scene;
  const size = chance.between(12, 40);
  const style = grant(chance.pick(["AADInternals", "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"]), () => ({
    name: "",
    id: chance.uuid(),
  }));
  const pace = { start, gap: about(scene, 4 * SECOND, 0.5), source: at(abroad(address)) };
  return found(
    `${size} client ids`,
    ask(scene, listOf(scene, "shuffled", size), pace, style),
    "RC-04",
    "RC-07",
  );
};

const resets: Variation = (scene, { start, address }) => {
  const size = scene.chance.between(7, 20);
  const walks = Array.from({ length: size }, () =>
    scene.chance.pick(["lookOnly", "lookOnly", "fewMethods"] as const),
  );
  const gap = scene.chance.between(1, 4) * MINUTE;
  const rows = walk(scene, walks, { start, gap, address: abroad(address).address });
  return found(`${size} reset pages looked at`, rows, "RC-11");
};

/** A burst, and within a day a sign-in with what it found. */
const success: Variation = (scene, { start, address }) => {
  const { chance } = scene;
  const asks = listOf(scene, "shuffled", chance.between(30, 60), 12);
  const style = styleOf(scene);
  const origin = abroad(address);
  const rows = ask(scene, asks, { start, gap: about(scene, 15 * SECOND, 0.5), source: at(origin) }, style);
  const name = asks.find(({ code }) => code === 50126)?.name ?? "";
  const how = {
    origin,
    app: style.app(),
    agent: style.agent(),
    clientApp: style.clientApp,
    protocol: style.protocol,
  };
  rows.push(signIn(scene, { ...how, name, code: 0, at: start + HOUR + chance.below(20 * HOUR) }));
  return found(`${asks.length} names and a success`, rows, "RC-04", "RC-10");
};

/** Every way of asking that the catalogue claims to see, each drawn anew in size, pace, list and rotation. */
export const VARIATIONS: readonly Variation[] = [
  burst,
  slow,
  cloud,
  resets,
  prefix,
  success,
  edge,
  pool,
  clients,
  trickle,
  burst,
  steady,
];
