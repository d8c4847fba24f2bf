import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { PEER_HEADER } from "./lib/access/peer";
import { countAnswer } from "./lib/metrics";
import { CLOSED_POLICY, COMMON_HEADERS, newNonce, pagePolicy } from "./lib/page-headers";

/** Node ends a request after 5 minutes; an export of some gigabytes over a slow line takes longer. */
const REQUEST_TIMEOUT = 6 * 60 * 60 * 1000;

type Started = { request: IncomingMessage; response: ServerResponse; server: Server };

/** The API's calls are counted by their routes; everything else that people see is one. */
function countPage(method: string, response: ServerResponse): void {
  const began = performance.now();
  response.once("finish", () =>
    countAnswer(method, "page", response.statusCode, (performance.now() - began) / 1000),
  );
}

/**
 * Runs before Next sees a request. This policy is what an answer carries when nothing else set one: Next's
 * own redirects and its refusals of malformed paths pass by proxy.ts and the configured headers.
 */
function onRequest({ request, response, server }: Started): void {
  server.requestTimeout = REQUEST_TIMEOUT;
  request.headers[PEER_HEADER] = request.socket.remoteAddress ?? "";
  for (const [name, value] of Object.entries(COMMON_HEADERS)) response.setHeader(name, value);
  const isData = /^\/(api\/|_next\/|metrics$)/.test(request.url ?? "");
  if (!isData) countPage(request.method ?? "", response);
  response.setHeader("Content-Security-Policy", isData ? CLOSED_POLICY : pagePolicy(newNonce()));
}

const holder = globalThis as { rollcallInstrumented?: boolean };
if (!holder.rollcallInstrumented) {
  holder.rollcallInstrumented = true;
  subscribe("http.server.request.start", (message) => onRequest(message as Started));
}
