import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

/** Finer where a page is quick, coarser where an export streams. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

type Metrics = {
  registry: Registry;
  requests: Counter<"method" | "route" | "status">;
  seconds: Histogram<"method" | "route">;
};

const holder = globalThis as { rollcallMetrics?: Metrics };

function made(): Metrics {
  const registry = new Registry();
  // Process and event loop: nodejs_eventloop_lag_seconds and its kin.
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requests: new Counter({
      name: "rollcall_http_requests_total",
      help: "Answers by method, route and status. Pages are one route.",
      labelNames: ["method", "route", "status"],
      registers,
    }),
    seconds: new Histogram({
      name: "rollcall_http_request_seconds",
      help: "Time until an answer began.",
      labelNames: ["method", "route"],
      buckets: SECONDS,
      registers,
    }),
  };
}

/** The process's own; routes, pages and instrumentation are bundled apart and share it here. */
export function metrics(): Metrics {
  holder.rollcallMetrics ??= made();
  return holder.rollcallMetrics;
}

/** Counts one answer. The route is the call's path with its names, never what somebody asked for. */
export function countAnswer(method: string, route: string, status: number, seconds: number): void {
  const { requests, seconds: histogram } = metrics();
  requests.inc({ method, route, status: String(status) });
  histogram.observe({ method, route }, seconds);
}
