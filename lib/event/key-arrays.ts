import type { Pack } from "./pack";

/** Postgres' numbers of the types uuid and int8. */
const UUID = 2950;
const INT8 = 20;
const HEADER = 20;

/** A one-dimensional array without nulls in Postgres' binary format; `put` writes the elements. */
function arrayOf(
  type: number,
  count: number,
  width: number,
  put: (view: DataView, index: number, at: number) => void,
) {
  const bytes = Buffer.allocUnsafe(HEADER + count * (4 + width));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  // Dimensions, nulls, type, and of the dimension its size and first index.
  for (const [index, word] of [1, 0, type, count, 1].entries()) view.setInt32(index * 4, word);
  for (let index = 0; index < count; index++) {
    const at = HEADER + index * (4 + width);
    view.setInt32(at, width);
    put(view, index, at + 4);
  }
  return bytes;
}

/** The keys of these rows as a parameter of type uuid[]: as text they cost a microsecond each on either side. */
export const keysOf = ({ keyView }: Pack, rows: readonly number[]): Buffer =>
  arrayOf(UUID, rows.length, 16, (view, index, at) => {
    const from = (rows[index] as number) * 16;
    for (let byte = 0; byte < 16; byte += 4) view.setInt32(at + byte, keyView.getInt32(from + byte));
  });

/** The contents of these rows as a parameter of type bigint[]. */
export const contentsOf = ({ content }: Pack, rows: readonly number[]): Buffer =>
  arrayOf(INT8, rows.length, 8, (view, index, at) => {
    const row = rows[index] as number;
    view.setUint32(at, content[row * 2] as number);
    view.setUint32(at + 4, content[row * 2 + 1] as number);
  });
