import type { Actor } from "@/lib/access/schema";
import { readAlertFacets } from "@/lib/alert/read";
import type { AlertFacets } from "@/lib/alert/schema";
import { familyOf } from "@/lib/enrich/agent-family";
import { appNameOf, oddityOf } from "@/lib/enrich/app-names";
import { hasKnownToolMark, toolsLike } from "@/lib/enrich/tool-likeness";
import { shownText } from "@/lib/stored-text";
import type { Manner } from "./manner-schema";

/** As many of each list as the alert keeps. */
const MOST = 100;

function sums<T extends { attempts: number }>(rows: readonly T[], keyOf: (row: T) => string) {
  const byKey = new Map<string, { first: T; rows: number; attempts: number }>();
  for (const row of rows) {
    const before = byKey.get(keyOf(row)) ?? { first: row, rows: 0, attempts: 0 };
    byKey.set(keyOf(row), { ...before, rows: before.rows + 1, attempts: before.attempts + row.attempts });
  }
  return [...byKey.values()].sort((a, b) => b.attempts - a.attempts);
}

/** What an alert's facets say of the manner of asking. */
export function mannerOf({ apps, agents, clients }: AlertFacets): Manner {
  const named = agents.map((agent) => {
    const userAgent = shownText(agent.userAgent);
    return { ...agent, userAgent, ...familyOf(userAgent) };
  });
  const protocols = sums(
    clients.filter(({ protocol }) => protocol !== ""),
    ({ protocol }) => protocol,
  );
  const asked = {
    agents: named.map(({ userAgent }) => userAgent),
    apps: apps.map(({ app, appId }) => ({ appId, name: app })),
    protocols: protocols.map(({ first }) => first.protocol),
    // A Kerberos client shows its ticket options where others have an agent.
    ticketOptions: protocols.some(({ first }) => first.protocol === "kerberos")
      ? named.map(({ userAgent }) => userAgent)
      : [],
  };
  return {
    apps: apps.map((app) => ({ ...app, knownApp: appNameOf(app.appId), oddity: oddityOf(app.appId) })),
    agents: named,
    families: sums(named, ({ family }) => family).map(({ first, rows, attempts }) => ({
      ...{ family: first.family, kind: first.kind, agents: rows, attempts },
    })),
    protocols: protocols.map(({ first, attempts }) => ({ protocol: first.protocol, attempts })),
    likeness: toolsLike(asked),
    isKnownTool: hasKnownToolMark(asked),
    isCut: [apps, agents, clients].some(({ length }) => length >= MOST),
  };
}

/** How an alert's names were asked for: applications, agents, protocols, and which tools leave such traces. */
export async function readManner(actor: Actor, id: string): Promise<Manner> {
  return mannerOf(await readAlertFacets(actor, id));
}
