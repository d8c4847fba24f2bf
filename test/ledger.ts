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
  clientApp?: string;
  agent?: string;
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
 * event, ledger and touched. For tests of rooms that only read the ledger.
 */
export async function ask(db: Queryable, attempts: Attempt[]): Promise<void> {
  for (const attempt of attempts) await askOnce(db, attempt);
}

type Keys = {
  origin: string;
  identity: string;
  client: string;
  outcome: string;
  isAnswered: boolean;
  isLedger: boolean;
};

async function askOnce(db: Queryable, attempt: Attempt): Promise<void> {
  const keys = await storeNames(db, attempt);
  const { tenant = 1, at } = attempt;
  const { origin, identity, client, outcome } = keys;
  await db.query(
    `insert into event (tenant_id, source, at, origin_id, identity_id, client_id, outcome_id, place_id, detail_id, key,
       content, filled, ingest_time, digits, import_id, raw_offset, raw_length)
     values ($1, 1, $2, $3, $4, $5, $6, 0, 0, $7, 0, 5, false, 3, 0, 0, 0)`,
    [tenant, at, origin, identity, client, outcome, randomUUID()],
  );
  if (!keys.isAnswered) return;
  await db.query(
    "insert into touched values ($1, $2, date_trunc('hour', $3::timestamptz, 'UTC')) on conflict do nothing",
    [tenant, origin, at],
  );
  if (!keys.isLedger) return;
  await db.query(
    `insert into probe values ($1, $2, date_trunc('hour', $3::timestamptz, 'UTC'), $4, $5, $6, 1, $3, $3)
     on conflict (tenant_id, origin_id, hour, client_id, outcome_id, identity_id) do update
     set attempts = probe.attempts + 1, first = least(probe.first, excluded.first), last = greatest(probe.last, excluded.last)`,
    [tenant, origin, at, client, outcome, identity],
  );
}

async function storeNames(db: Queryable, attempt: Attempt): Promise<Keys> {
  const { ip = "203.0.113.7", app = "", clientApp = "", agent = "", name } = attempt;
  const result = outcomeOf(attempt);
  const { answer, mfaMissing, class: kind } = answerOf(result);
  const account = name.trim().toLowerCase();
  const words = [
    result.vector,
    result.code,
    result.qualifier,
    result.operation,
    result.activity,
    result.description,
  ];
  const [origin, identity, client] = [
    idOf("origin", ip),
    idOf("identity", name),
    idOf("client", app, clientApp, agent),
  ];
  const outcome = idOf("outcome", ...words);
  const rows: [string, unknown[]][] = [
    ["insert into origin values ($1, $2, $3) on conflict do nothing", [origin, ip ? "address" : "none", ip]],
    [
      "insert into identity values ($1, $2, $3, $4) on conflict do nothing",
      [identity, name, account, idOf("account", account)],
    ],
    [
      "insert into client values ($1, $2, '', $3, $4, '') on conflict do nothing",
      [client, app, clientApp, agent],
    ],
    [
      "insert into outcome values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing",
      [outcome, ...words, answer, mfaMissing, kind],
    ],
  ];
  for (const [text, values] of rows) await db.query(text, values);
  const isAnswered = answer !== null;
  return { origin, identity, client, outcome, isAnswered, isLedger: isAnswered && answer !== "signed-in" };
}

/** n attempts for n different names, the first at `at`, `seconds` apart. */
export function names(n: number, at: string, seconds = 0, attempt: Partial<Attempt> = {}): Attempt[] {
  return Array.from({ length: n }, (_, index) => ({
    name: `user${String(index).padStart(3, "0")}@contoso.example`,
    ...attempt,
    at: new Date(Date.parse(at) + index * seconds * 1000).toISOString(),
  }));
}
