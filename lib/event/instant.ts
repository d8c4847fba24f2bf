/** Microseconds since 1970 as text that Postgres reads exactly, in any year. */
export function instantText(micros: bigint): string {
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  const iso = new Date(Number((micros - rest) / 1000n)).toISOString();
  const year = Number(iso.slice(0, -20));
  const yearText = String(year > 0 ? year : 1 - year).padStart(4, "0");
  const clock = `${iso.slice(-20, -1)}${String(rest).padStart(3, "0")}`;
  return `${yearText}${clock}Z${year > 0 ? "" : " BC"}`;
}

/** A day counted from 1970 as `2026-11-22`. */
export function dayText(day: number): string {
  return instantText(BigInt(day) * 86_400_000_000n).replace(/T\S+/, "");
}
