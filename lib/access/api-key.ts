import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** `rc_live_<id>_<secret>`: the prefix is for secret scanners, the id is public, the secret is shown once. */
const SHAPE = /^rc_live_([0-9a-f]{16})_([0-9a-f]{64})$/;

export type KeyParts = { id: string; secret: string };

export function newKey(): KeyParts {
  return { id: randomBytes(8).toString("hex"), secret: randomBytes(32).toString("hex") };
}

export const keyText = ({ id, secret }: KeyParts): string => `rc_live_${id}_${secret}`;

export function keyParts(text: string): KeyParts | null {
  const match = SHAPE.exec(text);
  return match?.[1] && match[2] ? { id: match[1], secret: match[2] } : null;
}

/** 256 random bits need no slow hash. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

export function isSameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
