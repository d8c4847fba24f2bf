import { AppError } from "@/lib/errors";

/** What makes a stored row one: the primary key of `event`. Numbers as text, the key as 32 hex digits. */
export type EventKey = { tenant: number; source: number; micros: bigint; origin: bigint; key: string };

/** Tenant 2, source 2, time 8, origin 8, key 16. */
const BYTES = 36;

/** An event's id: its key in bytes, safe in an address. */
export function eventIdOf({ tenant, source, micros, origin, key }: EventKey): string {
  const bytes = Buffer.alloc(BYTES);
  bytes.writeInt16BE(tenant, 0);
  bytes.writeInt16BE(source, 2);
  bytes.writeBigInt64BE(micros, 4);
  bytes.writeBigInt64BE(origin, 12);
  bytes.write(key.replaceAll("-", ""), 20, "hex");
  return bytes.toString("base64url");
}

/** Throws `not-found` for what no event's id is. */
export function eventKeyOf(id: string): EventKey {
  const bytes = Buffer.from(id, "base64url");
  if (bytes.length !== BYTES || bytes.toString("base64url") !== id) {
    throw new AppError("not-found", "There is no such event.");
  }
  return {
    tenant: bytes.readInt16BE(0),
    source: bytes.readInt16BE(2),
    micros: bytes.readBigInt64BE(4),
    origin: bytes.readBigInt64BE(12),
    key: bytes.toString("hex", 20),
  };
}
