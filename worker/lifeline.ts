import { type Connection, type Pool, transaction } from "@/lib/db";
import { env } from "@/lib/env";
import { log } from "@/lib/log";

const LIFELINE = 7024;
const RETRY_MS = 500;

/**
 * Holds a session-level advisory lock named after this worker for as long as it lives. Postgres lets go of it with
 * the connection, so whoever can take the lock knows that the worker is dead.
 */
export class Lifeline {
  private connection: Connection | null = null;
  private isOver = false;

  constructor(
    private readonly pool: Pool,
    readonly workerId: string,
  ) {}

  async hold(): Promise<void> {
    const connection = await this.pool.connect();
    try {
      await connection.query("select pg_advisory_lock(hashtextextended($1, $2))", [this.workerId, LIFELINE]);
    } catch (error) {
      connection.release(true);
      throw error;
    }
    if (this.isOver) {
      connection.release(true);
      return;
    }
    this.connection = connection;
    // Only now: until the lock is held, whoever waits for it hears of a break. Told twice, each would try again,
    // and a few restarts later all connections would wait for the one that has the lock.
    connection.once("error", () => this.again(connection));
  }

  /** The connection broke (Postgres was restarted): the lock is taken again as soon as it answers. */
  private again(connection: Connection): void {
    connection.release(true);
    this.connection = null;
    const retry = () => {
      if (this.isOver) return;
      this.hold().catch(() => setTimeout(retry, RETRY_MS).unref());
    };
    retry();
  }

  letGo(): void {
    this.isOver = true;
    this.connection?.release(true);
    this.connection = null;
  }
}

/**
 * Frees the jobs of workers that are dead, or that have slept through the lease of their import; the lease keeps a
 * sleeper that wakes from committing anything. A job two seconds young is left alone: its worker may be about to
 * take its lock. An import that waited long in the queue has no fresh beat yet: the age of the lock counts too.
 */
export async function freeJobsOfDead(pool: Pool, ownId: string | null): Promise<string[]> {
  const { rows } = await pool.query<{ worker: string; asleep: boolean }>(
    `select j.locked_by as worker,
            coalesce(bool_or(i.heartbeat_at < s.since and j.locked_at < s.since), false) as asleep
     from graphile_worker.jobs j left join import i on j.key = 'import-' || i.id,
          (select now() - make_interval(secs => $2) as since) s
     where j.locked_by is distinct from $1 and j.locked_by is not null and j.locked_at < now() - interval '2 seconds'
     group by j.locked_by`,
    [ownId, env().ROLLCALL_LEASE_SECONDS],
  );
  const freed: string[] = [];
  for (const { worker, asleep } of rows) {
    const isFreed = await transaction(pool, async (connection) => {
      const { rows: tried } = await connection.query<{ dead: boolean }>(
        "select pg_try_advisory_xact_lock(hashtextextended($1, $2)) as dead",
        [worker, LIFELINE],
      );
      if (!tried[0]?.dead && !asleep) return false;
      if (!tried[0]?.dead) await cutConnections(connection, worker);
      await connection.query("select graphile_worker.force_unlock_workers(array[$1::text])", [worker]);
      return true;
    });
    if (isFreed) freed.push(worker);
  }
  if (freed.length > 0) log.warn({ workers: freed }, "freed the jobs of dead workers");
  return freed;
}

/**
 * Cuts the connections of a worker that sleeps: one that fell asleep within a batch holds the locks of its import and
 * of its tenant, and whoever goes on would wait for it to wake. All connections of a process have one name.
 */
async function cutConnections(connection: Connection, worker: string): Promise<void> {
  await connection.query(
    `select pg_terminate_backend(other.pid)
     from pg_locks l
     join pg_stat_activity own on own.pid = l.pid
     join pg_stat_activity other on other.application_name = own.application_name and other.datname = own.datname
     where l.locktype = 'advisory' and l.granted and l.objsubid = 1
       and (l.classid::bigint << 32) | l.objid::bigint = hashtextextended($1, $2)
       and own.datname = current_database() and own.application_name like 'rollcall %'
       and other.pid <> pg_backend_pid()`,
    [worker, LIFELINE],
  );
}
