import { Gauge, Registry } from "prom-client";
import { store } from "@/lib/db";
import { metrics } from "@/lib/metrics";

type Sample = { name: string; labels: Record<string, string>; value: number };

const HELP: Record<string, string> = {
  rollcall_imports: "Imports by status.",
  rollcall_rows: "Rows read by what became of them, over all imports.",
  rollcall_events: "Stored events, as the planner's statistics estimate them.",
  rollcall_alerts: "Alerts by status and severity.",
  rollcall_queue_jobs: "Jobs that wait or run, by task.",
  rollcall_queue_oldest_seconds: "Age of the oldest job that waits, by task.",
  rollcall_database_connections: "Connections of this process's pool by state; waiting ones are borrowers.",
};

/** Every number that the database knows, in one statement of a few milliseconds. */
async function databaseSamples(): Promise<Sample[]> {
  const { rows } = await store().pool.query<Sample>(`
    select 'rollcall_imports' as name, jsonb_build_object('status', status) as labels, count(*)::float8 as value
    from import group by status
    union all
    select 'rollcall_rows', jsonb_build_object('fate', f.fate), sum(f.n)::float8
    from import i cross join lateral (values ('accepted', i.accepted), ('duplicate', i.duplicate),
      ('skipped', i.skipped), ('rejected', i.rejected)) f (fate, n)
    group by f.fate
    union all
    select 'rollcall_events', '{}', coalesce(sum(greatest(c.reltuples, 0)), 0)::float8
    from pg_inherits h join pg_class c on c.oid = h.inhrelid where h.inhparent = 'event'::regclass
    union all
    select 'rollcall_alerts', jsonb_build_object('status', status, 'severity', severity), count(*)::float8
    from alert where merged_into is null group by status, severity
    union all
    select 'rollcall_queue_jobs', jsonb_build_object('task', task_identifier), count(*)::float8
    from graphile_worker.jobs group by task_identifier
    union all
    select 'rollcall_queue_oldest_seconds', jsonb_build_object('task', task_identifier),
           greatest(0, extract(epoch from now() - min(run_at)))::float8
    from graphile_worker.jobs where locked_at is null and run_at <= now() group by task_identifier`);
  return rows;
}

function poolSamples(): Sample[] {
  const { totalCount, idleCount, waitingCount } = store().pool;
  const name = "rollcall_database_connections";
  return [
    { name, labels: { state: "used" }, value: totalCount - idleCount },
    { name, labels: { state: "idle" }, value: idleCount },
    { name, labels: { state: "waiting" }, value: waitingCount },
  ];
}

/** Gauges of this moment: a status that is gone leaves no stale line behind. */
function gaugesOf(samples: Sample[]): Registry {
  const registry = new Registry();
  for (const [name, help] of Object.entries(HELP)) {
    const own = samples.filter((sample) => sample.name === name);
    const gauge = new Gauge({
      name,
      help,
      labelNames: Object.keys(own[0]?.labels ?? {}),
      registers: [registry],
    });
    for (const { labels, value } of own) gauge.set(labels, value);
  }
  return registry;
}

/** Prometheus' text of everything measured, and its content type. Authorised by the metrics token alone. */
export async function readMetrics(): Promise<{ text: string; type: string }> {
  const { registry } = metrics();
  const all = Registry.merge([registry, gaugesOf([...(await databaseSamples()), ...poolSamples()])]);
  return { text: await all.metrics(), type: all.contentType };
}
