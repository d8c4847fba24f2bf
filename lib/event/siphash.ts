/** The state: four words of 64 bits, each as its high and its low half. */
const v = new Int32Array(8);

const carry = (sum: number, part: number) => (sum >>> 0 < part >>> 0 ? 1 : 0);

/** SipHash's rounds over the state. Its halves are plain numbers: BigInt and objects took four times as long. */
function mix(rounds: number): void {
  let h0 = v[0] as number;
  let l0 = v[1] as number;
  let h1 = v[2] as number;
  let l1 = v[3] as number;
  let h2 = v[4] as number;
  let l2 = v[5] as number;
  let h3 = v[6] as number;
  let l3 = v[7] as number;
  for (let round = 0; round < rounds; round++) {
    l0 = (l0 + l1) | 0;
    h0 = (h0 + h1 + carry(l0, l1)) | 0;
    l2 = (l2 + l3) | 0;
    h2 = (h2 + h3 + carry(l2, l3)) | 0;
    let high = h1;
    h1 = ((high << 13) | (l1 >>> 19)) ^ h0;
    l1 = ((l1 << 13) | (high >>> 19)) ^ l0;
    high = h3;
    h3 = ((high << 16) | (l3 >>> 16)) ^ h2;
    l3 = ((l3 << 16) | (high >>> 16)) ^ l2;
    high = h0;
    h0 = l0;
    l0 = high;
    l2 = (l2 + l1) | 0;
    h2 = (h2 + h1 + carry(l2, l1)) | 0;
    l0 = (l0 + l3) | 0;
    h0 = (h0 + h3 + carry(l0, l3)) | 0;
    high = h1;
    h1 = ((high << 17) | (l1 >>> 15)) ^ h2;
    l1 = ((l1 << 17) | (high >>> 15)) ^ l2;
    high = h3;
    h3 = ((high << 21) | (l3 >>> 11)) ^ h0;
    l3 = ((l3 << 21) | (high >>> 11)) ^ l0;
    high = h2;
    h2 = l2;
    l2 = high;
  }
  v[0] = h0;
  v[1] = l0;
  v[2] = h1;
  v[3] = l1;
  v[4] = h2;
  v[5] = l2;
  v[6] = h3;
  v[7] = l3;
}

function absorb(high: number, low: number): void {
  v[6] = (v[6] as number) ^ high;
  v[7] = (v[7] as number) ^ low;
  mix(2);
  v[0] = (v[0] as number) ^ high;
  v[1] = (v[1] as number) ^ low;
}

/**
 * SipHash-2-4 of the first bytes of `view` under a key of four words, the low one first; its high and low half go to
 * `into`. There must be room for eight more bytes behind them.
 */
export function sipHash(key: Uint32Array, view: DataView, length: number, into: Uint32Array): void {
  const k0 = key[0] as number;
  const k1 = key[1] as number;
  const k2 = key[2] as number;
  const k3 = key[3] as number;
  v[0] = k1 ^ 0x736f6d65;
  v[1] = k0 ^ 0x70736575;
  v[2] = k3 ^ 0x646f7261;
  v[3] = k2 ^ 0x6e646f6d;
  v[4] = k1 ^ 0x6c796765;
  v[5] = k0 ^ 0x6e657261;
  v[6] = k3 ^ 0x74656462;
  v[7] = k2 ^ 0x79746573;
  const whole = length - (length % 8);
  for (let at = length; at < whole + 8; at++) view.setUint8(at, 0);
  for (let at = 0; at < whole; at += 8) absorb(view.getInt32(at + 4, true), view.getInt32(at, true));
  absorb(view.getInt32(whole + 4, true) | (length << 24), view.getInt32(whole, true));
  v[5] = (v[5] as number) ^ 0xff;
  mix(4);
  into[0] = (v[0] as number) ^ (v[2] as number) ^ (v[4] as number) ^ (v[6] as number);
  into[1] = (v[1] as number) ^ (v[3] as number) ^ (v[5] as number) ^ (v[7] as number);
}
