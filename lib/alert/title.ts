import { SEVERITIES, type Severity } from "@/lib/detection/schema";
import type { Link } from "./chain";

export type Told = {
  rules: readonly string[];
  names: number;
  exists: number;
  passwordKnown: number;
  signedIn: number;
};

const plural = (n: number, one: string, many: string) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

/** What an alert without any detection left is called; only one that holds a ruling is kept at all. */
export const EMPTIED = "No rows support this any more; kept for its rulings";

/** What happened, in a few words made from the numbers: what was asked, for how many, and the best answer. */
export function titleOf({ rules, names, exists, passwordKnown, signedIn }: Told): string {
  if (rules.length === 0) return EMPTIED;
  if (rules.every((rule) => rule === "RC-16")) return "A log fell silent or is not understood";
  // What a flagged source knows is no way of asking: those rules look at what the others found.
  const ways = rules.filter((rule) => rule !== "RC-08" && rule !== "RC-10");
  const asked = askedBy(ways, plural(names, "name", "names"));
  if (signedIn > 0) return `${asked}, signed in as ${signedIn}`;
  if (passwordKnown > 0) return `${asked}, ${plural(passwordKnown, "password", "passwords")} known`;
  if (exists > 0) return `${asked}, ${exists} ${exists === 1 ? "exists" : "exist"}`;
  return asked;
}

const isReset = (rule: string) => rule === "RC-03" || rule === "RC-11";

function askedBy(ways: readonly string[], people: string): string {
  if (ways.length === 0) return `Sign-in failures across ${people}`;
  if (ways.every((rule) => rule === "RC-13")) return `Kerberos asked for ${people}`;
  if (ways.every((rule) => rule === "RC-13" || rule === "RC-14")) return `Windows logons tried for ${people}`;
  if (ways.every(isReset)) return `Password reset walked for ${people}`;
  return ways.some(isReset)
    ? `Sign-ins and password resets tried for ${people}`
    : `Sign-in failures across ${people}`;
}

const rank = (severity: Severity) => SEVERITIES.indexOf(severity);

/** The highest severity of the detections; informational where there is none left. */
export function severityOf(links: readonly Pick<Link, "severity">[]): Severity {
  return links.reduce<Severity>(
    (highest, link) => (rank(link.severity) > rank(highest) ? link.severity : highest),
    "informational",
  );
}

/** The severity's arithmetic: per rule its gravest detection, then which of them counts. */
export function severityWhy(links: readonly Link[]): string[] {
  const gravest = new Map<string, Link>();
  for (const link of links) {
    const held = gravest.get(link.ruleId);
    if (!held || rank(link.severity) > rank(held.severity) || isLarger(link, held)) {
      gravest.set(link.ruleId, link);
    }
  }
  const ordered = [...gravest.values()].sort(
    (a, b) => rank(b.severity) - rank(a.severity) || (a.ruleId < b.ruleId ? -1 : 1),
  );
  const lines = ordered.map(lineOf);
  if (links.length > 1) lines.push(`The highest of ${links.length} detections counts: ${severityOf(links)}.`);
  return lines;
}

/** An hour's size, or an episode's and the arithmetic of its severity. */
function lineOf({ ruleId, verdict, severity, names, attempts, ...link }: Link): string {
  const asked = `: ${plural(names, "name", "names")} in ${plural(attempts, "attempt", "attempts")}`;
  const size = `${ruleId} says ${verdict} (${severity})${names === 0 ? "" : asked}`;
  if (!link.isEpisode) return `${size} in the hour from ${minuteOf(link.windowFrom)}.`;
  return `${size} from ${minuteOf(link.firstSeen)} to ${minuteOf(link.lastSeen)}; ${link.severityWhy.join(", ")}.`;
}

/** Of two that are alike in all of this the words decide: ids tell in which order rows came, and must not. */
function isLarger(link: Link, held: Link): boolean {
  if (link.severity !== held.severity) return false;
  if (link.names !== held.names) return link.names > held.names;
  const [from, heldFrom] = [link.windowFrom.getTime(), held.windowFrom.getTime()];
  return from === heldFrom ? lineOf(link) < lineOf(held) : from < heldFrom;
}

const minuteOf = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
