import { env } from "@/lib/env";

/** The address that people type: BETTER_AUTH_URL, or http://HOST:PORT. An origin, without a path. */
export function publicUrl(): string {
  const { BETTER_AUTH_URL, HOST, PORT } = env();
  if (BETTER_AUTH_URL) return new URL(BETTER_AUTH_URL).origin;
  const host = HOST === "0.0.0.0" || HOST === "::" ? "127.0.0.1" : HOST;
  return new URL(`http://${host.includes(":") ? `[${host}]` : host}:${PORT}`).origin;
}

/** The public address, and this machine under both of its names. */
export function trustedOrigins(): string[] {
  const { PORT } = env();
  const local = ["127.0.0.1", "localhost"].map((host) => new URL(`http://${host}:${PORT}`).origin);
  return [...new Set([publicUrl(), ...local])];
}

/** A request that changes something and rides on a cookie must say that it comes from our own pages. */
export function isTrustedOrigin(origin: string | null): boolean {
  return origin !== null && trustedOrigins().includes(origin);
}
