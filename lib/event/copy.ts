import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import type { Connection } from "@/lib/db";

/** `instant`: timestamptz as microseconds since 1970. `day`: date as days since 1970. `uuid`: 32 hex digits. */
export type Column = "int2" | "int4" | "int8" | "instant" | "day" | "uuid" | "bool" | "text";
export type Value = number | bigint | string | boolean | null;

const CHUNK = 64 * 1024;
/** Postgres counts from 2000. */
const EPOCH_MICROS = 946_684_800_000_000n;
const EPOCH_DAYS = 10_957;
const WIDTH: Record<Exclude<Column, "text">, number> = {
  int2: 2,
  int4: 4,
  int8: 8,
  instant: 8,
  day: 4,
  uuid: 16,
  bool: 1,
};
const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");

function writeFixed(target: Buffer, at: number, column: Exclude<Column, "text">, value: Value): void {
  if (column === "int2") target.writeInt16BE(Number(value), at);
  else if (column === "int4") target.writeInt32BE(Number(value), at);
  else if (column === "int8") target.writeBigInt64BE(BigInt(value as bigint), at);
  else if (column === "instant") target.writeBigInt64BE(BigInt(value as bigint) - EPOCH_MICROS, at);
  else if (column === "day") target.writeInt32BE(Number(value) - EPOCH_DAYS, at);
  else if (column === "bool") target.writeUInt8(value ? 1 : 0, at);
  else if (target.write(value as string, at, 16, "hex") !== 16) throw new Error("A uuid has 32 hex digits.");
}

/** The bytes a row needs: the count of fields, and per field its length and content. */
function sizeOf(columns: readonly Column[], row: readonly Value[]): number {
  return columns.reduce((size, column, index) => {
    const value = row[index] ?? null;
    if (value === null) return size + 4;
    return size + 4 + (column === "text" ? Buffer.byteLength(value as string) : WIDTH[column]);
  }, 2);
}

function writeRow(target: Buffer, start: number, columns: readonly Column[], row: readonly Value[]): number {
  let at = target.writeInt16BE(columns.length, start);
  for (const [index, column] of columns.entries()) {
    const value = row[index] ?? null;
    if (value === null) {
      at = target.writeInt32BE(-1, at);
    } else if (column === "text") {
      const length = target.write(value as string, at + 4);
      at = target.writeInt32BE(length, at) + length;
    } else {
      at = target.writeInt32BE(WIDTH[column], at);
      writeFixed(target, at, column, value);
      at += WIDTH[column];
    }
  }
  return at;
}

/** Rows in Postgres' binary COPY format, in chunks of about 64 KiB. Text must be storable (stored-text). */
export function* encodeRows(
  columns: readonly Column[],
  rows: Iterable<readonly Value[]>,
): Generator<Buffer, void> {
  yield SIGNATURE;
  let chunk = Buffer.allocUnsafe(CHUNK);
  let at = 0;
  for (const row of rows) {
    const size = sizeOf(columns, row);
    if (at + size > chunk.length) {
      if (at > 0) yield chunk.subarray(0, at);
      chunk = Buffer.allocUnsafe(Math.max(CHUNK, size));
      at = 0;
    }
    at = writeRow(chunk, at, columns, row);
  }
  if (at > 0) yield chunk.subarray(0, at);
  yield Buffer.from([0xff, 0xff]);
}

/** Streams rows into `copy … from stdin (format binary)`; nothing is sent for no rows. */
export async function copyRows(
  connection: Connection,
  statement: string,
  columns: readonly Column[],
  rows: readonly (readonly Value[])[],
): Promise<void> {
  if (rows.length > 0) await copyChunks(connection, statement, encodeRows(columns, rows));
}

/** Streams what is encoded already. */
export async function copyChunks(
  connection: Connection,
  statement: string,
  chunks: Iterable<Buffer>,
): Promise<void> {
  await pipeline(Readable.from(chunks), connection.query(copyFrom(statement)));
}
