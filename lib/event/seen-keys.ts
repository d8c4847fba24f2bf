import type { Pack } from "./pack";

const FIRST_SLOTS = 1 << 16;
/** 48 MiB of slots at the most; a file with more rows than three fifths of them goes on without this memory. */
const MOST_SLOTS = 1 << 23;
const FILLED_AT_MOST = 0.6;

/**
 * Which keys a load has met: 48 bits of each, in an open table of numbers. It may take two keys for one (at five million
 * keys once in fifty million: then the careful way decides), never one for two.
 */
export class SeenKeys {
  private high = new Uint32Array(FIRST_SLOTS);
  /** Never zero where a slot is taken. */
  private low = new Uint16Array(FIRST_SLOTS);
  private size = 0;

  get isFull(): boolean {
    return this.size >= MOST_SLOTS * FILLED_AT_MOST;
  }

  /** Notes the keys of a pack; returns those of its rows that may have come in an earlier one. */
  meet(pack: Pack): number[] {
    const known: number[] = [];
    for (let row = 0; row < pack.rows; row++) if (this.holds(pack, row)) known.push(row);
    for (let row = 0; row < pack.rows; row++) this.add(highOf(pack, row), lowOf(pack, row));
    return known;
  }

  private holds(pack: Pack, row: number): boolean {
    return this.low[this.slotOf(highOf(pack, row), lowOf(pack, row))] !== 0;
  }

  /** Where these bits stand, or the free slot where they would. */
  private slotOf(high: number, low: number): number {
    const mask = this.low.length - 1;
    let slot = (high ^ Math.imul(low, 0x9e3779b1)) & mask;
    while (this.low[slot] !== 0 && (this.high[slot] !== high || this.low[slot] !== low)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private add(high: number, low: number): void {
    if (this.size >= this.low.length * FILLED_AT_MOST) this.grow();
    const slot = this.slotOf(high, low);
    if (this.low[slot] !== 0) return;
    this.high[slot] = high;
    this.low[slot] = low;
    this.size += 1;
  }

  private grow(): void {
    const { high, low } = this;
    this.high = new Uint32Array(high.length * 2);
    this.low = new Uint16Array(low.length * 2);
    this.size = 0;
    for (let slot = 0; slot < low.length; slot++) {
      if (low[slot] !== 0) this.add(high[slot] as number, low[slot] as number);
    }
  }
}

const highOf = ({ keys, source }: Pack, row: number) =>
  (keys.readUInt32LE(row * 16) ^ keys.readUInt32LE(row * 16 + 8) ^ (source[row] as number)) >>> 0;

const lowOf = ({ keys }: Pack, row: number) =>
  (keys.readUInt16LE(row * 16 + 4) ^ keys.readUInt16LE(row * 16 + 12) ^ keys.readUInt16LE(row * 16 + 6)) &
    0xffff || 1;
