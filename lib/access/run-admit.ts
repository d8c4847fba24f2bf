import { AppError } from "@/lib/errors";
import { hasAllowance } from "./allowance";
import { actorOf } from "./read";
import type { Actor } from "./schema";
import { isTrustedOrigin } from "./trusted-origin";

const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Who makes this call of the API. Throws `unauthenticated` for nobody and for a bad key, `forbidden` for a
 * change that rides on a cookie from a foreign, null or unnamed origin, `too-many` for a key in a hurry.
 */
export async function runAdmit(request: Request): Promise<Actor> {
  const actor = await actorOf(request.headers);
  if (!actor) throw new AppError("unauthenticated", "Send a valid API key as a Bearer token, or sign in.");
  const isChange = !READS.has(request.method);
  if (actor.kind === "user" && isChange && !isTrustedOrigin(request.headers.get("origin"))) {
    throw new AppError(
      "forbidden",
      "A change with a session must come from a page of this Rollcall (Origin).",
    );
  }
  if (actor.kind === "key" && !hasAllowance(actor.id, Date.now())) {
    throw new AppError("too-many", "This key makes too many requests. Wait a second.");
  }
  return actor;
}

/**
 * For the few calls that nobody needs a session for (sign-in, set-up). A browser names its origin on every
 * POST: a foreign one is refused, and so is a cookie without one. Programs send neither.
 */
export async function runAdmitAnyone(request: Request): Promise<null> {
  const { headers } = request;
  const origin = headers.get("origin");
  const isBrowser = headers.has("cookie") || headers.has("sec-fetch-site");
  const isRead = READS.has(request.method);
  if (!isRead && (origin !== null || isBrowser) && !isTrustedOrigin(origin)) {
    throw new AppError(
      "forbidden",
      "Rollcall does not know the address of this page. Check BETTER_AUTH_URL.",
    );
  }
  return null;
}
