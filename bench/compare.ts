import { z } from "zod";
import { contentText, type Detection, entriesOf, keyOf, type Truth } from "./truth";

type Queryable = { query: (text: string) => Promise<{ rows: unknown[] }> };

/** Where a result differs from the truth, in sentences; none when it agrees. */
export type Differences = string[];

const MOST_SHOWN = 10;

export function differ(what: string, found: unknown, expected: unknown): Differences {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  return a === b ? [] : [`${what}: ${a}, and the truth is ${b}`];
}

/** Row by row, in both directions. */
export function compareDetections(found: Detection[], expected: Detection[]): Differences {
  const byKey = new Map(found.map((detection) => [keyOf(detection), detection]));
  const missing = expected.flatMap((detection) => {
    const other = byKey.get(keyOf(detection));
    byKey.delete(keyOf(detection));
    if (!other) return [`missing: ${JSON.stringify(detection)}`];
    return differ(`detection ${keyOf(detection)}`, inOrder(other), inOrder(detection));
  });
  const unexpected = [...byKey.values()].map((detection) => `not in the truth: ${JSON.stringify(detection)}`);
  const all = [...missing, ...unexpected];
  const more = all.length > MOST_SHOWN ? [`… and ${all.length - MOST_SHOWN} more`] : [];
  return [...all.slice(0, MOST_SHOWN), ...more];
}

/** Keys in one order, so that texts can be compared. */
function inOrder({ rule, group, hour, names, attempts, first, last, verdict, severity }: Detection) {
  return [rule, entriesOf(group), hour, names, attempts, first, last, verdict, severity];
}

const Stored = z.object({
  rule: z.string(),
  group: z.record(z.string(), z.string()),
  hour: z.date(),
  names: z.number(),
  attempts: z.number(),
  first: z.date(),
  last: z.date(),
  verdict: z.string(),
  severity: z.string(),
});

/** The detections of the seeds' rules that a store of ours holds; the truth knows no others. */
export async function storedDetections(db: Queryable): Promise<Detection[]> {
  const { rows } = await db.query(
    `select rule_id as rule, "group", window_from as hour, names, attempts, first_seen as first, last_seen as last,
            verdict, severity
     from detection where rule_id in ('RC-01', 'RC-02', 'RC-03')`,
  );
  return z
    .array(Stored)
    .parse(rows)
    .map(({ hour, first, last, ...detection }) => ({
      ...detection,
      hour: hour.toISOString(),
      first: first.toISOString(),
      last: last.toISOString(),
    }));
}

/** The same 56 bits as ContentSum's, over rows of (fields text[]). */
export const CONTENT_SUM = `
  sum(('x' || substr(digest, 1, 7))::bit(28)::int)::text as high,
  sum(('x' || substr(digest, 9, 7))::bit(28)::int)::text as low`;

const Sum = z.object({ high: z.string(), low: z.string() });

/** The sign-ins that a store of ours holds, through every dimension. */
export async function storedContent(db: Queryable): Promise<string> {
  const { rows } = await db.query(
    `select ${CONTENT_SUM} from (
       select md5(array_to_string(array[
         e.key::text, (extract(epoch from e.at) * 1000000)::bigint::text, e.correlation::text, i.name, o.value,
         c.app, c.app_id, c.client_app, c.user_agent, c.protocol, u.code, u.description, p.country, p.region, p.city,
         p.asn, d.interactive::text, d.facts::jsonb ->> 'resource'], e'\\x1f')) as digest
       from event e
       join origin o on o.id = e.origin_id
       join identity i on i.id = e.identity_id
       join client c on c.id = e.client_id
       join outcome u on u.id = e.outcome_id
       join place p on p.id = e.place_id
       join detail d on d.id = e.detail_id
       where u.vector like 'entra-%'
     ) as signed_in`,
  );
  const { high, low } = Sum.parse(rows[0]);
  return contentText(high, low);
}

const Codes = z.array(z.object({ code: z.string(), count: z.number() }));

/** Everything that a store of ours holds of one generated file. */
export async function compareStore(db: Queryable, truth: Truth): Promise<Differences> {
  const { rows } = await db.query(
    `select u.code, count(*)::int as count from event e join outcome u on u.id = e.outcome_id
     where u.vector like 'entra-%' group by u.code`,
  );
  const byCode = Codes.parse(rows).map(({ code, count }): [string, number] => [code, count]);
  return [
    ...differ("rows by code", sorted(byCode), sorted(Object.entries(truth.byCode))),
    // A CSV leaves out some of the fields that the content is made of.
    ...(truth.form.endsWith("csv")
      ? []
      : differ("content of the sign-ins", await storedContent(db), truth.content)),
    ...compareDetections(await storedDetections(db), truth.detections),
  ];
}

export const sorted = (entries: [string, number][]) => entries.sort(([a], [b]) => (a < b ? -1 : 1));

/** What the receipt must say of the first import of a file, and of the same again. */
export function compareReceipt(
  rows: { read: number; accepted: number; duplicate: number; skipped: number; rejected: number },
  truth: Truth,
  isAgain: boolean,
): Differences {
  const different = truth.signIns + truth.resetSteps;
  const expected = { read: truth.rows, accepted: isAgain ? 0 : different, skipped: 0, rejected: 0 };
  const { read, accepted, skipped, rejected } = rows;
  return [
    ...differ("receipt", { read, accepted, skipped, rejected }, expected),
    ...differ("duplicates", rows.duplicate, isAgain ? truth.rows : truth.duplicates),
  ];
}
