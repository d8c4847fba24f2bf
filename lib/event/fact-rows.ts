import type { NameTable } from "./names";
import type { Pack } from "./pack";

/** The columns of `event` in the order of these rows. */
export const FACT_COLUMNS = `tenant_id, source, at, origin_id, identity_id, client_id, outcome_id, place_id, detail_id,
  key, correlation, content, filled, ingest_time, digits, import_id, raw_offset, raw_length`;

const CHUNK_BYTES = 256 * 1024;
/** Days from 1970 to Postgres' 2000. */
const EPOCH_DAYS = 10_957;
const DAY_MICROS = 86_400_000_000;
const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const END = Buffer.from([0xff, 0xff]);
const NULL = -1;

type Place = "tenant" | "source" | "at" | "names" | "key" | "correlation" | "rest";

/** Where each field's bytes stand in a row; the correlation may be missing, which moves what follows. */
type Layout = { bytes: Buffer; at: Record<Place, number> };

/** A row with its count of fields and their lengths in place, and the values that are the same in every row. */
function layoutOf(tenantId: number, importId: bigint, isCorrelated: boolean): Layout {
  const bytes = Buffer.alloc(300);
  const at: Record<Place, number> = {
    tenant: 0,
    source: 0,
    at: 0,
    names: 0,
    key: 0,
    correlation: 0,
    rest: 0,
  };
  let end = bytes.writeInt16BE(18, 0);
  const field = (width: number): number => {
    const start = bytes.writeInt32BE(width, end);
    end = start + width;
    return start;
  };
  bytes.writeInt16BE(tenantId, field(2));
  at.source = field(2);
  at.at = field(8);
  at.names = field(8);
  for (let name = 1; name < 6; name++) field(8);
  at.key = field(16);
  if (isCorrelated) at.correlation = field(16);
  else end = bytes.writeInt32BE(NULL, end);
  at.rest = field(8); // content
  for (const width of [2, 1, 2]) field(width); // filled, ingest_time, digits
  bytes.writeBigInt64BE(importId, field(8));
  field(8); // raw_offset
  field(4); // raw_length
  return { bytes: bytes.subarray(0, end), at };
}

/** From the content to filled, ingest_time, digits, raw_offset and raw_length, each behind its four bytes of length. */
const FILLED = 8 + 4;
const INGEST = FILLED + 2 + 4;
const DIGITS = INGEST + 1 + 4;
const OFFSET = DIGITS + 2 + 4 + 8 + 4;
const LENGTH = OFFSET + 8 + 4;

function putNumber(target: Buffer, at: number, value: number): void {
  const high = Math.floor(value / 0x1_0000_0000);
  target.writeInt32BE(high, at);
  target.writeUInt32BE(value - high * 0x1_0000_0000, at + 4);
}

/** Eight bytes by hand: `copy` costs more than it moves. */
function putEight(target: Buffer, at: number, from: Buffer, start: number): void {
  for (let byte = 0; byte < 8; byte++) target[at + byte] = from[start + byte] as number;
}

function putName<C>(target: Buffer, at: number, { idBytes }: NameTable<C>, entry: number): void {
  putEight(target, at, idBytes, entry * 8);
}

/** Times far from 2000 do not fit a number; they are rare. */
function putInstant(target: Buffer, at: number, day: number, micros: number): void {
  const since = (day - EPOCH_DAYS) * DAY_MICROS + micros;
  if (Number.isSafeInteger(since)) putNumber(target, at, since);
  else target.writeBigInt64BE(BigInt(day - EPOCH_DAYS) * BigInt(DAY_MICROS) + BigInt(micros), at);
}

function putRow(target: Buffer, start: number, { bytes, at }: Layout, pack: Pack, row: number): void {
  target.set(bytes, start);
  const { names, content } = pack;
  target[start + at.source + 1] = pack.source[row] as number;
  putInstant(target, start + at.at, pack.day[row] as number, pack.micros[row] as number);
  const name = start + at.names;
  putName(target, name, names.origins, pack.origin[row] as number);
  putName(target, name + 12, names.identities, pack.identity[row] as number);
  putName(target, name + 24, names.clients, pack.client[row] as number);
  putName(target, name + 36, names.outcomes, pack.outcome[row] as number);
  putName(target, name + 48, names.places, pack.place[row] as number);
  putName(target, name + 60, names.details, pack.detail[row] as number);
  putEight(target, start + at.key, pack.keys, row * 16);
  putEight(target, start + at.key + 8, pack.keys, row * 16 + 8);
  if (at.correlation > 0) {
    putEight(target, start + at.correlation, pack.correlations, row * 16);
    putEight(target, start + at.correlation + 8, pack.correlations, row * 16 + 8);
  }
  const rest = start + at.rest;
  target.writeUInt32BE(content[row * 2] as number, rest);
  target.writeUInt32BE(content[row * 2 + 1] as number, rest + 4);
  target[rest + FILLED + 1] = pack.filledOf(row);
  target[rest + INGEST] = pack.isIngestTime(row) ? 1 : 0;
  target[rest + DIGITS + 1] = pack.digits[row] as number;
  putNumber(target, rest + OFFSET, pack.offset[row] as number);
  target.writeInt32BE(pack.length[row] as number, rest + LENGTH);
}

/** Rows of a pack as `copy event (FACT_COLUMNS) from stdin (format binary)` takes them, in chunks of 256 KiB. */
export function* factRows(
  pack: Pack,
  rows: number[],
  { tenantId, importId }: { tenantId: number; importId: bigint },
): Generator<Buffer, void> {
  const plain = layoutOf(tenantId, importId, false);
  const correlated = layoutOf(tenantId, importId, true);
  yield SIGNATURE;
  let chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let at = 0;
  for (const row of rows) {
    const layout = pack.isCorrelated(row) ? correlated : plain;
    if (at + layout.bytes.length > CHUNK_BYTES) {
      yield chunk.subarray(0, at);
      chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      at = 0;
    }
    putRow(chunk, at, layout, pack, row);
    at += layout.bytes.length;
  }
  yield chunk.subarray(0, at);
  yield END;
}
