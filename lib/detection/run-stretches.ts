import { type Connection, Prisma } from "@/lib/db";
import { type Answered, MICROS, type Micros } from "./answered";
import type { Stretch } from "./episode";
import type { FlaggedRule } from "./rule";
import { answersOf, type LedgerRow, readAnswers, rowKeyOf, timeOf, wordsOf } from "./run-answers";
import { type Entity, outcomesRead } from "./run-entities";
import { withInners } from "./run-inner";

/** Ledger rows of many entities that are held at a time, at most. */
const MOST_TOGETHER = 300_000;

type Look = { entity: Entity; stretches: readonly Stretch[] };
type Read = { answers: readonly Answered[]; isCut: boolean };
export type Within = { answers: readonly Answered[]; notes: string[] };

/** What each entity was told within its stretches, of what these rules read; inner attempts are read one by one. */
export async function answersWithin(
  connection: Connection,
  rules: readonly FlaggedRule[],
  looks: readonly Look[],
): Promise<Within[]> {
  const outcomes = outcomesRead(rules);
  const read =
    (await readTogether(connection, looks, outcomes)) ?? (await readEach(connection, looks, outcomes));
  const unfolded = await withInners(
    connection,
    looks.map(({ entity, stretches }, index) => ({
      ...{ tenantId: entity.tenantId, stretches, answers: read[index]?.answers ?? [] },
    })),
  );
  return looks.map(({ stretches }, index) => {
    const { answers, isFolded } = unfolded[index] ?? { answers: [], isFolded: false };
    const isWithin = (at: Micros) => stretches.some(({ from, to }) => at >= from && at <= to);
    return {
      answers: answers.filter(({ at }) => isWithin(at)),
      notes: notesOf(read[index]?.isCut ?? false, isFolded),
    };
  });
}

/** In one statement; null when the rows are too many to be held together. */
async function readTogether(
  connection: Connection,
  looks: readonly Look[],
  outcomes: Prisma.Sql,
): Promise<Read[] | null> {
  const spans = looks.flatMap(({ entity, stretches }, look) =>
    stretches.map(({ from, to }) => ({ look, entity, from, to })),
  );
  const { text, values } = Prisma.sql`
    select k.look, p.origin_id::text, p.client_id::text, p.outcome_id::text, p.identity_id::text,
           micros_of(p.hour)::text, p.attempts, micros_of(p.first)::text, micros_of(p.last)::text
    from unnest(${spans.map(({ look }) => look)}::int[], ${spans.map(({ entity }) => entity.tenantId)}::smallint[],
                ${spans.map(({ entity }) => `{${entity.originIds.join(",")}}`)}::text[],
                ${spans.map(({ from }) => timeOf(from - MICROS.hour))}::timestamptz[],
                ${spans.map(({ to }) => timeOf(to))}::timestamptz[])
      as k (look, tenant_id, origins, lo, hi)
    cross join lateral (
      select * from probe p
      where p.tenant_id = k.tenant_id and p.origin_id = any(k.origins::bigint[]) and p.hour >= k.lo and p.hour <= k.hi
        and p.outcome_id = any(${outcomes})
      offset 0
    ) p
    limit ${MOST_TOGETHER + 1}`;
  const { rows } = await connection.query<[number, ...LedgerRow]>({ text, values, rowMode: "array" });
  if (rows.length > MOST_TOGETHER) return null;
  const own = looks.map(() => new Map<string, LedgerRow>());
  // Stretches less than an hour apart share the ledger rows of the hour between them.
  for (const [look, ...row] of rows) own[look]?.set(row.slice(0, 5).join(" "), row);
  const words = await wordsOf(
    connection,
    rows.map(([, ...row]) => row),
  );
  return own.map((held) => ({ answers: answersOf([...held.values()], words), isCut: false }));
}

/** Stretch by stretch, each up to what one entity may hold. */
async function readEach(
  connection: Connection,
  looks: readonly Look[],
  outcomes: Prisma.Sql,
): Promise<Read[]> {
  const all: Read[] = [];
  for (const { entity, stretches } of looks) {
    const rows: Answered[] = [];
    const seen = new Set<string>();
    let isCut = false;
    for (const { from, to } of stretches) {
      const read = await readAnswers(connection, { entity, from, to }, outcomes);
      const fresh = read.answers.filter((answered) => !seen.has(rowKeyOf(answered)));
      for (const answered of fresh) seen.add(rowKeyOf(answered));
      rows.push(...fresh);
      isCut ||= read.isCut;
    }
    all.push({ answers: rows, isCut });
  }
  return all;
}

/** What could not be read in full is said on the detection. */
const notesOf = (isCut: boolean, isFolded: boolean): string[] => [
  ...(isCut ? ["Only the first 1,000,000 ledger rows of this source were weighed."] : []),
  ...(isFolded
    ? ["Repeated attempts are too many to be read one by one: their times within an hour are rough."]
    : []),
];
