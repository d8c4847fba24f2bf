/** A seeded source of chance (sfc32): the same seed gives the same tenant on every machine. */
export class Chance {
  private a: number;
  private b = 0x9e3779b9;
  private c = 0x243f6a88;
  private counter = 1;

  constructor(seed: number) {
    this.a = seed | 0;
    for (let warm = 0; warm < 20; warm++) this.bits();
  }

  /** 32 bits, unsigned. */
  bits(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** 0 up to but not including 1. */
  share(): number {
    return this.bits() / 0x1_0000_0000;
  }

  below(limit: number): number {
    return Math.floor(this.share() * limit);
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  is(probability: number): boolean {
    return this.share() < probability;
  }

  /** Few are asked for often and many seldom: the square of chance, as names in a log are. */
  oftenFirst(limit: number): number {
    return Math.floor(this.share() * this.share() * limit);
  }

  pick<T>(list: readonly T[]): T {
    return at(list, this.below(list.length));
  }

  pickOftenFirst<T>(list: readonly T[]): T {
    return at(list, this.oftenFirst(list.length));
  }

  uuid(): string {
    const [a, b, c, d] = [this.bits(), this.bits(), this.bits(), this.bits()];
    const middle = `${HEX4[b >>> 16]}-4${(HEX4[b & 0xffff] ?? "").slice(1)}`;
    return `${hex8(a)}-${middle}-a${(HEX4[c >>> 16] ?? "").slice(1)}-${HEX4[c & 0xffff]}${hex8(d)}`;
  }
}

const HEX4 = Array.from({ length: 0x1_0000 }, (_, index) => index.toString(16).padStart(4, "0"));

const hex8 = (bits: number) => `${HEX4[bits >>> 16]}${HEX4[bits & 0xffff]}`;

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error("An empty list has nothing to pick from.");
  return found;
}
