import { z } from "zod";
import { OriginReport, Timeline, TimelineQuery } from "@/lib/insight/schema";
import { Whereabouts, WhereQuery } from "@/lib/insight/where-schema";
import type { Operation } from "./operation";

const ByOrigin = z.object({
  origin: z
    .string()
    .min(1)
    .max(500)
    .meta({ description: "An address or workstation; `~none` for the empty one." }),
});

export const readOriginCall = {
  id: "readOrigin",
  method: "get",
  path: "/api/v1/origins/{origin}",
  tag: "origins",
  summary: "Who one origin is, over all data held",
  params: ByOrigin,
  answers: {
    200: { description: "Totals by answer, apps, agents, places and names.", schema: OriginReport },
  },
  problems: [404],
} satisfies Operation;

export const readTimelineCall = {
  id: "readTimeline",
  method: "get",
  path: "/api/v1/origins/{origin}/timeline",
  tag: "origins",
  summary: "What one origin asked, per minute, hour or day",
  description: "Empty buckets are left out. Above 20,000 buckets a coarser one must be asked for.",
  params: ByOrigin,
  query: TimelineQuery,
  answers: { 200: { description: "The buckets, oldest first.", schema: Timeline } },
  problems: [404],
} satisfies Operation;

export const readWhereaboutsCall = {
  id: "readWhereabouts",
  method: "get",
  path: "/api/v1/origins/{origin}/whereabouts",
  tag: "origins",
  summary: "Where one origin is and what network it is in, each with who says so",
  description:
    "Places that the log gives, what the databases of places say, and the lines of lists that hold for its rows.",
  params: ByOrigin,
  query: WhereQuery,
  answers: { 200: { description: "Places and kinds.", schema: Whereabouts } },
  problems: [404],
} satisfies Operation;
