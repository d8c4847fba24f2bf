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

function putNumber(target: DataView, at: number, value: number): void {
  const high = Math.floor(value / 0x1_0000_0000);
  target.setInt32(at, high);
  target.setUint32(at + 4, value - high * 0x1_0000_0000);
}

function putKey(target: DataView, at: number, from: DataView, row: number): void {
  for (let byte = 0; byte < 16; byte += 4) target.setInt32(at + byte, from.getInt32(row * 16 + byte));
}

function putName<C>(target: DataView, at: number, { idBytes }: NameTable<C>, entry: number): void {
  target.setInt32(at, idBytes.getInt32(entry * 8));
  target.setInt32(at + 4, idBytes.getInt32(entry * 8 + 4));
}

/** Times far from 2000 do not fit a number; they are rare. */
function putInstant(target: DataView, at: number, day: number, micros: number): void {
  const since = (day - EPOCH_DAYS) * DAY_MICROS + micros;
  if (Number.isSafeInteger(since)) putNumber(target, at, since);
  else target.setBigInt64(at, BigInt(day - EPOCH_DAYS) * BigInt(DAY_MICROS) + BigInt(micros));
}

const viewOf = ({ buffer, byteOffset, length }: Buffer) => new DataView(buffer, byteOffset, length);

/** Fills in a row whose layout is in place already. */
function putRow(view: DataView, start: number, at: Layout["at"], pack: Pack, row: number): void {
  const { names, content } = pack;
  view.setUint8(start + at.source + 1, pack.source[row] as number);
  putInstant(view, start + at.at, pack.day[row] as number, pack.micros[row] as number);
  const name = start + at.names;
  putName(view, name, names.origins, pack.origin[row] as number);
  putName(view, name + 12, names.identities, pack.identity[row] as number);
  putName(view, name + 24, names.clients, pack.client[row] as number);
  putName(view, name + 36, names.outcomes, pack.outcome[row] as number);
  putName(view, name + 48, names.places, pack.place[row] as number);
  putName(view, name + 60, names.details, pack.detail[row] as number);
  putKey(view, start + at.key, pack.keyView, row);
  if (at.correlation > 0) putKey(view, start + at.correlation, pack.correlationView, row);
  const rest = start + at.rest;
  view.setUint32(rest, content[row * 2] as number);
  view.setUint32(rest + 4, content[row * 2 + 1] as number);
  view.setUint8(rest + FILLED + 1, pack.filledOf(row));
  view.setUint8(rest + INGEST, pack.isIngestTime(row) ? 1 : 0);
  view.setUint8(rest + DIGITS + 1, pack.digits[row] as number);
  putNumber(view, rest + OFFSET, pack.offset[row] as number);
  view.setInt32(rest + LENGTH, pack.length[row] as number);
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
  let view = viewOf(chunk);
  let at = 0;
  for (const row of rows) {
    const layout = pack.isCorrelated(row) ? correlated : plain;
    if (at + layout.bytes.length > CHUNK_BYTES) {
      yield chunk.subarray(0, at);
      chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      view = viewOf(chunk);
      at = 0;
    }
    chunk.set(layout.bytes, at);
    putRow(view, at, layout.at, pack, row);
    at += layout.bytes.length;
  }
  yield chunk.subarray(0, at);
  yield END;
}
