declare module "siphash" {
  const siphash: {
    /** SipHash-2-4 of UTF-8 text or bytes under a key of four 32-bit words, as two 32-bit halves. */
    hash(key: Uint32Array, message: string | Uint8Array): { h: number; l: number };
  };
  export default siphash;
}
