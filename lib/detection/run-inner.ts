import { type Connection, Prisma } from "@/lib/db";
import { type Answered, inOrder, type Micros } from "./answered";
import type { Stretch } from "./episode";
import { rowKeyOf, timeOf } from "./run-answers";

/** Attempts that are read one by one where the ledger has three or more of a row; beyond it they stay folded. */
const MOST_INNER = 200_000;

const isIn = (at: Micros, stretches: readonly Stretch[]) =>
  stretches.some(({ from, to }) => at >= from && at <= to);

type Inner = [number, string];

/** Answers with the stretches of time in which every attempt counts, of one entity. */
export type Looked = { tenantId: number; answers: readonly Answered[]; stretches: readonly Stretch[] };
export type Unfolded = { answers: readonly Answered[]; isFolded: boolean };

/**
 * The same answers with the inner attempts of ledger rows that lie in these stretches read one by one. Where there are
 * too many the row stays folded: all attempts but the last are then at the time of the first.
 */
export async function withInner(
  connection: Connection,
  tenantId: number,
  answers: readonly Answered[],
  stretches: readonly Stretch[],
): Promise<Unfolded> {
  const [unfolded] = await withInners(connection, [{ tenantId, answers, stretches }]);
  return unfolded ?? { answers, isFolded: false };
}

/** The same for many entities at once. */
export async function withInners(connection: Connection, looked: readonly Looked[]): Promise<Unfolded[]> {
  const foldedOf = looked.map(({ answers, stretches }) => {
    const folded = answers.filter(
      ({ at, tries, hour }) =>
        tries > 1 && (isIn(at, stretches) || isIn((hour + 3_599_999) * 1000, stretches)),
    );
    const count = folded.reduce((sum, { tries }) => sum + tries, 0);
    return { folded, count, isTooMany: count > MOST_INNER };
  });
  const tries = foldedOf.reduce((sum, { count, isTooMany }) => sum + (isTooMany ? 0 : count), 0);
  if (looked.length > 1 && tries > MOST_INNER) {
    const each: Unfolded[] = [];
    for (const one of looked) each.push(...(await withInners(connection, [one])));
    return each;
  }
  const wanted = foldedOf.flatMap(({ folded, isTooMany }, which) =>
    isTooMany ? [] : folded.map((answered) => ({ answered, which })),
  );
  const inner = await readInner(
    connection,
    wanted.map(({ answered, which }) => ({ answered, tenantId: looked[which]?.tenantId ?? 0 })),
  );
  const gone = new Set<Answered>(wanted.map(({ answered }) => answered));
  const keys = looked.map(() => new Set<string>());
  const read = looked.map(() => [] as Answered[]);
  for (const { answered, which } of wanted) keys[which]?.add(rowKeyOf(answered));
  for (const [index, at] of inner) {
    const found = wanted[index];
    if (found) read[found.which]?.push({ ...found.answered, at: Number(at), tries: 1 });
  }
  return looked.map(({ answers }, which) => {
    if (!keys[which]?.size) return { answers, isFolded: foldedOf[which]?.isTooMany ?? false };
    const kept = answers.filter((answered) => !gone.has(answered) && !keys[which]?.has(rowKeyOf(answered)));
    return { answers: [...kept, ...(read[which] ?? [])].sort(inOrder), isFolded: false };
  });
}

/** The times of all attempts of these ledger rows, each with the place of its row in the list. */
async function readInner(
  connection: Connection,
  folded: readonly { answered: Answered; tenantId: number }[],
): Promise<Inner[]> {
  if (folded.length === 0) return [];
  const of = <T>(what: (answered: Answered) => T) => folded.map(({ answered }) => what(answered));
  const { text, values } = Prisma.sql`
    select k.i, micros_of(e.at)::text
    from unnest(${folded.map((_, i) => i)}::int[], ${folded.map(({ tenantId }) => tenantId)}::smallint[],
                ${of(({ from }) => from.id)}::bigint[], ${of(({ client }) => client.id)}::bigint[],
                ${of(({ said }) => said.id)}::bigint[], ${of(({ name }) => name.id)}::bigint[],
                ${of(({ at }) => timeOf(at))}::timestamptz[], ${of(({ hour }) => new Date(hour))}::timestamptz[])
      as k (i, tenant_id, origin_id, client_id, outcome_id, identity_id, first, hour)
    join event e on e.tenant_id = k.tenant_id and e.origin_id = k.origin_id and e.at >= k.first
      and e.at < k.hour + interval '1 hour' and e.client_id = k.client_id and e.outcome_id = k.outcome_id
      and e.identity_id = k.identity_id`;
  const { rows } = await connection.query<Inner>({ text, values, rowMode: "array" });
  return rows;
}
