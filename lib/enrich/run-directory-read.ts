import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { type Prisma, store } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { shownText } from "@/lib/stored-text";
import { Directory, type DirectoryQuery, type DirectoryReject, USUAL_TENANT } from "./directory-schema";

const WITH_TENANT = { tenant: { select: { name: true } } } as const;
type Row = Prisma.DirectoryGetPayload<{ include: typeof WITH_TENANT }>;

/** The directories that count, one for each tenant that has one. Needs `read`. Throws `bad-input` for no tenant. */
export async function readDirectories(
  actor: Actor,
  { tenant }: DirectoryQuery = {},
): Promise<{ items: Directory[]; nextCursor: null }> {
  authorise(actor, "read");
  const rows = await store().db.directory.findMany({
    where: { status: "done", ...(tenant === undefined ? {} : { tenantId: await tenantIdOf(tenant) }) },
    orderBy: { tenantId: "asc" },
    include: WITH_TENANT,
  });
  return { items: rows.map(directoryOf), nextCursor: null };
}

/** The rejected rows of a tenant's directory that were kept, in file order. Throws `not-found` where there is none. */
export async function* readDirectoryRejects(
  actor: Actor,
  { tenant }: DirectoryQuery,
): AsyncGenerator<DirectoryReject> {
  authorise(actor, "read");
  const { db } = store();
  const directory = await db.directory.findFirst({
    where: { status: "done", tenantId: await tenantIdOf(tenant) },
  });
  if (!directory) throw new AppError("not-found", "This tenant has no directory.");
  for (let after = 0n; ; ) {
    const rows = await db.directoryReject.findMany({
      where: { directoryId: directory.id, position: { gt: after } },
      orderBy: { position: "asc" },
      take: 1000,
    });
    for (const { position, reason, raw } of rows)
      yield { position: Number(position), reason, raw: shownText(raw) };
    const last = rows.at(-1);
    if (!last) return;
    after = last.position;
  }
}

/** For those who were let in to change it. */
export async function directoryById(id: string): Promise<Directory> {
  return directoryOf(
    await store().db.directory.findUniqueOrThrow({ where: { id: BigInt(id) }, include: WITH_TENANT }),
  );
}

/** The number of a tenant by its name, the usual one for none. Throws `bad-input`. */
export async function tenantIdOf(name: string = USUAL_TENANT): Promise<number> {
  const tenant = await store().db.tenant.findUnique({ where: { name } });
  if (!tenant) throw new AppError("bad-input", `There is no tenant called ${name}.`);
  if (tenant.isSample)
    throw new AppError("bad-input", `The tenant ${name} is for sample data, which is removed in one go.`);
  return tenant.id;
}

function directoryOf(row: Row): Directory {
  return Directory.parse({
    id: String(row.id),
    tenant: row.tenant.name,
    filename: shownText(row.filename),
    bytes: Number(row.bytes),
    rows: {
      read: Number(row.rowsRead),
      accepted: Number(row.accepted),
      duplicate: Number(row.duplicate),
      rejected: Number(row.rejected),
    },
    rejectedBy: row.rejectedBy,
    unreadBy: row.unreadBy,
    states: row.states,
    privileged: Number(row.privileged),
    disabled: Number(row.disabled),
    uploadedBy: row.createdByName,
    uploadedAt: row.createdAt.toISOString(),
  });
}
