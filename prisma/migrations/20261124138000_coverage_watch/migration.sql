-- Days of a tenant as the coverage watch last saw them: a day whose rollup says something else is looked at again.
create table watched_day (
  tenant_id smallint not null,
  day       date not null,
  digest    text not null,
  primary key (tenant_id, day)
);

-- The stretches of at least `quiet` without a row of these vectors between two moments. It jumps along the index of
-- times, about two steps for every `quiet`, instead of reading the rows.
create function silences(tenant smallint, vectors text[], lo timestamptz, hi timestamptz, quiet interval)
returns table (since timestamptz, until timestamptz) language plpgsql stable as $$
declare
  outcomes bigint[] := array(select id from outcome where vector = any(vectors));
  here timestamptz := lo;
  seen timestamptz;
begin
  while here < hi loop
    select e.at into seen from event e
    where e.tenant_id = tenant and e.outcome_id = any(outcomes) and e.at > here and e.at <= least(here + quiet, hi)
    order by e.at desc limit 1;
    if seen is null then
      select e.at into seen from event e
      where e.tenant_id = tenant and e.outcome_id = any(outcomes) and e.at > here and e.at < hi
      order by e.at limit 1;
      seen := coalesce(seen, hi);
      if seen - here >= quiet then
        since := here;
        until := seen;
        return next;
      end if;
    end if;
    here := seen;
  end loop;
end $$;
