import { comparable, familyOf } from "./agent-family";
import { appNameOf } from "./app-names";
import { STRENGTHS, type Strength, type Test, TOOL_MARKS, type ToolMark } from "./tool-table";

/** What somebody asked with, over the rows that are looked at; the order does not matter. */
export type AskedWith = {
  agents?: readonly string[];
  /** `name` is what the log calls the application, "" where it names none. */
  apps?: readonly { appId: string; name?: string }[];
  protocols?: readonly string[];
  /** Kerberos: as the event writes them, 0x40810010. */
  ticketOptions?: readonly string[];
};

export type Likeness = {
  tool: string;
  words: string;
  strength: Strength;
  because: string[];
  sources: string[];
};

/** What the tests compare with, made once. */
type Traces = {
  agents: string[];
  appIds: Set<string>;
  protocols: Set<string>;
  ticketOptions: Set<string>;
  nameless: number;
  families: number;
};

/** More than this of one thing says nothing more, and keeps hostile logs cheap. */
const MOST = 5000;

const hex = (value: string) => {
  const text = value.trim().toLowerCase();
  return /^0x[0-9a-f]{1,8}$/.test(text) ? `0x${text.slice(2).padStart(8, "0")}` : text;
};

function tracesOf({ agents = [], apps = [], protocols = [], ticketOptions = [] }: AskedWith): Traces {
  const some = apps.slice(0, MOST);
  const isNameless = ({ appId, name = "" }: { appId: string; name?: string }) =>
    appId.trim() !== "" && name.trim() === "" && appNameOf(appId) === null;
  const nameless = some.filter(isNameless).map(({ appId }) => appId.trim().toLowerCase());
  return {
    agents: [...new Set(agents.slice(0, MOST).map((agent) => comparable(agent).trim()))],
    appIds: new Set(some.map(({ appId }) => appId.trim().toLowerCase())),
    protocols: new Set(protocols.slice(0, MOST).map((protocol) => protocol.trim().toLowerCase())),
    ticketOptions: new Set(ticketOptions.slice(0, MOST).map(hex)),
    nameless: new Set(nameless).size,
    families: new Set(agents.slice(0, MOST).map((agent) => familyOf(agent).family)).size,
  };
}

/** All tests of one mark that look at an agent must hold for the same agent. */
function isAgent(agent: string, tests: readonly Test[]): boolean {
  return tests.every((test) => {
    if (!("agent" in test)) return true;
    if (test.agent === "is") return agent === test.text;
    return test.agent === "begins" ? agent.startsWith(test.text) : agent.includes(test.text);
  });
}

function isThere(test: Test, traces: Traces): boolean {
  if ("agent" in test) return true;
  if ("appIds" in test) return test.appIds.filter((id) => traces.appIds.has(id)).length >= test.least;
  if ("protocol" in test) return traces.protocols.has(test.protocol);
  if ("ticketOptions" in test) return traces.ticketOptions.has(test.ticketOptions);
  if ("namelessApps" in test) return traces.nameless >= test.namelessApps;
  return traces.families >= test.families;
}

function holdsFor({ tests }: ToolMark, traces: Traces): boolean {
  const isAboutAgents = tests.some((test) => "agent" in test);
  if (isAboutAgents && !traces.agents.some((agent) => isAgent(agent, tests))) return false;
  return tests.every((test) => isThere(test, traces));
}

const rank = (strength: Strength) => STRENGTHS.indexOf(strength);

/**
 * Which tools' traces these are consistent with, the strongest first. Evidence for a person and a weight for a rule;
 * every trace can be copied or changed, so nothing here says that it was the tool.
 */
export function toolsLike(asked: AskedWith): Likeness[] {
  const traces = tracesOf(asked);
  const found = new Map<string, Likeness>();
  for (const mark of TOOL_MARKS.filter((row) => holdsFor(row, traces))) {
    const { tool, strength, because, source } = mark;
    const before = found.get(tool);
    found.set(tool, {
      tool,
      words: `consistent with ${tool}`,
      strength: before && rank(before.strength) > rank(strength) ? before.strength : strength,
      because: [...(before?.because ?? []), because],
      sources: [...new Set([...(before?.sources ?? []), source])],
    });
  }
  return [...found.values()].sort(
    (a, b) => rank(b.strength) - rank(a.strength) || (a.tool < b.tool ? -1 : 1),
  );
}

/** A client as the store holds it: one application, one agent, one protocol. */
export type Client = { app: string; appId: string; userAgent: string; protocol: string };

/**
 * Whether one client alone carries a known tool's mark that honest programs hardly leave: `strong` or more. Marks that
 * need several clients (a rotation of ids) are found by `toolsLike` over all of them.
 */
export function isKnownToolMark({ app, appId, userAgent, protocol }: Client): boolean {
  const like = toolsLike({ agents: [userAgent], apps: [{ appId, name: app }], protocols: [protocol] });
  return like.some(({ strength }) => rank(strength) >= rank("strong"));
}

/** Whether what was asked with, taken together, carries such a mark: what rules mean by "known tool". */
export const hasKnownToolMark = (asked: AskedWith): boolean =>
  toolsLike(asked).some(({ strength }) => rank(strength) >= rank("strong"));
