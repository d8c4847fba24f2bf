import type { Answered, Client } from "./answered";

/** Agents that name a tool for guessing accounts, and what their presence is consistent with. */
const AGENTS: readonly [RegExp, string][] = [
  [/AADInternals/i, "AADInternals"],
  [/\bfasthttp\b/i, "the fasthttp wave"],
  [/^Windows-AzureAD-Authentication-Provider\/1\.0$/, "TREVORspray"],
  [/Teams\/1\.3\.00\.30866 .*Electron\/8\.5\.1/, "TeamFiltration"],
];
/** Client ids that no application has: copied from a template into a tool. */
const CLIENT_IDS = new Map([["30cad7ca-797c-4dba-81f6-8b01f6371013", "CredMaster"]]);

/** The tool whose mark this client bears, null for none. */
function markOf({ appId, userAgent }: Client): string | null {
  return CLIENT_IDS.get(appId.toLowerCase()) ?? AGENTS.find(([is]) => is.test(userAgent))?.[1] ?? null;
}

const marks = new WeakMap<Client, string | null>();

/**
 * The tool that an answer bears the mark of, null for none. Marks are chosen by whoever asks: evidence, and never a
 * ground of their own.
 */
export function toolMarkOf({ client }: Answered): string | null {
  const known = marks.get(client);
  if (known !== undefined) return known;
  const mark = markOf(client);
  marks.set(client, mark);
  return mark;
}

/** The first mark among these. */
export function anyToolMark(answers: readonly Answered[]): string | null {
  for (const answered of answers) {
    const mark = toolMarkOf(answered);
    if (mark !== null) return mark;
  }
  return null;
}
