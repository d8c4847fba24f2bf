import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { readAlert, readAlertFacets, readAlertNames } from "@/lib/alert/read";
import type { Alert } from "@/lib/alert/schema";
import { listDetections, readRule } from "@/lib/detection/read";
import { AppError } from "@/lib/errors";
import type { Answer } from "@/lib/event/schema";
import type { HuntValues } from "./hunt";
import { huntsFor } from "./hunts";
import { fileOf, PORTS, portOf } from "./ports";
import type { HuntList, PortFormat, PortList } from "./schema";

/** A query is pasted into a box: so many names stay readable there. */
const MOST_NAMES = 200;
const MOST_SOURCES = 100;
const MOST_AGENTS = 10;

const CONFIRMED: Answer[] = ["exists-unusable", "exists", "password-known", "signed-in"];

/** The hunting queries that go on from an alert, with its values. Throws `not-found`. */
export async function readHunts(actor: Actor, id: string): Promise<HuntList> {
  authorise(actor, "read");
  const alert = await readAlert(actor, id);
  if ("movedTo" in alert) return readHunts(actor, alert.movedTo);
  return { items: huntsFor(alert.rules, await valuesOf(actor, alert)), nextCursor: null };
}

async function valuesOf(actor: Actor, alert: Alert): Promise<HuntValues> {
  const [facets, names, confirmed, detections] = await Promise.all([
    readAlertFacets(actor, alert.id),
    readAlertNames(actor, alert.id, { limit: MOST_NAMES }),
    readAlertNames(actor, alert.id, { limit: MOST_NAMES, answer: CONFIRMED }),
    listDetections(actor, { alert: alert.id, limit: 1000 }),
  ]);
  const origins = [alert.origin, ...detections.items.map(({ origin }) => origin)];
  const accountsOf = ({ items }: typeof names) => items.map(({ account }) => account).filter(Boolean);
  return {
    from: new Date(alert.firstSeen),
    // Half-open, and the last row is to be in it.
    to: new Date(Date.parse(alert.lastSeen) + 1000),
    sources: [...new Set(origins.filter((origin) => origin !== null))].slice(0, MOST_SOURCES),
    names: accountsOf(names),
    confirmed: accountsOf(confirmed),
    codes: [...new Set(facets.codes.map(({ code }) => code))],
    agents: facets.agents
      .map(({ userAgent }) => userAgent)
      .filter(Boolean)
      .slice(0, MOST_AGENTS),
    total: {
      names: alert.names,
      confirmed: CONFIRMED.reduce((sum, answer) => sum + (alert.learned[answer] ?? 0), 0),
    },
  };
}

/**
 * The rule's own numbers, which a port takes where it has some of the same name; percents as shares too. A port of a
 * rule about the flagged has to flag by itself, as RC-04 does: `absentNames` are its names.
 */
async function numbersOf(actor: Actor, ruleId: string): Promise<Record<string, number>> {
  const { thresholds } = await readRule(actor, ruleId);
  const numbers = Object.entries(thresholds).map(([name, { value }]): [string, number] => [name, value]);
  const shares = numbers
    .filter(([name]) => name.endsWith("Percent"))
    .map(([name, value]): [string, number] => [name.replace(/Percent$/, "Share"), value / 100]);
  const { thresholds: flagging } = await readRule(actor, "RC-04");
  if (!flagging.names) throw new Error("RC-04 has no threshold of names, which other rules' ports flag by.");
  return Object.fromEntries([["absentNames", flagging.names.value], ...numbers, ...shares]);
}

/** What a rule can be downloaded as, and what each file leaves out. Throws `not-found`. */
export async function listPorts(actor: Actor, ruleId: string): Promise<PortList> {
  await numbersOf(actor, ruleId);
  const port = PORTS.find((candidate) => candidate.ruleId === ruleId);
  return { items: port ? portOf(port) : [], nextCursor: null };
}

/** A rule as one product's file, with the numbers that the rule has now. Throws `not-found`. */
export async function readPort(actor: Actor, ruleId: string, format: PortFormat) {
  const numbers = await numbersOf(actor, ruleId);
  const port = PORTS.find((candidate) => candidate.ruleId === ruleId);
  if (!port) throw new AppError("not-found", `${ruleId} cannot be written in another product's words.`);
  return fileOf(port, format, numbers);
}
