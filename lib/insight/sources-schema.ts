import { z } from "zod";
import { NetworkKind } from "@/lib/enrich/schema";
import { Answer } from "@/lib/event/schema";

const Count = z.number().int().min(0);

/** One origin of an alert, over the rows that its detections hold. */
export const AlertSource = z.object({
  origin: z.string(),
  names: Count,
  confirmed: Count,
  attempts: Count,
  answer: Answer,
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
  country: z.string(),
  asn: z.number().int().nullable(),
  area: z.string().nullable().meta({ description: "The network around it: /24, or /48." }),
  kind: NetworkKind.nullable().meta({ description: "Null: in no list." }),
});
export type AlertSource = z.infer<typeof AlertSource>;

/** Where an alert's names were asked for from, what learned most first. `networks` counts those that are listed. */
export const AlertSources = z.object({
  items: z.array(AlertSource),
  of: Count.meta({ description: "All sources; at most 200 are listed." }),
  networks: z.array(z.object({ area: z.string(), sources: Count })),
});
export type AlertSources = z.infer<typeof AlertSources>;
