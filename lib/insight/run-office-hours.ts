import { z } from "zod";
import { type Connection, Prisma } from "@/lib/db";
import { officeHours } from "@/lib/detection/office-hours";
import { BEFORE_DAYS } from "./guide-answers";
import type { Scope } from "./run-guide-facts";

const HourCount = z.object({
  isWeekend: z.boolean(),
  hour: z.number().int(),
  count: z.number().int(),
});

/**
 * The hours in which people signed in from the origin in the month before the alert: presence keeps when each account's
 * day there began and ended. Null where the alert has no origin, or too few people came.
 */
export async function officeHoursOf(
  connection: Connection,
  { tenantId, originId, first }: Scope,
): Promise<ReadonlySet<string> | null> {
  if (originId === null) return null;
  const day = Prisma.sql`(${first}::timestamptz at time zone 'UTC')::date`;
  const { rows } = await connection.query(Prisma.sql`
    select extract(isodow from at)::int >= 6 as "isWeekend", extract(hour from at)::int as hour, count(*)::int as count
    from presence p
    cross join lateral (values (p.first at time zone 'UTC'), (p.last at time zone 'UTC')) as ends (at)
    where p.tenant_id = ${tenantId} and p.origin_id = ${originId}::bigint and p.successes > 0
      and p.day >= ${day} - ${BEFORE_DAYS}::int and p.day < ${day}
    group by 1, 2`);
  return officeHours(z.array(HourCount).parse(rows));
}
