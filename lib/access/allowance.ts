/** A key may make 100 requests a second for ever, and 500 at once; the contract promises 50. */
export const PER_SECOND = 100;
export const BURST = 500;

const buckets = new Map<string, { left: number; at: number }>();

/** Takes one request from the key's bucket. Only ids of real keys come here, so the map stays small. */
export function hasAllowance(keyId: string, now: number): boolean {
  const bucket = buckets.get(keyId) ?? { left: BURST, at: now };
  const left = Math.min(BURST, bucket.left + (Math.max(0, now - bucket.at) / 1000) * PER_SECOND);
  const isAllowed = left >= 1;
  buckets.set(keyId, { left: isAllowed ? left - 1 : left, at: now });
  return isAllowed;
}
