import { randomBytes } from "node:crypto";

/** Every answer of ours, files and errors included. */
export const COMMON_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  // not "no-referrer": that turns the Origin of a plain form into "null", which is refused
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/** For answers that are data and never a document: nothing may run in them, even if a browser is led there. */
export const CLOSED_POLICY =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const API_HEADERS = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": CLOSED_POLICY,
};

export const newNonce = (): string => randomBytes(16).toString("base64");

/**
 * The policy of one page: only scripts that carry this answer's nonce run, and what they load. Inline styles
 * are allowed because Mantine sets its variables with them. React needs eval in development only.
 */
export function pagePolicy(nonce: string, isDevelopment = false): string {
  return [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
