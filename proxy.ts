import { type NextRequest, NextResponse } from "next/server";
import { safeNext } from "@/lib/access/next-path";
import { actorOf } from "@/lib/access/read";
import { isTrustedOrigin } from "@/lib/access/trusted-origin";
import { isDatabaseAway } from "@/lib/database-away";
import { env } from "@/lib/env";
import { newNonce, pagePolicy } from "@/lib/page-headers";

/**
 * The door of the pages. A path that the matcher covers has its request body cut at 10 MB without a word
 * (Next 16), so nothing under /api may ever be matched: uploads arrive there, and every route authorises
 * itself; /metrics has a token of its own. Files of the build are public.
 */
export const config = { matcher: ["/((?!api/|metrics$|_next/static/|favicon.ico$|icon.svg$).*)"] };

const OPEN_PAGES = new Set(["/sign-in", "/setup"]);

function plain(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(`${text}\n`, {
    status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-security-policy": pagePolicy(newNonce()),
      "cache-control": "no-store",
      ...headers,
    },
  });
}

function redirectTo(request: NextRequest, path: string): Response {
  // 303 turns a form or a server action into a plain visit; a GET keeps its method anyway.
  const isRead = request.method === "GET" || request.method === "HEAD";
  const response = NextResponse.redirect(new URL(path, request.nextUrl), isRead ? 307 : 303);
  response.headers.set("content-security-policy", pagePolicy(newNonce()));
  response.headers.set("cache-control", "no-store");
  return response;
}

function page(request: NextRequest): Response {
  const nonce = newNonce();
  const policy = pagePolicy(nonce, env().NODE_ENV === "development");
  const headers = new Headers(request.headers);
  // Next takes the nonce for its own scripts from this header; what a client sent is overwritten.
  headers.set("content-security-policy", policy);
  headers.delete("content-security-policy-report-only");
  headers.set("x-nonce", nonce);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  response.headers.set("cache-control", "no-store");
  return response;
}

async function isSignedIn(request: NextRequest): Promise<boolean> {
  return (await actorOf(request.headers)) !== null;
}

async function answer(request: NextRequest): Promise<Response> {
  const { pathname, search, searchParams } = request.nextUrl;
  if (pathname !== "/" && pathname.endsWith("/")) {
    return redirectTo(request, `/${pathname.replace(/^\/+|\/+$/g, "")}${search}`);
  }
  // Server actions are POSTs to their page. Next lets one without an Origin pass; we do not.
  const isWrite = request.method !== "GET" && request.method !== "HEAD";
  if (isWrite && !isTrustedOrigin(request.headers.get("origin"))) {
    return plain(403, "This request did not come from a page of this Rollcall. Check BETTER_AUTH_URL.");
  }
  const signedIn = await isSignedIn(request);
  if (pathname === "/sign-in" && signedIn) return redirectTo(request, safeNext(searchParams.get("next")));
  if (signedIn || OPEN_PAGES.has(pathname)) return page(request);
  const wanted = safeNext(`${pathname}${search}`);
  return redirectTo(request, wanted === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(wanted)}`);
}

export async function proxy(request: NextRequest): Promise<Response> {
  try {
    return await answer(request);
  } catch (error) {
    if (!isDatabaseAway(error)) throw error;
    return plain(503, "The database is away. This page comes back when it does.", { "retry-after": "5" });
  }
}
