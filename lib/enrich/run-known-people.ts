import { z } from "zod";
import type { Connection, Pool } from "@/lib/db";
import { DirectoryField } from "./directory-schema";

const Current = z.object({
  id: z.string(),
  people: z.coerce.number(),
  privileged: z.coerce.number(),
  states: z.array(DirectoryField),
  uploadedAt: z.date(),
});
/** The directory that counts. What `states` lacks is unknown of everybody: nobody is "not privileged" by silence. */
export type CurrentDirectory = z.infer<typeof Current>;

/** A tenant's directory; null where nobody uploaded one. */
export async function currentDirectory(
  connection: Connection | Pool,
  tenantId: number,
): Promise<CurrentDirectory | null> {
  const { rows } = await connection.query(
    `select id::text, accepted as people, privileged, states, created_at as "uploadedAt"
     from directory where tenant_id = $1 and status = 'done'`,
    [tenantId],
  );
  return rows[0] ? Current.parse(rows[0]) : null;
}

const Known = z.object({
  askedId: z.string(),
  account: z.string(),
  displayName: z.string(),
  isEnabled: z.boolean().nullable(),
  isPrivileged: z.boolean().nullable(),
  created: z.date().nullable(),
});
/** Who an account is in the directory. `account` is the user principal name, also where the mail was asked for. */
export type KnownPerson = Omit<z.infer<typeof Known>, "askedId">;

/**
 * Who of these accounts (identity.account_id) the tenant's directory has, by that id in decimal; those it lacks are
 * not in the map. Texts are as stored. Null without a directory. For a join inside SQL: the view `known_person`, by
 * (tenant_id, asked_id).
 */
export async function knownPeople(
  connection: Connection | Pool,
  tenantId: number,
  accountIds: readonly (bigint | string)[],
): Promise<Map<string, KnownPerson> | null> {
  if (!(await currentDirectory(connection, tenantId))) return null;
  const { rows } = await connection.query(
    `select k.asked_id::text as "askedId", k.account, k.display_name as "displayName", k.is_enabled as "isEnabled",
            k.is_privileged as "isPrivileged", k.created_at as created
     from known_person k where k.tenant_id = $1 and k.asked_id = any($2::bigint[])`,
    [tenantId, accountIds.map(String)],
  );
  return new Map(
    rows.map((row) => {
      const { askedId, ...person } = Known.parse(row);
      return [askedId, person];
    }),
  );
}

/** Every account of a directory, as stored, in pages: a directory may hold half a million. */
export async function* directoryAccounts(
  connection: Connection | Pool,
  directoryId: string,
): AsyncGenerator<string[]> {
  for (let after: string | null = null; ; ) {
    const { rows }: { rows: { id: string; account: string }[] } = await connection.query(
      `select account_id::text as id, account from directory_person
       where directory_id = $1 and ($2::bigint is null or account_id > $2)
       order by account_id limit 20000`,
      [directoryId, after],
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(({ account }) => account);
    after = last.id;
  }
}
