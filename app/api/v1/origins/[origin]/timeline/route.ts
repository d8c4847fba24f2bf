import { route } from "@/app/door";
import { readTimelineCall } from "@/app/operations/origins";
import { readTimeline } from "@/lib/insight/run-timeline";

export const GET = route(readTimelineCall, ({ actor, params, query }) =>
  readTimeline(actor, params.origin, query),
);
