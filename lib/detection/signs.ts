import { type AskedWith, type Likeness, toolsLike } from "@/lib/enrich/tool-likeness";
import type { Answered, Client } from "./answered";

const isNoTicket = ({ protocol }: Client) => protocol !== "kerberos";

const askedWith = (clients: readonly Client[]): AskedWith => ({
  agents: clients.filter(isNoTicket).map(({ userAgent }) => userAgent),
  apps: clients.map(({ app, appId }) => ({ appId, name: app })),
  protocols: clients.map(({ protocol }) => protocol),
  // What a Kerberos client shows of itself stands where others have their agent.
  ticketOptions: clients.filter((client) => !isNoTicket(client)).map(({ userAgent }) => userAgent),
});

/** The tool whose traces honest programs hardly leave; null for none, and for what they leave as well. */
const knownOf = (likeness: readonly Likeness[]): string | null =>
  likeness.find(({ strength }) => strength !== "weak")?.tool ?? null;

const marks = new WeakMap<Client, string | null>();

/**
 * The tool that an answer bears the mark of, null for none. Marks are chosen by whoever asks: evidence, and never a
 * ground of their own.
 */
export function toolMarkOf({ client }: Answered): string | null {
  const known = marks.get(client);
  if (known !== undefined) return known;
  const mark = knownOf(toolsLike(askedWith([client])));
  marks.set(client, mark);
  return mark;
}

/** The tool whose traces these bear: one answer alone, or all of them together, as ids in rotation do. */
export function anyToolMark(answers: readonly Answered[]): string | null {
  for (const answered of answers) {
    const mark = toolMarkOf(answered);
    if (mark !== null) return mark;
  }
  return knownOf(toolsLike(askedWith([...new Set(answers.map(({ client }) => client))])));
}
