import { Prisma } from "@/lib/db";
import { NO_ORIGIN } from "@/lib/detection/schema";
import { answers } from "./asked";
import { shownCode } from "./event-filter";

/**
 * How far around its detections an origin counts as flagged: the gap that chains detections into an alert. An empty
 * address is nobody, so there only the detections' own windows count.
 */
const AROUND = Prisma.sql`case g.kind when 'none' then interval '0' else interval '24 hours' end`;

/** What closes an alert as nobody's attack, or labels it as expected. A reopened alert counts again. */
const IS_BENIGN = Prisma.sql`
  (a.status = 'closed' and a.classification in ('benign-positive', 'false-positive')
   or exists (select from suppression s where s.id = a.suppressed_by and s.expires_at > now()))`;

/**
 * Since when and until when which origin is flagged by which alert; one alert's only if it is named. A detection of a
 * network or a campaign has no origin of its own: those of its rows are flagged.
 */
const periods = (alertId: string | null) => Prisma.sql`
  period as materialized (
    select a.id as alert_id, a.tenant_id, o.origin_id, ${IS_BENIGN} as is_benign,
           min(d.window_from - ${AROUND}) as "from", max(d.window_to + ${AROUND}) as "to"
    from alert a
    join detection d on d.alert_id = a.id
    cross join lateral (
      select d.origin_id where d.origin_id is not null
      union
      select r.origin_id from detection_row r where r.detection_id = d.id and d.origin_id is null
    ) o
    join origin g on g.id = o.origin_id
    where a.merged_into is null ${alertId === null ? Prisma.empty : Prisma.sql`and a.id = ${alertId}::bigint`}
    group by a.id, o.origin_id
  )`;

/** As the tenant's directory says it; null where there is none, where it does not say, or does not know the account. */
const PRIVILEGED = Prisma.sql`(
  select k.is_privileged from known_person k where k.tenant_id = b.tenant_id and k.asked_id = b.account_id limit 1
)`;

/**
 * Every answer from a hint on that a flagged origin got while it was flagged, the ledger's and the sign-ins. An
 * account that had signed in from there before the origin was flagged is no news to whoever sits there.
 */
const learned = Prisma.sql`
  telling as materialized (
    select id, array_position(${answers}, answer) as rank, ${shownCode} as code, mfa_missing
    from outcome o where array_position(${answers}, answer) >= array_position(${answers}, 'hint')
  ), told as materialized (
    select f.alert_id, f.tenant_id, f.origin_id, f.is_benign, f."from", p.identity_id, p.outcome_id, p.first as at
    from period f
    join probe p on p.tenant_id = f.tenant_id and p.origin_id = f.origin_id
      and p.hour >= date_trunc('hour', f."from", 'UTC') and p.hour < f."to"
    where p.outcome_id in (select id from telling)
    union all
    select f.alert_id, f.tenant_id, f.origin_id, f.is_benign, f."from", e.identity_id, e.outcome_id, min(e.at)
    from period f
    join event e on e.tenant_id = f.tenant_id and e.origin_id = f.origin_id and e.at >= f."from" and e.at < f."to"
    where e.outcome_id in (select id from outcome where answer = 'signed-in')
    group by 1, 2, 3, 4, 5, 6, 7
  ), learned as materialized (
    select l.*, bool_and(l.is_benign) over (partition by l.tenant_id, l.account_id) as is_hidden
    from (
      select t.alert_id, t.tenant_id, t.origin_id, t.is_benign, t.at, i.account_id, u.rank, u.code, u.mfa_missing
      from told t join identity i on i.id = t.identity_id join telling u on u.id = t.outcome_id
      where not exists (
        select from presence b
        where b.tenant_id = t.tenant_id and b.origin_id = t.origin_id and b.account_id = i.account_id
          and b.first < t."from" and b.successes > 0
      )
    ) l
  )`;

/**
 * Accounts known to flagged origins, each once, as the relation `exposed`: the best answer, who got it first and
 * when. What benign alerts learned counts only for accounts of which no other alert knows, and marks them hidden.
 */
export const exposedTo = (alertId: string | null, isBenignShown: boolean) => Prisma.sql`
  ${periods(alertId)}, ${learned}, counted as (
    select * from learned where ${isBenignShown} or not is_benign or is_hidden
  ), best as (
    select distinct on (tenant_id, account_id) tenant_id, account_id, rank, code, mfa_missing, at, origin_id, is_hidden
    from counted order by tenant_id, account_id, rank desc, at, origin_id
  ), around as (
    select tenant_id, account_id, count(distinct origin_id)::int as origins,
           array_agg(distinct alert_id::text order by alert_id::text) as alerts
    from counted group by tenant_id, account_id
  ), exposed as (
    select b.tenant_id, b.account_id, i.account, b.rank, (${answers})[b.rank] as answer, b.code, b.mfa_missing, b.at,
           case g.kind when 'none' then ${NO_ORIGIN} else g.value end as origin, ${PRIVILEGED} as privileged,
           w.origins, w.alerts, t.is_sample, b.is_hidden
    from best b
    join around w using (tenant_id, account_id)
    join origin g on g.id = b.origin_id
    join tenant t on t.id = b.tenant_id
    join (select distinct account_id, account from identity) i on i.account_id = b.account_id
  )`;
