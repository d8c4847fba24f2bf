import { createHash, randomUUID } from "node:crypto";
import type pg from "pg";
import { answerOf, type Outcome } from "@/lib/event/answers";

/** One attempt, as short as a test can say it; the rest has defaults. */
export type Attempt = Partial<Omit<Outcome, "code">> & {
  at: string;
  name: string;
  code?: string;
  ip?: string;
  app?: string;
  appId?: string;
  clientApp?: string;
  agent?: string;
  protocol?: string;
  tenant?: number;
};

type Queryable = Pick<pg.Pool, "query">;

const idOf = (...parts: string[]) =>
  createHash("sha256").update(JSON.stringify(parts)).digest().readBigInt64BE().toString();

function outcomeOf(attempt: Attempt): Outcome {
  const {
    vector = "entra-signin",
    qualifier = "",
    operation = "",
    activity = "",
    description = "",
  } = attempt;
  return {
    vector,
    code: attempt.code ?? (vector === "sspr" ? "" : "50034"),
    qualifier,
    operation,
    activity,
    description,
  };
}

/**
 * Writes attempts into the star as a loaded batch would leave them, without a file or a parser: dimensions,
 * event, ledger, presence and touched. For tests of rooms that only read the ledger.
 */
export async function ask(db: Queryable, attempts: Attempt[]): Promise<void> {
  const rows = JSON.stringify(attempts.map(rowOf));
  for (const statement of STATEMENTS) await db.query(`with row as (${ROWS}) ${statement}`, [rows]);
}

/** Everything the star holds of one attempt, with the ids that its content gives. */
function rowOf(attempt: Attempt) {
  const { ip = "203.0.113.7", app = "", appId = "", clientApp = "", agent = "" } = attempt;
  const { tenant = 1, name, at } = attempt;
  const outcome = outcomeOf(attempt);
  const { answer, mfaMissing, class: kind } = answerOf(outcome);
  const account = name.trim().toLowerCase();
  const protocol = attempt.protocol ?? (outcome.qualifier === "ropc" ? "ropc" : "");
  return {
    ...{ tenant, at, key: randomUUID(), ip, name, account, app, app_id: appId, client_app: clientApp, agent },
    ...{ ...outcome, answer, mfa: mfaMissing, class: kind, protocol },
    origin_id: idOf("origin", ip),
    identity_id: idOf("identity", name),
    account_id: idOf("account", account),
    client_id: idOf("client", app, appId, clientApp, agent, protocol),
    outcome_id: idOf("outcome", ...Object.values(outcome)),
  };
}

const ROWS = `
  select *, date_trunc('hour', at, 'UTC') as hour
  from jsonb_to_recordset($1::jsonb) as r (tenant smallint, at timestamptz, key uuid, ip text, name text, account text,
    app text, app_id text, client_app text, agent text, protocol text, vector text, code text, qualifier text, operation text, activity text,
    description text, answer text, mfa boolean, class text, origin_id bigint, identity_id bigint, account_id bigint,
    client_id bigint, outcome_id bigint)`;

const STATEMENTS = [
  `insert into origin select distinct origin_id, case ip when '' then 'none' else 'address' end, ip from row
   on conflict do nothing`,
  "insert into identity select distinct identity_id, name, account, account_id from row on conflict do nothing",
  "insert into client select distinct client_id, app, app_id, client_app, agent, protocol from row on conflict do nothing",
  `insert into outcome
   select distinct outcome_id, vector, code, qualifier, operation, activity, description, answer, mfa, class from row
   on conflict do nothing`,
  `insert into event (tenant_id, source, at, origin_id, identity_id, client_id, outcome_id, place_id, detail_id, key,
     content, filled, ingest_time, digits, import_id, raw_offset, raw_length)
   select tenant, 1, at, origin_id, identity_id, client_id, outcome_id, 0, 0, key, 0, 5, false, 3, 0, 0, 0 from row`,
  `insert into probe
   select tenant, origin_id, hour, client_id, outcome_id, identity_id, count(*), min(at), max(at)
   from row where answer is not null and answer <> 'signed-in'
   group by tenant, origin_id, hour, client_id, outcome_id, identity_id
   on conflict (tenant_id, origin_id, hour, client_id, outcome_id, identity_id) do update
   set attempts = probe.attempts + excluded.attempts, first = least(probe.first, excluded.first),
       last = greatest(probe.last, excluded.last)`,
  `insert into presence
   select tenant, origin_id, account_id, (at at time zone 'UTC')::date, count(*) filter (where answer = 'signed-in'),
          count(*) filter (where answer <> 'signed-in'), min(at), max(at)
   from row where answer is not null
   group by tenant, origin_id, account_id, (at at time zone 'UTC')::date
   on conflict (tenant_id, origin_id, account_id, day) do update
   set successes = presence.successes + excluded.successes, failures = presence.failures + excluded.failures,
       first = least(presence.first, excluded.first), last = greatest(presence.last, excluded.last)`,
  `insert into rollup
   select tenant, (at at time zone 'UTC')::date, 1, outcome_id, count(*), min(at), max(at)
   from row group by tenant, (at at time zone 'UTC')::date, outcome_id
   on conflict (tenant_id, day, source, outcome_id) do update
   set events = rollup.events + excluded.events, first = least(rollup.first, excluded.first),
       last = greatest(rollup.last, excluded.last)`,
  `insert into client_day
   select tenant, t.trait, trait_key(t.value), (at at time zone 'UTC')::date, count(*),
          count(*) filter (where answer = 'signed-in')
   from row join client c on c.id = row.client_id cross join lateral traits_of(c) t
   group by tenant, t.trait, t.value, (at at time zone 'UTC')::date
   on conflict (tenant_id, trait, key, day) do update
   set events = client_day.events + excluded.events, sign_ins = client_day.sign_ins + excluded.sign_ins`,
  `insert into touched_tenant select distinct tenant, hour from row on conflict do nothing`,
  `insert into touched select distinct tenant, origin_id, hour from row where answer is not null
   on conflict do nothing`,
];

/** n attempts for n different names, the first at `at`, `seconds` apart. */
export function names(n: number, at: string, seconds = 0, attempt: Partial<Attempt> = {}): Attempt[] {
  return Array.from({ length: n }, (_, index) => ({
    name: `user${String(index).padStart(3, "0")}@contoso.example`,
    ...attempt,
    at: new Date(Date.parse(at) + index * seconds * 1000).toISOString(),
  }));
}
