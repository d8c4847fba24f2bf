import { createHash, randomUUID } from "node:crypto";
import { createWriteStream, existsSync } from "node:fs";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { appendAudit } from "@/lib/access/audit";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import { type Connection, type Pool, store, transaction } from "@/lib/db";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { openPlaces, type Places } from "./mmdb";
import { PLACE_BYTES, PlaceDatabase } from "./schema";
import { noteChange } from "./version";

/** Where databases of places are kept, each named by the SHA-256 of its bytes. */
const folder = () => join(env().ROLLCALL_DATA, "places");
const pathOf = (sha256: string) => join(folder(), `${sha256}.mmdb`);

const Row = PlaceDatabase.omit({ isThere: true }).extend({
  bytes: z.coerce.number(),
  builtAt: z.date().transform((at) => at.toISOString()),
  addedAt: z.date().transform((at) => at.toISOString()),
});

async function databases(connection: Connection | Pool): Promise<PlaceDatabase[]> {
  const { rows } = await connection.query(
    `select id::text, name, type, sha256, built_at as "builtAt", bytes, added_by as "addedBy", added_at as "addedAt"
     from place_database order by id`,
  );
  return z
    .array(Row)
    .parse(rows)
    .map((row) => ({ ...row, isThere: existsSync(pathOf(row.sha256)) }));
}

/** The databases of places in the order in which they are asked. */
export async function readPlaceDatabases(actor: Actor): Promise<PlaceDatabase[]> {
  authorise(actor, "read");
  return databases(store().pool);
}

const holder = globalThis as { rollcallPlaces?: Map<string, Places> };

/**
 * The databases that are set, open. They are held in memory while they are set; one whose file is gone from the data
 * folder is left out, and the settings say so.
 */
export async function openedPlaces(connection: Connection | Pool): Promise<Places[]> {
  const before = holder.rollcallPlaces ?? new Map<string, Places>();
  const now = new Map<string, Places>();
  for (const { name, sha256, isThere } of await databases(connection)) {
    const open = before.get(sha256);
    if (open) now.set(sha256, open);
    else if (isThere) now.set(sha256, await openKept(name, sha256));
  }
  holder.rollcallPlaces = now;
  return [...now.values()];
}

/** A file that was damaged since it was taken says nothing, once told: detection must not wait for it. */
async function openKept(name: string, sha256: string): Promise<Places> {
  try {
    return openPlaces(name, await readFile(pathOf(sha256)));
  } catch (error) {
    log.error({ err: error, name }, "a database of places cannot be read any more; supply it again");
    return { name, type: "", builtAt: new Date(0), find: () => null };
  }
}

const tooLarge = () =>
  new AppError("too-large", `A database of places has at most ${PLACE_BYTES / 2 ** 20} MiB.`);

async function* measured(body: AsyncIterable<Uint8Array>, take: (chunk: Uint8Array) => void) {
  for await (const chunk of body) {
    take(chunk);
    yield chunk;
  }
}

/**
 * Takes an MMDB as it streams in, checks that it can be read, keeps it under its SHA-256 and asks it from now on after
 * those that are there. The same bytes again change nothing. Needs `admin`. Throws `bad-input`, `too-large`.
 */
export async function receivePlaces(
  actor: Actor,
  body: AsyncIterable<Uint8Array>,
  filename: string,
): Promise<PlaceDatabase> {
  authorise(actor, "admin");
  await mkdir(folder(), { recursive: true, mode: 0o700 });
  const part = join(folder(), `${randomUUID()}.part`);
  const name =
    basename(filename)
      .replace(/[^\w.-]+/g, "-")
      .slice(0, 100) || "places.mmdb";
  try {
    const hash = createHash("sha256");
    let bytes = 0;
    const take = (chunk: Uint8Array) => {
      hash.update(chunk);
      bytes += chunk.length;
      if (bytes > PLACE_BYTES) throw tooLarge();
    };
    await pipeline(measured(body, take), createWriteStream(part, { mode: 0o600 }));
    const { type, builtAt } = openPlaces(name, await readFile(part));
    const sha256 = hash.digest("hex");
    const isBack = !existsSync(pathOf(sha256));
    await rename(part, pathOf(sha256));
    holder.rollcallPlaces?.delete(sha256);
    return await keep(actor, { name, type, builtAt, sha256, bytes }, isBack);
  } finally {
    await rm(part, { force: true });
  }
}

/** The same for a file on this machine. It is copied: a file that changes under us would change what rules found. */
export async function copyPlaces(actor: Actor, path: string): Promise<PlaceDatabase> {
  authorise(actor, "admin");
  if (!isAbsolute(path))
    throw new AppError("bad-input", "Write the whole path of the file, from its root on.");
  const file = await open(path).catch((cause: unknown) => {
    throw new AppError("bad-input", "There is no file at this path that Rollcall may read.", { cause });
  });
  try {
    if (!(await file.stat()).isFile()) throw new AppError("bad-input", "What is at this path is no file.");
    return await receivePlaces(actor, file.createReadStream({ autoClose: false }), path);
  } finally {
    await file.close();
  }
}

type New = { name: string; type: string; builtAt: Date; sha256: string; bytes: number };

/** `isBack`: its file was not there; origins that were asked for meanwhile are asked again. */
async function keep(
  actor: Actor,
  { name, type, builtAt, sha256, bytes }: New,
  isBack: boolean,
): Promise<PlaceDatabase> {
  return transaction(store().pool, async (connection) => {
    const { rowCount } = await connection.query(
      `insert into place_database (name, sha256, type, built_at, bytes, added_by) values ($1, $2, $3, $4, $5, $6)
       on conflict (sha256) do nothing`,
      [name, sha256, type, builtAt, bytes, `${actor.kind}:${actor.id}`],
    );
    if (rowCount) {
      await appendAudit(connection, {
        ...{ actor, action: "places.add", subject: `places:${name}` },
        body: { sha256, type, builtAt: builtAt.toISOString(), bytes },
      });
    }
    if (rowCount || isBack) await noteChange(connection, "places");
    const kept = (await databases(connection)).find((row) => row.sha256 === sha256);
    if (!kept) throw new Error("A database of places that was just stored is not there.");
    return kept;
  });
}

/** Asks a database of places no more, and forgets what it said. Needs `admin`. Throws `not-found`. */
export async function removePlaces(actor: Actor, id: string): Promise<PlaceDatabase> {
  authorise(actor, "admin");
  const gone = await transaction(store().pool, async (connection) => {
    const found = (await databases(connection)).find((row) => row.id === id);
    if (!found) throw new AppError("not-found", `There is no database of places ${id}.`);
    await connection.query("delete from place_database where id = $1", [id]);
    await appendAudit(connection, {
      ...{ actor, action: "places.remove", subject: `places:${found.name}` },
      body: { sha256: found.sha256 },
    });
    await noteChange(connection, "places");
    return found;
  });
  await rm(pathOf(gone.sha256), { force: true });
  return { ...gone, isThere: false };
}
