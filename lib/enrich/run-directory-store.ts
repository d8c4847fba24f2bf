import { appendAudit } from "@/lib/access/audit";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { type Connection, store, transaction } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { Keyer } from "@/lib/event/keyed";
import { dimensionKey } from "@/lib/event/run-load";
import { accountOf } from "@/lib/event/star";
import { storedText } from "@/lib/stored-text";
import { accountIdOf } from "./account-id";
import { type Directory, type DirectoryField, MOST_REJECTS, type Person } from "./directory-schema";
import { directoryById, tenantIdOf } from "./run-directory-read";
import { noteChange } from "./version";

const LOCK = 7031;
/** An upload that has been silent for so long is given up; the next one takes its rows away. */
const SILENT = "10 minutes";

export type RejectedRow = { position: number; reason: string; raw: string };
export type Counts = {
  bytes: number;
  read: number;
  accepted: number;
  duplicate: number;
  rejected: number;
  rejectedBy: Map<string, number>;
  unreadBy: Map<DirectoryField, number>;
  states: Set<DirectoryField>;
};

/** A directory on its way into the store. Nobody sees its people before `finish`. */
export class DirectoryLoad {
  private constructor(
    private readonly id: string,
    private readonly tenantId: number,
    private readonly keyer: Keyer,
  ) {}

  /** Begins a directory of the tenant. Throws `bad-input` for an unknown one. Needs `ingest`. */
  static async begin(actor: Actor, filename: string, tenant?: string): Promise<DirectoryLoad> {
    authorise(actor, "ingest");
    const { pool } = store();
    const tenantId = await tenantIdOf(tenant);
    await pool.query(
      `delete from directory where status = 'receiving' and heartbeat_at < now() - $1::interval`,
      [SILENT],
    );
    const { rows } = await pool.query<{ id: string }>(
      `insert into directory (tenant_id, filename, status, created_by, created_by_name)
       values ($1, $2, 'receiving', $3, $4) returning id::text`,
      [tenantId, storedText(filename), `${actor.kind}:${actor.id}`, actor.name],
    );
    return new DirectoryLoad(rows[0]?.id ?? "", tenantId, new Keyer(await dimensionKey(pool)));
  }

  /** Stores people; returns how many were new. Of two rows of one account the first counts. */
  async add(people: readonly Person[]): Promise<number> {
    const { rowCount } = await store().pool.query(
      `insert into directory_person
         (directory_id, account_id, account, mail, mail_id, display_name, is_enabled, is_privileged, created_at)
       select $1, * from unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::boolean[],
                                $8::boolean[], $9::timestamptz[])
       on conflict do nothing`,
      [this.id, ...this.columnsOf(people)],
    );
    await this.sayAlive();
    return rowCount ?? 0;
  }

  /** Keeps rejected rows, up to the most that are kept. */
  async reject(rows: readonly RejectedRow[]): Promise<void> {
    const kept = rows.slice(0, MOST_REJECTS);
    await store().pool.query(
      `insert into directory_reject (directory_id, position, reason, raw)
       select $1, * from unnest($2::bigint[], $3::text[], $4::text[])`,
      [
        this.id,
        kept.map(({ position }) => position),
        kept.map(({ reason }) => reason),
        kept.map(({ raw }) => storedText(raw)),
      ],
    );
  }

  /** Makes it the directory that counts; the one before goes. One transaction, with its audit row. */
  async finish(actor: Actor, counts: Counts): Promise<Directory> {
    await transaction(store().pool, async (connection) => {
      await connection.query("select pg_advisory_xact_lock($1, $2)", [LOCK, this.tenantId]);
      await settleMails(connection, this.id);
      const before = await connection.query<{ id: string }>(
        "delete from directory where tenant_id = $1 and status = 'done' returning id::text",
        [this.tenantId],
      );
      await this.close(connection, counts);
      await noteChange(connection, "directory");
      const { read, accepted, duplicate, rejected } = counts;
      const body = { rows: { read, accepted, duplicate, rejected }, replaced: before.rows[0]?.id ?? null };
      await appendAudit(connection, {
        ...{ actor, action: "directory.upload", subject: `directory:${this.id}`, body },
      });
    });
    return directoryById(this.id);
  }

  /** Takes back what was stored of a directory that never became whole. */
  async abandon(): Promise<void> {
    await store().pool.query("delete from directory where id = $1 and status = 'receiving'", [this.id]);
  }

  private async close(connection: Connection, counts: Counts): Promise<void> {
    const { rowCount } = await connection.query(
      `update directory d set status = 'done', bytes = $2, rows_read = $3, accepted = $4, duplicate = $5, rejected = $6,
         rejected_by = $7::jsonb, unread_by = $8::jsonb, states = $9, finished_at = now(),
         privileged = p.privileged, disabled = p.disabled
       from (select count(*) filter (where is_privileged) as privileged,
                    count(*) filter (where not is_enabled) as disabled
             from directory_person where directory_id = $1) p
       where d.id = $1 and d.status = 'receiving'`,
      [
        ...[this.id, counts.bytes, counts.read, counts.accepted, counts.duplicate, counts.rejected],
        JSON.stringify(Object.fromEntries(counts.rejectedBy)),
        JSON.stringify(Object.fromEntries(counts.unreadBy)),
        [...counts.states],
      ],
    );
    if (rowCount === 0) throw new AppError("incomplete", GIVEN_UP);
  }

  private async sayAlive(): Promise<void> {
    const { rowCount } = await store().pool.query(
      "update directory set heartbeat_at = now() where id = $1 and status = 'receiving'",
      [this.id],
    );
    if (rowCount === 0) throw new AppError("incomplete", GIVEN_UP);
  }

  private columnsOf(people: readonly Person[]): unknown[] {
    const mailId = ({ mail, name }: Person) =>
      accountOf(mail) === "" || accountOf(mail) === accountOf(name) ? null : accountIdOf(this.keyer, mail);
    return [
      people.map(({ name }) => accountIdOf(this.keyer, name)),
      people.map(({ name }) => storedText(accountOf(name))),
      people.map(({ mail }) => storedText(accountOf(mail))),
      people.map(mailId),
      people.map(({ displayName }) => storedText(displayName)),
      people.map(({ isEnabled }) => isEnabled),
      people.map(({ isPrivileged }) => isPrivileged),
      people.map(({ created }) => created),
    ];
  }
}

const GIVEN_UP = "This upload took too long and was given up. Send the directory again.";

/** An address that is somebody's account, or already somebody's mail, names that one person only. */
async function settleMails(connection: Connection, id: string): Promise<void> {
  await connection.query(
    `update directory_person p set mail_id = null
     from (select account_id, row_number() over (partition by mail_id order by account) as place,
                  exists (select from directory_person q
                          where q.directory_id = m.directory_id and q.account_id = m.mail_id) as is_account
           from directory_person m where directory_id = $1 and mail_id is not null) x
     where p.directory_id = $1 and p.account_id = x.account_id and (x.place > 1 or x.is_account)`,
    [id],
  );
}

/** Removes a tenant's directory with everybody in it. Needs `ingest`. Throws `not-found` where there is none. */
export async function removeDirectory(actor: Actor, tenant?: string): Promise<Directory> {
  authorise(actor, "ingest");
  const tenantId = await tenantIdOf(tenant);
  return transaction(store().pool, async (connection) => {
    await connection.query("select pg_advisory_xact_lock($1, $2)", [LOCK, tenantId]);
    const { rows } = await connection.query<{ id: string }>(
      "select id::text from directory where tenant_id = $1 and status = 'done'",
      [tenantId],
    );
    const id = rows[0]?.id;
    if (!id) throw new AppError("not-found", "This tenant has no directory.");
    const directory = await directoryById(id);
    await connection.query("delete from directory where id = $1", [id]);
    await noteChange(connection, "directory");
    const body = { uploadedBy: directory.uploadedBy, rows: directory.rows };
    await appendAudit(connection, {
      ...{ actor, action: "directory.remove", subject: `directory:${id}`, body },
    });
    return directory;
  });
}
