import type { Pack } from "./pack";

/**
 * Rows of the pack whose key another row of it has too. An open table of row numbers, twice as many slots as rows: texts
 * as keys of a Map took ten times as long. Keys are anybody's choice, so a fresh multiplier says where to look.
 */
export function repeatedRows({ keys, source, rows }: Pack): Set<number> {
  const bits = Math.max(4, Math.ceil(Math.log2(rows + 1)) + 1);
  const mask = (1 << bits) - 1;
  const multiplier = Math.floor(Math.random() * 0x8000_0000) | 1;
  const slots = new Int32Array(1 << bits).fill(-1);
  const words = new Int32Array(keys.buffer, keys.byteOffset, keys.length / 4);
  const repeated = new Set<number>();
  for (let row = 0; row < rows; row++) {
    const at = row * 4;
    let hash = multiplier;
    for (let word = 0; word < 4; word++) {
      hash = Math.imul(hash ^ (words[at + word] as number), multiplier);
      hash ^= hash >>> 15;
    }
    let slot = hash & mask;
    for (;;) {
      const other = slots[slot] as number;
      if (other < 0) {
        slots[slot] = row;
        break;
      }
      const to = other * 4;
      const isSame =
        words[to] === words[at] &&
        words[to + 1] === words[at + 1] &&
        words[to + 2] === words[at + 2] &&
        words[to + 3] === words[at + 3] &&
        source[other] === source[row];
      if (isSame) {
        repeated.add(other).add(row);
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
  return repeated;
}
