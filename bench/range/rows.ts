import type { Chance } from "../chance";
import type { DirectoryStep, ResetStep, SignIn } from "../sign-in";
import type { Agent, App, Origin, Person } from "../tenant";
import { type Company, POWERSHELL } from "./company";

export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Monday 2 March 2026, UTC. */
export const MONDAY = Date.UTC(2026, 2, 2) * 1000;

export type Scene = { chance: Chance; company: Company };
const NOBODY = "00000000-0000-0000-0000-000000000000";

export type Said = Pick<SignIn, "name" | "code" | "origin" | "app" | "agent" | "clientApp"> & {
  at: number;
  person?: Person;
  protocol?: string;
  interactive?: boolean;
  reason?: string;
};

/** One row of a sign-in log; who it is follows from the name. */
export function signIn({ chance, company }: Scene, said: Said): SignIn {
  const { at, person, reason } = said;
  const known = person ?? company.people.find(({ name }) => name === said.name.toLowerCase());
  return {
    kind: "sign-in",
    micros: Math.floor(at),
    tick: chance.below(10),
    id: chance.uuid(),
    correlation: chance.uuid(),
    session: chance.uuid(),
    name: said.name,
    display: known?.display ?? said.name.split("@")[0] ?? "",
    userId: known?.id ?? NOBODY,
    origin: said.origin,
    app: said.app,
    resource: chance.pick(company.resources),
    clientApp: said.clientApp,
    agent: said.agent,
    protocol: said.protocol ?? "none",
    device: person?.device ?? "",
    code: said.code,
    ...(reason === undefined ? {} : { reason }),
    interactive: said.interactive ?? true,
    isMfa: false,
    isAttack: false,
    milliseconds: 40 + chance.below(900),
  };
}

export type Ask = { name: string; code: number; reason?: string };
/** How somebody asks; drawn anew for every row, so that a tool can rotate what it likes. */
export type Style = {
  app: () => App;
  agent: () => Agent;
  clientApp: string;
  protocol: string;
  interactive?: boolean;
};
export type Pace = { start: number; gap: (index: number) => number; source: (index: number) => Origin };

/** One row for each name in turn. */
export function ask(
  scene: Scene,
  asks: readonly Ask[],
  { start, gap, source }: Pace,
  style: Style,
): SignIn[] {
  let at = start;
  return asks.map((one, index) => {
    if (index > 0) at += gap(index);
    const { clientApp, protocol, interactive } = style;
    const how = { app: style.app(), agent: style.agent(), clientApp, protocol, interactive };
    return signIn(scene, { ...one, ...how, at, origin: source(index) });
  });
}

const agent = (text: string): Agent => ({
  text,
  os: text.includes("Windows") ? "Windows10" : "",
  browser: "",
});

/** A browser that says so, at an application everybody uses: no mark of any tool. */
export const browser = ({ company }: Scene): Style => ({
  app: () => company.apps[2] ?? POWERSHELL,
  agent: () =>
    agent(
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.0.0 Safari/537.36",
    ),
  clientApp: "Browser",
  protocol: "none",
});

/** A program that asks for tokens with the name and password in hand. */
export const grant = (text: string, app: () => App = () => POWERSHELL): Style => ({
  app,
  agent: () => agent(text),
  clientApp: "Mobile Apps and Desktop clients",
  protocol: "ropc",
});

export function resetStep(
  { chance }: Scene,
  step: Pick<ResetStep, "name" | "userId" | "address" | "activity" | "reason" | "result" | "correlation"> & {
    at: number;
  },
): ResetStep {
  const { at, ...rest } = step;
  return { kind: "reset-step", micros: Math.floor(at), tick: 0, id: `SSPR_${chance.uuid()}`, ...rest };
}

export function directoryStep(
  { chance }: Scene,
  { at, name, activity }: Pick<DirectoryStep, "name" | "activity"> & { at: number },
): DirectoryStep {
  const id = `Directory_${chance.uuid()}`;
  const ids = { id, correlation: chance.uuid(), userId: chance.uuid(), by: "Contoso HR provisioning" };
  return { kind: "directory-step", micros: Math.floor(at), tick: 0, ...ids, name, activity };
}
