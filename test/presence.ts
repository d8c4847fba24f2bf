import type { Pool } from "@/lib/db";

/** `ask` fills no presence: it is counted here from the events as loading leaves it. */
export async function presenceOf(pool: Pool): Promise<void> {
  await pool.query(
    `truncate presence;
     insert into presence
     select e.tenant_id, e.origin_id, i.account_id, (e.at at time zone 'UTC')::date,
            count(*) filter (where u.answer = 'signed-in'), count(*) filter (where u.answer <> 'signed-in'),
            min(e.at), max(e.at)
     from event e join identity i on i.id = e.identity_id join outcome u on u.id = e.outcome_id
     where u.answer is not null group by 1, 2, 3, 4`,
  );
}
