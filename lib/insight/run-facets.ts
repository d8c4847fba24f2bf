import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { Prisma } from "@/lib/db";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { searchOf, shownCode } from "./event-filter";
import { EventFacets, type EventFilter } from "./event-schema";
import { pickedBy } from "./event-search";
import { searching } from "./run-events";

/** So many of the newest rows are counted: half a second over three million, a few where they lie scattered. */
const MOST_ROWS = 50_000;
const MOST_VALUES = 10;

/** Values of one kind with their counts, the most frequent first, and how many more there are. */
const facet = (counts: Prisma.Sql) => Prisma.sql`(
  select jsonb_build_object(
    'values', coalesce(jsonb_agg(jsonb_build_object('value', value, 'count', n) order by n desc, value)
                       filter (where place <= ${MOST_VALUES}), '[]'),
    'more', count(*) filter (where place > ${MOST_VALUES}))
  from (select value, n, row_number() over (order by n desc, value) as place
        from (select value, sum(n)::int as n from (${counts}) c group by value) summed) ranked)`;

const ofOutcome = (value: Prisma.Sql) =>
  facet(Prisma.sql`
    select ${value} as value, count(*) as n from picked p join outcome o on o.id = p.outcome_id group by 1`);

const none = Prisma.sql`${NO_ORIGIN}::text`;

const NOTHING: EventFacets = EventFacets.parse({
  counted: 0,
  isCut: false,
  ...Object.fromEntries(
    ["answer", "vector", "code", "app", "origin", "account"].map((name) => [name, { values: [], more: 0 }]),
  ),
});

/** What the newest rows of a search hold, by the values that the filters take. */
export async function readEventFacets(
  actor: Actor,
  filter: EventFilter,
  signal?: AbortSignal,
): Promise<EventFacets> {
  authorise(actor, "read");
  return searching(
    async (connection) => {
      const search = await searchOf(connection, filter);
      if (!search) return NOTHING;
      const { rows } = await connection.query(Prisma.sql`
      with found as materialized (${pickedBy(search, null, MOST_ROWS + 1)}
      ), picked as materialized (
        select origin_id, identity_id, client_id, outcome_id from found limit ${MOST_ROWS}
      )
      select (select count(*)::int from picked) as counted,
             (select count(*) > ${MOST_ROWS} from found) as "isCut",
             ${ofOutcome(Prisma.sql`coalesce(o.answer, ${none})`)} as answer,
             ${ofOutcome(Prisma.sql`o.vector`)} as vector,
             ${ofOutcome(shownCode)} as code,
             ${facet(Prisma.sql`
               select coalesce(nullif(c.app, ''), nullif(c.app_id, ''), ${none}) as value, p.n
               from (select client_id, count(*) as n from picked group by 1) p join client c on c.id = p.client_id`)} as app,
             ${facet(Prisma.sql`
               select case g.kind when 'none' then ${none} else g.value end as value, p.n
               from (select origin_id, count(*) as n from picked group by 1) p join origin g on g.id = p.origin_id`)} as origin,
             ${facet(Prisma.sql`
               select coalesce(nullif(i.account, ''), ${none}) as value, p.n
               from (select identity_id, count(*) as n from picked group by 1) p
               join identity i on i.id = p.identity_id`)} as account`);
      return EventFacets.parse(rows[0]);
    },
    { signal },
  );
}
