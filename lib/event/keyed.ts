import { sipHash } from "./siphash";

/** Names repeat themselves within a file; beyond this many a cache starts anew, so that memory stays flat. */
const CACHE_SIZE = 20_000;

/** A map that forgets everything when it is full: cheaper than counting uses, and files repeat themselves. */
export class Cache<K, V> {
  private readonly held = new Map<K, V>();

  get(key: K, make: () => V): V {
    const found = this.held.get(key);
    if (found !== undefined) return found;
    const made = make();
    if (this.held.size >= CACHE_SIZE) this.held.clear();
    this.held.set(key, made);
    return made;
  }
}

/** The dimensions, and the account, whose ids are hashes of their content. */
export type Kind = "origin" | "identity" | "account" | "client" | "outcome" | "place" | "detail";

/** Where a text stands as UTF-8 while it is hashed. */
let scratch = Buffer.alloc(4096);
let scratchView = new DataView(scratch.buffer, scratch.byteOffset);

/**
 * Makes dimension ids: SipHash-2-4 of the content under the database's own key, as Postgres' signed bigint.
 * No look-up and no sequence; parallel loaders agree; without the key nobody can make two names collide.
 */
export class Keyer {
  private readonly key: Uint32Array;
  private readonly words = new Uint32Array(2);

  /** `secret` is the 16 bytes of the row `dimension-key` in table `secret`. */
  constructor(secret: Buffer) {
    if (secret.length !== 16) throw new Error(`The dimension key has ${secret.length} bytes instead of 16.`);
    this.key = Uint32Array.from([0, 4, 8, 12], (offset) => secret.readUInt32LE(offset));
  }

  /** The id of a name: `text` is the JSON of its kind and its fields in order (names.ts). */
  idOf(text: string): bigint {
    // UTF-8 takes three bytes at the most for each of a string's units.
    if (scratch.length < text.length * 3 + 8) {
      scratch = Buffer.alloc(text.length * 6 + 8);
      scratchView = new DataView(scratch.buffer, scratch.byteOffset);
    }
    sipHash(this.key, scratchView, scratch.write(text), this.words);
    return (BigInt((this.words[0] as number) | 0) << 32n) | BigInt(this.words[1] as number);
  }
}
