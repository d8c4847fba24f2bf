import { z } from "zod";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { cursorOf, keyOf } from "@/lib/cursor";
import { type Connection, type Pool, Prisma, store } from "@/lib/db";
import { COLUMNS, csvLine } from "./network-lines";
import { FederatedDomains, Network, type NetworkKind, type NetworkQuery } from "./schema";

const Moment = z.date().transform((at) => at.toISOString());
export const NetworkRow = Network.extend({
  expiresAt: Moment.nullable(),
  createdAt: Moment,
  updatedAt: Moment,
});

export const networkColumns = Prisma.sql`
  id::text, coalesce(range::text, 'AS' || asn) as network, kind, label, owner, note, expires_at as "expiresAt",
  created_by as "createdBy", created_at as "createdAt", updated_at as "updatedAt"`;

async function networkPage(
  kind: NetworkKind | undefined,
  after: string | null,
  limit: number,
): Promise<Network[]> {
  const { rows } = await store().pool.query(Prisma.sql`
    select ${networkColumns} from network
    where true ${kind ? Prisma.sql`and kind = ${kind}` : Prisma.empty}
      ${after ? Prisma.sql`and id > ${after}::bigint` : Prisma.empty}
    order by network.id limit ${limit}`);
  return z.array(NetworkRow).parse(rows);
}

/** The lines of all lists in the order in which they were added; expired ones too, which still hold for old rows. */
export async function listNetworks(actor: Actor, query: NetworkQuery = {}) {
  authorise(actor, "read");
  const { kind, limit = 100, cursor } = query;
  const after = cursor ? (keyOf(cursor, 1)[0] ?? null) : null;
  const rows = await networkPage(kind, after && /^\d{1,18}$/.test(after) ? after : null, limit + 1);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: rows.slice(0, limit), nextCursor: last ? cursorOf([last.id]) : null };
}

export type KindTally = { kind: NetworkKind; label: string; owner: string; lines: number; expired: number };

const Tally = z.object({
  kind: Network.shape.kind,
  label: z.string(),
  owner: z.string(),
  lines: z.number().int(),
  expired: z.number().int(),
});

/** The lists as people know them: what stands under one kind and label. */
export async function tallyNetworks(actor: Actor): Promise<KindTally[]> {
  authorise(actor, "read");
  const { rows } = await store().pool.query(
    `select kind, label, min(owner) as owner, count(*)::int as lines,
            count(*) filter (where expires_at <= now())::int as expired
     from network group by kind, label order by kind, label`,
  );
  return z.array(Tally).parse(rows);
}

/** Lines read at once; whoever reads slowly holds no connection between two pages. */
const PAGE = 2000;

/** The lists as CSV that `importNetworks` reads back the same. */
export async function* exportNetworks(actor: Actor, kind?: NetworkKind): AsyncGenerator<string> {
  authorise(actor, "read");
  yield csvLine(COLUMNS);
  for (let after: string | null = null; ; ) {
    const rows: Network[] = await networkPage(kind, after, PAGE);
    if (rows.length > 0) yield rows.map((row) => csvLine(COLUMNS.map((name) => row[name] ?? ""))).join("");
    after = rows.at(-1)?.id ?? null;
    if (rows.length < PAGE) return;
  }
}

export const FEDERATED_SETTING = "federated-domains";

/** The domains that administrators say another identity provider signs in. */
export async function readFederatedDomains(
  actor: Actor,
  connection: Connection | Pool = store().pool,
): Promise<FederatedDomains> {
  authorise(actor, "read");
  const { rows } = await connection.query("select value from setting where name = $1", [FEDERATED_SETTING]);
  return FederatedDomains.parse(rows[0]?.value ?? []);
}
