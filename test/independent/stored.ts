import { createHash } from "node:crypto";
import type { Pool } from "@/lib/db";
import type { Event } from "@/lib/event/schema";
import { shownText } from "@/lib/stored-text";
import type { Read } from "./reader";

/** One event as one line of text, whoever says it. Two stores hold the same where their lines are the same. */
export type Line = { key: string; line: string };

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 32);

/** The 128 bits that an id is stored as. */
function idOf(text: string): string {
  const id = text.trim();
  if (id === "") return "";
  return UUID.test(id) ? id.replaceAll("-", "").toLowerCase() : digest(`id:${id}`);
}

type Said = Omit<Event, "atMicros" | "nativeId" | "contentId" | "correlationId"> & {
  at: string;
  key: string;
  correlation: string;
};

function lineOf({ facts, ...said }: Said): Line {
  const sorted = Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1));
  const fields = Object.entries(said).sort(([a], [b]) => (a < b ? -1 : 1));
  return { key: `${said.source} ${said.key}`, line: JSON.stringify([fields, sorted]) };
}

function expectedLine({ atMicros, nativeId, contentId, correlationId, ...event }: Event): Line {
  const key = idOf(nativeId) || digest(`content:${contentId}`);
  return lineOf({ ...event, at: String(atMicros), key, correlation: idOf(correlationId) });
}

/** How full a copy is, and then how exactly it says when: the better copy has the greater rank. */
const rankOf = ({ address, clientApp, userAgent, app, description, isIngestTime, digits }: Event) =>
  [address, clientApp, userAgent, app, description].filter((field) => field !== "").length * 100 +
  (isIngestTime ? 0 : 50) +
  digits;

const DAY = 86_400_000_000n;

/** Copies of one row: the same id, within a day of each other. */
function groupsOf(events: Event[]): Event[][] {
  const groups = new Map<string, Event[][]>();
  for (const event of events) {
    const { key } = expectedLine(event);
    const known = groups.get(key) ?? [];
    const near = known.find(([first]) => first && apart(first, event) <= DAY);
    if (near) near.push(event);
    else groups.set(key, [...known, [event]]);
  }
  return [...groups.values()].flat();
}

const apart = (a: Event, b: Event) =>
  a.atMicros > b.atMicros ? a.atMicros - b.atMicros : b.atMicros - a.atMicros;

/** A row that must be stored: by one of these lines, the best copies of it, where nothing tells between them. */
export type Wanted = { key: string; lines: string[] };

/** What must be stored of these records, and how many of them are copies of others. */
export function expectedOf(records: Read[]): { wanted: Wanted[]; copies: number } {
  const events = records.flatMap(({ found }) => ("event" in found ? [found.event] : []));
  const wanted = groupsOf(events).map((group) => {
    const best = Math.max(...group.map(rankOf));
    const candidates = group.filter((event) => rankOf(event) === best).map(expectedLine);
    return { key: candidates[0]?.key ?? "", lines: candidates.map(({ line }) => line) };
  });
  return { wanted, copies: events.length - wanted.length };
}

/** All stored events as lines, by SQL of its own. */
export async function storedLines(pool: Pool, imports: string[]): Promise<Line[]> {
  const { rows } = await pool.query(
    `select case e.source when 1 then 'entra-signin' else 'entra-audit' end as source, u.vector,
            (extract(epoch from e.at) * 1000000)::bigint::text as at, e.ingest_time as "isIngestTime", e.digits,
            replace(e.key::text, '-', '') as key, coalesce(replace(e.correlation::text, '-', ''), '') as correlation,
            o.value as address, i.name, c.app, c.app_id as "appId", c.client_app as "clientApp",
            c.user_agent as "userAgent", c.protocol, u.code, u.qualifier, u.operation, u.activity, u.description,
            p.country, p.region, p.city, p.asn, d.interactive, d.facts
     from event e join origin o on o.id = e.origin_id join identity i on i.id = e.identity_id
     join client c on c.id = e.client_id join outcome u on u.id = e.outcome_id
     join place p on p.id = e.place_id join detail d on d.id = e.detail_id
     where e.import_id = any($1::bigint[])`,
    [imports],
  );
  return rows.map((row) => {
    const shown = Object.entries(row).map(([name, value]) => [
      name,
      typeof value === "string" ? shownText(value) : value,
    ]);
    const facts = Object.entries<string>(JSON.parse(row.facts)).map(([name, fact]) => [
      name,
      shownText(fact),
    ]);
    return lineOf({ ...Object.fromEntries(shown), facts: Object.fromEntries(facts) });
  });
}

/** The sum of the SHA-256 of all lines, modulo 2^256: equal for equal contents in any order. */
export function sumOf(lines: string[]): string {
  let sum = 0n;
  for (const line of lines) sum += BigInt(`0x${createHash("sha256").update(line).digest("hex")}`);
  return (sum % (1n << 256n)).toString(16);
}
