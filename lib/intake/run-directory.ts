import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { authorise } from "@/lib/access/authorise";
import type { Actor } from "@/lib/access/schema";
import {
  type Directory,
  type DirectoryField,
  type DirectoryUploadQuery,
  MOST_REJECTS,
  type Person,
} from "@/lib/enrich/directory-schema";
import { type Counts, DirectoryLoad, type RejectedRow } from "@/lib/enrich/run-directory-store";
import { AppError } from "@/lib/errors";
import { isGzip } from "@/lib/source/container";
import { encodingOf, utf8Chunks } from "@/lib/source/encoding";
import { DIRECTORY_HEAD, type DirectoryRow, directoryCutter } from "./directory-rows";
import { type Limits, tooLarge } from "./limits";
import { readLimits } from "./read";

/**
 * People that are stored at once; so many are held in memory, whatever the size of the directory. Measured: half a
 * million in 65 s on two busy cores, the process growing to 340 MiB and no further when the next half million came.
 */
const BATCH = 5000;

/**
 * Streams a directory export (CSV or Graph's users as JSON, plain or gzip) into the store; it counts from its end on,
 * and until then the one before does. Needs `ingest`. Throws `bad-input` for an empty body or an unknown tenant,
 * `unsupported` for what is no directory, `too-large`, and `incomplete` for fewer or more bytes than declared, a
 * broken connection and a damaged file: then everything is as it was.
 */
export async function receiveDirectory(
  actor: Actor,
  body: AsyncIterable<Uint8Array>,
  { filename, tenant }: DirectoryUploadQuery,
  declaredBytes?: number,
): Promise<Directory> {
  authorise(actor, "ingest");
  const limits = await readLimits();
  if ((declaredBytes ?? 0) > limits.uploadBytes) throw new AppError("too-large", tooLarge(limits));
  const load = await DirectoryLoad.begin(actor, filename, tenant);
  try {
    const counts = newCounts();
    const bytes = counted(body, limits, counts);
    for await (const rows of batches(people(text(bytes, limits)))) await store(load, rows, counts);
    if (declaredBytes !== undefined && declaredBytes !== counts.bytes)
      throw new AppError(
        "incomplete",
        `${counts.bytes} bytes arrived of the ${declaredBytes} that were announced. Nothing was changed; send it again.`,
      );
    if (counts.accepted === 0) throw new AppError("bad-input", nobodyIn(counts));
    return await load.finish(actor, counts);
  } catch (error) {
    await load.abandon().catch(() => undefined);
    throw error;
  }
}

const newCounts = (): Counts => ({
  ...{ bytes: 0, read: 0, accepted: 0, duplicate: 0, rejected: 0 },
  ...{ rejectedBy: new Map(), unreadBy: new Map(), states: new Set() },
});

function nobodyIn({ bytes, read, rejectedBy }: Counts): string {
  if (bytes === 0) return "The upload is empty: it holds not a single byte.";
  const reason = [...rejectedBy.keys()][0];
  return `Nobody could be read from ${read} rows${reason ? ` (${reason})` : ""}. Nothing was changed.`;
}

async function* counted(body: AsyncIterable<Uint8Array>, limits: Limits, counts: Counts) {
  const chunks = body[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await chunks.next().catch((cause: unknown) => {
      throw new AppError("incomplete", "The connection broke off. Nothing was changed; send it again.", {
        cause,
      });
    });
    if (done) return;
    counts.bytes += value.length;
    if (counts.bytes > limits.uploadBytes) throw new AppError("too-large", tooLarge(limits));
    yield Buffer.from(value);
  }
}

/** The text as UTF-8, unpacked where it is packed. */
async function* text(bytes: AsyncIterable<Buffer>, limits: Limits): AsyncGenerator<Buffer> {
  const packed = await withHead(bytes, 2);
  const plain = await withHead(isGzip(packed.head) ? unpacked(packed.chunks, limits) : packed.chunks, 4096);
  const encoding = encodingOf(plain.head);
  yield* encoding === "utf-8" ? plain.chunks : utf8Chunks(plain.chunks, encoding);
}

async function* unpacked(chunks: AsyncIterable<Buffer>, limits: Limits): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  const source = Readable.from(chunks).on("error", (error) => gunzip.destroy(error));
  let size = 0;
  try {
    for await (const chunk of source.pipe(gunzip)) {
      size += (chunk as Buffer).length;
      if (size > limits.unpackedBytes) throw new AppError("too-large", tooLarge(limits));
      yield chunk as Buffer;
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError("incomplete", "The gzip file is damaged. Nothing was changed; export it again.", {
      cause,
    });
  }
}

/** The first bytes, and all chunks from the first byte on. */
async function withHead(source: AsyncIterable<Buffer>, size: number) {
  const iterator = source[Symbol.asyncIterator]();
  const held: Buffer[] = [];
  let length = 0;
  while (length < size) {
    const { done, value } = await iterator.next();
    if (done) break;
    held.push(value);
    length += value.length;
  }
  const head = Buffer.concat(held);
  async function* chunks(): AsyncGenerator<Buffer> {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { head, chunks: chunks() };
}

async function* people(source: AsyncIterable<Buffer>): AsyncGenerator<DirectoryRow> {
  const { head, chunks } = await withHead(source, DIRECTORY_HEAD);
  if (head.length === 0) return;
  const cutter = directoryCutter(head);
  for await (const chunk of chunks) yield* cutter.push(chunk);
  yield* cutter.end();
}

async function* batches(rows: AsyncIterable<DirectoryRow>): AsyncGenerator<DirectoryRow[]> {
  let batch: DirectoryRow[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function store(load: DirectoryLoad, rows: DirectoryRow[], counts: Counts): Promise<void> {
  const read: Person[] = [];
  const rejected: RejectedRow[] = [];
  for (const { position, reading, raw } of rows) {
    counts.read++;
    if (reading.ok) {
      note(reading.person, counts);
      read.push(reading.person);
    } else {
      add(counts.rejectedBy, reading.reason);
      if (counts.rejected < MOST_REJECTS) rejected.push({ position, reason: reading.reason, raw });
      counts.rejected++;
    }
  }
  const fresh = await load.add(read);
  counts.accepted += fresh;
  counts.duplicate += read.length - fresh;
  if (rejected.length > 0) await load.reject(rejected);
}

function note(person: Person, { unreadBy, states }: Counts): void {
  for (const field of person.unread) add(unreadBy, field);
  const stated: [DirectoryField, boolean][] = [
    ["mail", person.mail !== ""],
    ["displayName", person.displayName !== ""],
    ["enabled", person.isEnabled !== null],
    ["privileged", person.isPrivileged !== null],
    ["created", person.created !== null],
  ];
  for (const [field, isStated] of stated) if (isStated) states.add(field);
}

const add = <K>(counts: Map<K, number>, key: K): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};
