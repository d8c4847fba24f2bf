import type { z } from "zod";
import { appendAudit } from "@/lib/access/audit";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { type Connection, Prisma, store, transaction } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { MOST_LINES, networkLines, rejectsOf } from "./network-lines";
import { type NetworkImportQuery, NewNetwork } from "./new-network";
import { FEDERATED_SETTING, NetworkRow, networkColumns } from "./read";
import { FederatedDomains, KIND_WORDS, type Network, type NetworkReceipt } from "./schema";
import { noteChange } from "./version";

const LOCK = 7040;

/** Two changes at once would each not see the other's ranges. */
const lockNetworks = (connection: Connection) =>
  connection.query("select pg_advisory_xact_lock($1, 0)", [LOCK]);

const whoOf = (actor: Actor) => `${actor.kind}:${actor.id}`;

type Stored = { network: string; kind: NetworkKind; label: string };
type NetworkKind = Network["kind"];

const rangeOf = ({ network }: { network: string }) => (network.startsWith("AS") ? null : network);
const asnOf = ({ network }: { network: string }) => (network.startsWith("AS") ? network.slice(2) : null);

async function standing(connection: Connection, networks: readonly { network: string }[]) {
  const { rows } = await connection.query<Stored>(
    `select coalesce(range::text, 'AS' || asn) as network, kind, label from network
     where range = any($1::cidr[]) or asn = any($2::bigint[])`,
    [networks.flatMap((row) => rangeOf(row) ?? []), networks.flatMap((row) => asnOf(row) ?? [])],
  );
  return new Map(rows.map((row) => [row.network, row]));
}

/** A range in another list is no update of that list: two people would undo each other without knowing. */
const elsewhere = (row: Stored) =>
  `stands in another list already: ${KIND_WORDS[row.kind]}, "${row.label}"; remove it there first`;

/**
 * Adds a range or an AS number to a list, or brings its line there to what is now said of it. Needs `admin`. Throws
 * `bad-input`, and `conflict` for a network that stands in another list.
 */
export async function saveNetwork(actor: Actor, input: z.input<typeof NewNetwork>): Promise<Network> {
  authorise(actor, "admin");
  const parsed = NewNetwork.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue?.path.join(".");
    throw new AppError("bad-input", `${where === "network" ? "The network" : where} ${issue?.message}.`);
  }
  return saveParsedNetwork(actor, parsed.data);
}

/** The same for what the door has parsed. Throws `conflict`. */
export async function saveParsedNetwork(actor: Actor, wanted: NewNetwork): Promise<Network> {
  authorise(actor, "admin");
  return transaction(store().pool, async (connection) => {
    await lockNetworks(connection);
    const there = (await standing(connection, [wanted])).get(wanted.network);
    if (there && there.kind !== wanted.kind)
      throw new AppError("conflict", `${wanted.network} ${elsewhere(there)}.`);
    const changed = await upsert(connection, actor, [wanted]);
    if (changed.length > 0) {
      const { expiresAt, ...body } = wanted;
      await appendAudit(connection, {
        ...{ actor, action: "network.save", subject: `network:${wanted.network}` },
        body: { ...body, expiresAt: expiresAt?.toISOString() ?? null },
      });
      await noteChange(connection, "networks");
    }
    return readOne(connection, wanted.network);
  });
}

async function readOne(connection: Connection, network: string): Promise<Network> {
  const { rows } = await connection.query(Prisma.sql`
    select ${networkColumns} from network
    where range = ${rangeOf({ network })}::cidr or asn = ${asnOf({ network })}::bigint`);
  return NetworkRow.parse(rows[0]);
}

/** Lines per statement. */
const BATCH = 5000;

/** Stores lines, those that say nothing new untouched; returns the networks that were added or changed. */
async function upsert(connection: Connection, actor: Actor, wanted: readonly NewNetwork[]) {
  const touched: { network: string; isNew: boolean }[] = [];
  for (const column of ["range", "asn"] as const) {
    const rows = wanted.filter((row) => (asnOf(row) === null) === (column === "range"));
    for (let at = 0; at < rows.length; at += BATCH) {
      const batch = rows
        .slice(at, at + BATCH)
        .map((row) => ({ ...row, range: rangeOf(row), asn: asnOf(row) }));
      const { rows: done } = await connection.query(
        upsertStatement(column, JSON.stringify(batch), whoOf(actor)),
      );
      touched.push(...done);
    }
  }
  return touched;
}

function upsertStatement(column: "range" | "asn", rows: string, who: string): Prisma.Sql {
  const target =
    column === "range"
      ? Prisma.sql`(range) where range is not null`
      : Prisma.sql`(asn) where asn is not null`;
  return Prisma.sql`
    insert into network as n (kind, range, asn, label, owner, note, expires_at, created_by)
    select kind, range, asn, label, owner, note, "expiresAt", ${who}
    from jsonb_to_recordset(${rows}::jsonb) as row (kind text, range cidr, asn bigint, label text, owner text, note text,
      "expiresAt" timestamptz)
    on conflict ${target} do update
    set kind = excluded.kind, label = excluded.label, owner = excluded.owner, note = excluded.note,
        expires_at = excluded.expires_at, updated_at = now()
    where (n.kind, n.label, n.owner, n.note, n.expires_at)
      is distinct from (excluded.kind, excluded.label, excluded.owner, excluded.note, excluded.expires_at)
    returning coalesce(n.range::text, 'AS' || n.asn) as network, xmax = 0 as "isNew"`;
}

/**
 * Reads a list into the lists: plain lines or CSV (network-lines.ts). A bad line, or one whose network stands under
 * another kind, is rejected with its reason and costs no other. With `replace` what stands under this kind and label
 * and not in the file goes; a file without one good line replaces nothing. Needs `admin`. Throws `bad-input`.
 */
export async function importNetworks(
  actor: Actor,
  text: string,
  { replace = "false", ...shared }: NetworkImportQuery,
): Promise<NetworkReceipt> {
  authorise(actor, "admin");
  const lines = networkLines(text, shared);
  if (lines.length === 0) throw new AppError("bad-input", "The file holds no line that says anything.");
  if (lines.length > MOST_LINES)
    throw new AppError("bad-input", `A list has at most ${MOST_LINES} lines; this has ${lines.length}.`);
  return transaction(store().pool, async (connection) => {
    await lockNetworks(connection);
    const there = await standing(
      connection,
      lines.flatMap((line) => (line.ok ? [line.network] : [])),
    );
    const judged = lines.map((line) => {
      const stored = line.ok ? there.get(line.network.network) : undefined;
      if (!line.ok || !stored || stored.kind === line.network.kind) return line;
      return { line: line.line, text: line.text, ok: false as const, reason: elsewhere(stored) };
    });
    const wanted = judged.flatMap((line) => (line.ok ? [line.network] : []));
    const touched = await upsert(connection, actor, wanted);
    const removed =
      replace === "true" && wanted.length > 0 ? await removeOthers(connection, shared, wanted) : 0;
    const added = touched.filter(({ isNew }) => isNew).length;
    const changed = touched.length - added;
    const counts = { added, changed, unchanged: wanted.length - touched.length, removed };
    if (touched.length + removed > 0) {
      const { kind, label, owner } = shared;
      await appendAudit(connection, {
        ...{ actor, action: "network.import", subject: `network-list:${kind}/${label}` },
        body: { ...counts, owner, rejected: lines.length - wanted.length, replace: replace === "true" },
      });
      await noteChange(connection, "networks");
    }
    return { lines: lines.length, ...counts, ...rejectsOf(judged) };
  });
}

async function removeOthers(
  connection: Connection,
  { kind, label }: Pick<NetworkImportQuery, "kind" | "label">,
  kept: readonly NewNetwork[],
): Promise<number> {
  const { rowCount } = await connection.query(
    `delete from network n where kind = $1 and label = $2
       and not exists (select from unnest($3::cidr[]) as kept (range) where kept.range = n.range)
       and not exists (select from unnest($4::bigint[]) as kept (asn) where kept.asn = n.asn)`,
    [kind, label, kept.flatMap((row) => rangeOf(row) ?? []), kept.flatMap((row) => asnOf(row) ?? [])],
  );
  return rowCount ?? 0;
}

/** Takes one line out of its list and returns it. Needs `admin`. Throws `not-found`. */
export async function removeNetwork(actor: Actor, id: string): Promise<Network> {
  authorise(actor, "admin");
  return transaction(store().pool, async (connection) => {
    await lockNetworks(connection);
    const { rows } = await connection.query(
      Prisma.sql`delete from network where id = ${id}::bigint returning ${networkColumns}`,
    );
    if (!rows[0]) throw new AppError("not-found", `There is no network ${id} in any list.`);
    const gone = NetworkRow.parse(rows[0]);
    const { network, kind, label } = gone;
    await appendAudit(connection, {
      ...{ actor, action: "network.remove", subject: `network:${network}` },
      body: { kind, label },
    });
    await noteChange(connection, "networks");
    return gone;
  });
}

/** Sets the domains that another identity provider signs in. Needs `admin`. Throws `bad-input`. */
export async function saveFederatedDomains(actor: Actor, input: unknown): Promise<FederatedDomains> {
  authorise(actor, "admin");
  const parsed = FederatedDomains.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const which = Array.isArray(input) ? String(input[Number(issue?.path[0])]).slice(0, 100) : "The list";
    throw new AppError("bad-input", `${which} ${issue?.message}.`);
  }
  await transaction(store().pool, async (connection) => {
    await connection.query(
      `insert into setting (name, value) values ($1, $2::jsonb)
       on conflict (name) do update set value = excluded.value, updated_at = now()`,
      [FEDERATED_SETTING, JSON.stringify(parsed.data)],
    );
    await appendAudit(connection, {
      ...{ actor, action: "federated-domains.save", subject: `setting:${FEDERATED_SETTING}` },
      body: { domains: parsed.data },
    });
  });
  return parsed.data;
}
