import siphash from "siphash";
import { expect, test } from "vitest";
import { sipHash } from "./siphash";

const KEY = Uint32Array.from([0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c]);

function hashOf(bytes: Uint8Array, key = KEY): [number, number] {
  const room = new Uint8Array(bytes.length + 8).fill(0xff);
  room.set(bytes);
  const into = new Uint32Array(2);
  sipHash(key, new DataView(room.buffer), bytes.length, into);
  return [into[0] as number, into[1] as number];
}

const counted = (length: number) => Uint8Array.from({ length }, (_, index) => index);

test("the hash is SipHash-2-4: the vector of its authors' paper", () => {
  expect(hashOf(counted(15))).toEqual([0xa129ca61, 0x49be45e5]);
});

test("it is another implementation's hash at every length to 300 and under many keys", () => {
  let seed = 1;
  const random = () => {
    seed = Math.imul(seed, 0x915f77f5) + 1;
    return seed >>> 0;
  };
  for (let length = 0; length <= 300; length++) {
    const bytes = Uint8Array.from({ length }, random);
    const key = Uint32Array.from({ length: 4 }, random);
    const { h, l } = siphash.hash(key, bytes);
    expect(hashOf(bytes, key), `length ${length}`).toEqual([h >>> 0, l >>> 0]);
  }
});
