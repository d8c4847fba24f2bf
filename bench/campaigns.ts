import type { Chance } from "./chance";
import { type Agent, type App, absentName, type Origin, placeOf, type Tenant } from "./tenant";

/** One name that an enumerating origin asks for. */
export type Attempt = {
  micros: number;
  tick: number;
  origin: Origin;
  name: string;
  code: number;
  app: App;
  clientApp: string;
  agent: Agent;
  interactive: boolean;
};

/** Where campaigns may lie: whole hours, in microseconds since 1970. */
export type Span = { from: number; hours: number };

const HOUR = 3_600_000_000;
const TOOLS = [
  "python-requests/2.32.3",
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99.0.4844.51 Safari/537.36",
  "axios/1.6.2",
  "Go-http-client/1.1",
  "BAV2ROPC",
  'Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1) "sweep"',
].map(
  (text): Agent => ({ text, os: text.includes("Windows") ? "Windows10" : "", browser: "Rich Client 5.2.8" }),
);
const CLIENT_APPS = [
  "Browser",
  "Mobile Apps and Desktop clients",
  "IMAP4",
  "Authenticated SMTP",
  "Other clients",
];

/** Numbers of names at which a rule changes its mind, and one below each. */
const EDGES = [9, 10, 14, 15, 19, 20, 29, 30, 49, 50, 99, 100];

type Scene = { chance: Chance; tenant: Tenant; origin: Origin; hour: number; turn: number };
type Campaign = (scene: Scene) => Attempt[];

/** Exactly so many names inside one hour, the last of them in its last ten millionth of a second. */
const edge: Campaign = (scene) => {
  const size = EDGES[scene.turn % EDGES.length] ?? 10;
  const attempts = names(scene, size, 1, () => 50034);
  const last = attempts.at(-1);
  if (last) Object.assign(last, { micros: scene.hour + HOUR - 1, tick: 9 });
  return attempts;
};

/** A list read out in one go; a third of the names exist. The turn of the hour may cut it. */
const scan: Campaign = (scene) =>
  names(scene, scene.chance.between(20, 160), 1.4, () =>
    scene.chance.is(0.7) ? 50034 : scene.chance.pick([50053, 50055, 50056, 50126]),
  );

/** A few names an hour, a day long: around the threshold, above it in some hours only. */
const slow: Campaign = (scene) => names(scene, scene.chance.between(6, 13) * 12, 12, () => 50034);

/** One password against many real people: wrong for most, and some answers say more. */
const spray: Campaign = (scene) => {
  const codes = [50126, 50126, 50126, 50126, 50053, 50055, 50057, 50076];
  const attempts = names(scene, scene.chance.between(30, 110), 1, () => scene.chance.pick(codes));
  for (const attempt of attempts) attempt.name = scene.chance.pick(scene.tenant.people).name;
  return attempts;
};

/** The same hour under several user agents, some of which stay below the threshold. */
const disguise: Campaign = (scene) => {
  const agents = Array.from({ length: scene.chance.between(2, 6) }, () =>
    scene.chance.pick(scene.tenant.agents),
  );
  const attempts = names(scene, scene.chance.between(24, 80), 1, () => 50034);
  for (const attempt of attempts) attempt.agent = scene.chance.pickOftenFirst(agents);
  return attempts;
};

/** Every name two or three times, and once more in capitals, which is another name. */
const insistent: Campaign = (scene) => {
  const once = names(scene, scene.chance.between(8, 18), 1, () => 50034);
  return once.flatMap((attempt) => {
    const again = { ...attempt, micros: scene.hour + scene.chance.below(HOUR) };
    const loud = {
      ...again,
      micros: scene.hour + scene.chance.below(HOUR),
      name: attempt.name.toUpperCase(),
    };
    return scene.chance.is(0.5) ? [attempt, again, loud] : [attempt, again];
  });
};

/** Rows whose address the log leaves out: a group for RC-02, none for RC-01. */
const nowhere: Campaign = (scene) => {
  const origin = { ...scene.origin, address: "" };
  return names({ ...scene, origin }, scene.chance.between(14, 36), 1, () => 50034);
};

/** Non-interactive, so that no rule counts it. */
const unseen: Campaign = (scene) =>
  names(scene, scene.chance.between(20, 40), 1, () => 50034).map((attempt) => ({
    ...attempt,
    interactive: false,
  }));

/** One list over three applications: one group for RC-01, three for RC-02. */
const roundabout: Campaign = (scene) => {
  const apps = scene.tenant.apps.slice(0, 3);
  const attempts = names(scene, scene.chance.between(30, 70), 1, () =>
    scene.chance.pick([50034, 50034, 50053]),
  );
  for (const attempt of attempts) attempt.app = scene.chance.pick(apps);
  return attempts;
};

const CAMPAIGNS = [edge, scan, slow, spray, disguise, edge, insistent, nowhere, unseen, roundabout];

/** Attempts of `origins` enumerating origins, campaign after campaign, until the budget is used up; at most that. */
export function planCampaigns(
  chance: Chance,
  tenant: Tenant,
  { budget, origins, span }: { budget: number; origins: number; span: Span },
): Attempt[] {
  const probers = Array.from({ length: origins }, (_, index) => proberOf(chance, index));
  const attempts: Attempt[] = [];
  for (let turn = 0; turn < origins * 10_000; turn++) {
    const origin = probers[turn % origins];
    const campaign = CAMPAIGNS[turn % CAMPAIGNS.length];
    if (!origin || !campaign) break;
    // The last day is left free: the slowest campaign takes half of one.
    const hour = span.from + chance.below(Math.max(1, span.hours - 24)) * HOUR;
    const more = campaign({ chance, tenant, origin, hour, turn: Math.floor(turn / 5) });
    if (attempts.length + more.length > budget) break;
    attempts.push(...more);
  }
  return attempts;
}

function proberOf(chance: Chance, index: number): Origin {
  const isV6 = index % 5 === 4;
  const address = isV6
    ? `2001:db8:bad:${(index + 1).toString(16)}::1`
    : `198.18.${index >> 7}.${1 + (index & 127)}`;
  return { address, place: { ...placeOf(chance), country: chance.pick(["NL", "RU", "VN", "US"]) } };
}

/** So many names from one origin with one client, spread over so many hours. */
function names(scene: Scene, size: number, hours: number, code: () => number): Attempt[] {
  const { chance, tenant, origin, hour } = scene;
  const [app, agent, clientApp] = [chance.pick(tenant.apps), chance.pick(TOOLS), chance.pick(CLIENT_APPS)];
  const width = hours === 1 ? HOUR - 1 : Math.floor(hours * HOUR);
  const base = chance.below(1_000_000) * 1000;
  return Array.from({ length: size }, (_, index) => {
    const answer = code();
    const isAbsent = answer === 50034;
    const name = isAbsent ? absentName(chance, base + index) : chance.pick(tenant.people).name;
    const micros = hour + chance.below(width);
    return {
      ...{ origin, app, agent, clientApp, interactive: true },
      micros,
      tick: chance.below(10),
      name,
      code: answer,
    };
  });
}
