import type { Pack } from "./pack";

const FIRST_SLOTS = 1 << 16;
/** 128 MiB of slots at the most; a file with more rows than half of them goes on without this memory. */
const MOST_SLOTS = 1 << 24;

/**
 * Which keys a load has met: 64 bits of each, in an open table of numbers. It may take two keys for one (then the
 * careful way decides), never one for two.
 */
export class SeenKeys {
  private slots = new Uint32Array(FIRST_SLOTS * 2);
  private size = 0;

  get isFull(): boolean {
    return this.size * 2 >= MOST_SLOTS;
  }

  /** Notes the keys of a pack; returns those of its rows that may have come in an earlier one. */
  meet(pack: Pack): number[] {
    const known: number[] = [];
    for (let row = 0; row < pack.rows; row++) if (this.holds(pack, row)) known.push(row);
    for (let row = 0; row < pack.rows; row++) this.add(highOf(pack, row), lowOf(pack, row));
    return known;
  }

  private holds(pack: Pack, row: number): boolean {
    return this.slots[this.slotOf(highOf(pack, row), lowOf(pack, row)) * 2 + 1] !== 0;
  }

  /** Where these words stand, or the free slot where they would. */
  private slotOf(high: number, low: number): number {
    const { slots } = this;
    const mask = slots.length / 2 - 1;
    let slot = (high ^ (low >>> 7)) & mask;
    while (slots[slot * 2 + 1] !== 0 && (slots[slot * 2] !== high || slots[slot * 2 + 1] !== low)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private add(high: number, low: number): void {
    if (this.size * 4 >= this.slots.length) this.grow();
    const slot = this.slotOf(high, low);
    if (this.slots[slot * 2 + 1] !== 0) return;
    this.slots[slot * 2] = high;
    this.slots[slot * 2 + 1] = low;
    this.size += 1;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(old.length * 2);
    this.size = 0;
    for (let slot = 0; slot < old.length; slot += 2) {
      if (old[slot + 1] !== 0) this.add(old[slot] as number, old[slot + 1] as number);
    }
  }
}

const highOf = ({ keys, source }: Pack, row: number) =>
  (keys.readUInt32LE(row * 16) ^ keys.readUInt32LE(row * 16 + 8) ^ (source[row] as number)) >>> 0;

/** Never zero: that marks a free slot. */
const lowOf = ({ keys }: Pack, row: number) =>
  ((keys.readUInt32LE(row * 16 + 4) ^ keys.readUInt32LE(row * 16 + 12)) | 1) >>> 0;
