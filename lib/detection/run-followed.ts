import { z } from "zod";
import { type Connection, Prisma } from "@/lib/db";
import { MICROS } from "./answered";
import { type Known, USUAL_FOR } from "./later";
import { timeOf } from "./run-answers";

/** A suspect with the accounts that it knows of. */
export type Following = { tenantId: number; suspect: string; known: readonly Known[] };

/** Notes whose sign-ins matter to these suspects from now on, and forgets all others. Writes only what differs. */
export async function follow(connection: Connection, following: readonly Following[]): Promise<void> {
  const all = following.flatMap(({ tenantId, suspect, known }) =>
    known.map((one) => ({ ...one, tenantId, suspect })),
  );
  await connection.query(Prisma.sql`
    with known as materialized (
      select tenant_id, suspect, account_id, (min(lo) at time zone 'UTC')::date - ${USUAL_FOR / MICROS.day + 1}::int as from_day,
             (max(hi) at time zone 'UTC')::date + 1 as to_day
      from unnest(${all.map(({ tenantId }) => tenantId)}::smallint[], ${all.map(({ suspect }) => suspect)}::text[],
                  ${all.map(({ accountId }) => accountId)}::bigint[],
                  ${all.map(({ first }) => timeOf(first))}::timestamptz[],
                  ${all.map(({ until }) => timeOf(until))}::timestamptz[]) as k (tenant_id, suspect, account_id, lo, hi)
      group by tenant_id, suspect, account_id
    ), gone as (
      delete from followed f
      using unnest(${following.map(({ tenantId }) => tenantId)}::smallint[],
                   ${following.map(({ suspect }) => suspect)}::text[]) as s (tenant_id, suspect)
      where f.tenant_id = s.tenant_id and f.suspect = s.suspect
        and (f.tenant_id, f.suspect, f.account_id) not in (select tenant_id, suspect, account_id from known)
    )
    insert into followed as f (tenant_id, account_id, suspect, from_day, to_day)
    select tenant_id, account_id, suspect, from_day, to_day from known order by tenant_id, account_id, suspect
    on conflict (tenant_id, account_id, suspect) do update set from_day = excluded.from_day, to_day = excluded.to_day
    where (f.from_day, f.to_day) is distinct from (excluded.from_day, excluded.to_day)`);
}

const Suspect = z.object({ tenantId: z.number().int(), suspect: z.string() });
type Suspect = z.infer<typeof Suspect>;

/** Suspects of whom an account that they know was seen; the marks are gone with this. Months being filled wait. */
export async function takeSuspects(connection: Connection, limit: number): Promise<Suspect[]> {
  const { rows } = await connection.query(
    `with ready as (
       select t.tenant_id, t.suspect, t.day from touched_suspect t
       where not exists (
         select from filling f where t.day >= f.month and t.day < f.month + interval '1 month'
       )
     ), slice as (
       select distinct tenant_id, suspect from ready order by 1, 2 limit $1
     ), gone as (
       delete from touched_suspect t using ready r
       where t.tenant_id = r.tenant_id and t.suspect = r.suspect and t.day = r.day
         and (t.tenant_id, t.suspect) in (select tenant_id, suspect from slice)
     )
     select tenant_id::int as "tenantId", suspect from slice order by 1, 2`,
    [limit],
  );
  return z.array(Suspect).parse(rows);
}
