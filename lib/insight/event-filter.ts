import { type Connection, Prisma } from "@/lib/db";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { AppError } from "@/lib/errors";
import { accountsOf } from "@/lib/event/star";
import { storedText } from "@/lib/stored-text";
import { DAY } from "@/lib/time";
import type { EventFilter } from "./event-schema";
import { originFilterOf } from "./origin-filter";

/**
 * What a filter came down to: the ids of the names it means, found before any event is touched. Null filters
 * nothing. `isInLedger`: every outcome it allows is one that the ledger keeps.
 */
export type Search = {
  from: Date | null;
  to: Date | null;
  importId: string | null;
  origins: string[] | null;
  accounts: string[] | null;
  identities: string[] | null;
  outcomes: string[] | null;
  clients: string[] | null;
  isInLedger: boolean;
};

/** More names than this make no filter: their ids alone are megabytes. */
const MOST_IDS = 200_000;

async function idsOf(connection: Connection, what: string, statement: Prisma.Sql): Promise<string[]> {
  const { rows } = await connection.query<{ id: string }>(Prisma.sql`${statement} limit ${MOST_IDS + 1}`);
  if (rows.length > MOST_IDS) {
    throw new AppError(
      "bad-input",
      `${what}: more than ${MOST_IDS.toLocaleString("en")} different values fit. Give more of it.`,
    );
  }
  return rows.map(({ id }) => id);
}

function originCondition(text: string): Prisma.Sql {
  const filter = originFilterOf(text);
  if (filter.kind === "none") return Prisma.sql`kind = 'none'`;
  if (filter.kind === "exact")
    return Prisma.sql`kind <> 'none' and value = any(${filter.values.map(storedText)})`;
  return Prisma.sql`kind = 'address' and address_of(value) <<= ${filter.network}::inet`;
}

const originIds = (connection: Connection, text: string) =>
  idsOf(connection, "origin", Prisma.sql`select id::text as id from origin where ${originCondition(text)}`);

async function accountIds(connection: Connection, text: string) {
  const names = text === NO_ORIGIN ? [""] : accountsOf(text).map(storedText);
  const { rows } = await connection.query<{ id: string; account: string }>(Prisma.sql`
    select id::text, account_id::text as account from identity where account = any(${names})`);
  return {
    identities: rows.map(({ id }) => id),
    accounts: [...new Set(rows.map((row) => row.account))],
  };
}

/** Text for `like`: what somebody typed stands for itself. */
const likeOf = (text: string) => `%${storedText(text).replace(/[\\%_]/g, "\\$&")}%`;

function clientIds(connection: Connection, { app, agent }: EventFilter): Promise<string[]> {
  const name = app === NO_ORIGIN ? "" : storedText(app ?? "").toLowerCase();
  const isApp =
    name === "" ? Prisma.sql`app = '' and app_id = ''` : Prisma.sql`${name} in (lower(app), lower(app_id))`;
  const isAgent =
    agent === NO_ORIGIN ? Prisma.sql`user_agent = ''` : Prisma.sql`user_agent ilike ${likeOf(agent ?? "")}`;
  return idsOf(
    connection,
    agent === undefined ? "app" : "agent",
    Prisma.sql`
      select id::text as id from client
      where true ${app === undefined ? Prisma.empty : Prisma.sql`and ${isApp}`}
        ${agent === undefined ? Prisma.empty : Prisma.sql`and ${isAgent}`}`,
  );
}

/** The code as every list shows it: a vector without codes is named itself. */
export const shownCode = Prisma.sql`coalesce(nullif(o.code, ''), upper(o.vector))`;

/** Words with ! in front are those that it must not be. */
function wordCondition(value: Prisma.Sql, words: readonly string[] | undefined): Prisma.Sql {
  const wanted = words?.filter((word) => !word.startsWith("!")) ?? [];
  const unwanted = words?.filter((word) => word.startsWith("!")).map((word) => word.slice(1)) ?? [];
  return Prisma.sql`
    ${wanted.length > 0 ? Prisma.sql`and ${value} = any(${wanted})` : Prisma.empty}
    ${unwanted.length > 0 ? Prisma.sql`and ${value} <> all(${unwanted})` : Prisma.empty}`;
}

async function outcomeIds(connection: Connection, { vector, answer, code }: EventFilter) {
  const codes = code?.map((text) => storedText(text).toLowerCase());
  const { rows } = await connection.query<{ id: string; answer: string | null }>(Prisma.sql`
    select o.id::text, o.answer from outcome o
    where true ${wordCondition(Prisma.sql`o.vector`, vector)}
      ${wordCondition(Prisma.sql`coalesce(o.answer, ${NO_ORIGIN})`, answer)}
      ${wordCondition(Prisma.sql`lower(${shownCode})`, codes)}`);
  return {
    outcomes: rows.map(({ id }) => id),
    isInLedger: rows.every((row) => row.answer !== null && row.answer !== "signed-in"),
  };
}

/** An import's rows lie in its own period; a day more on both sides, for copies whose times differ. */
async function importRange(connection: Connection, id: string) {
  const { rows } = await connection.query<{ from: Date | null; to: Date | null }>(
    Prisma.sql`select events_from as "from", events_to as "to" from import where id = ${id}`,
  );
  return rows[0] ?? null;
}

const later = (a: Date | null | undefined, b: Date) => (a && a > b ? a : b);
const earlier = (a: Date | null | undefined, b: Date) => (a && a < b ? a : b);

/** Looks the filter's names up. Null: no row can match. Throws `bad-input` for a filter that makes no sense. */
export async function searchOf(connection: Connection, filter: EventFilter): Promise<Search | null> {
  const search: Search = {
    ...{ from: filter.from ?? null, to: filter.to ?? null, importId: filter.import ?? null },
    ...{ origins: null, accounts: null, identities: null, outcomes: null, clients: null, isInLedger: false },
  };
  if (filter.import !== undefined) {
    const held = await importRange(connection, filter.import);
    if (!held) return null;
    if (held.from) search.from = later(search.from, new Date(held.from.getTime() - DAY));
    if (held.to) search.to = earlier(search.to, new Date(held.to.getTime() + DAY));
  }
  if (filter.origin !== undefined) search.origins = await originIds(connection, filter.origin);
  if (filter.account !== undefined) Object.assign(search, await accountIds(connection, filter.account));
  if (filter.app !== undefined || filter.agent !== undefined)
    search.clients = await clientIds(connection, filter);
  if (filter.vector ?? filter.answer ?? filter.code)
    Object.assign(search, await outcomeIds(connection, filter));
  const named = [search.origins, search.identities, search.outcomes, search.clients];
  return named.some((ids) => ids?.length === 0) ? null : search;
}
