import { z } from "zod";
import { STRENGTHS } from "@/lib/enrich/tool-table";

const Count = z.number().int().min(0);

/** What public tools leave such traces, the strongest first; never that it was one of them. */
const Likeness = z.object({
  tool: z.string(),
  words: z.string(),
  strength: z.enum(STRENGTHS),
  because: z.array(z.string()),
  sources: z.array(z.string()),
});

/**
 * How an alert's names were asked for. `knownApp` is Microsoft's own name of an id; `oddity` says why an id is nobody's
 * honest choice. `isCut`: only the 100 most frequent of something were looked at.
 */
export const Manner = z.object({
  apps: z.array(
    z.object({
      app: z.string(),
      appId: z.string(),
      knownApp: z.string().nullable(),
      oddity: z.string().nullable(),
      attempts: Count,
      names: Count,
    }),
  ),
  agents: z.array(
    z.object({ userAgent: z.string(), family: z.string(), kind: z.string(), attempts: Count, names: Count }),
  ),
  families: z.array(z.object({ family: z.string(), kind: z.string(), agents: Count, attempts: Count })),
  protocols: z.array(z.object({ protocol: z.string(), attempts: Count })),
  likeness: z.array(Likeness),
  isKnownTool: z.boolean(),
  isCut: z.boolean(),
});
export type Manner = z.infer<typeof Manner>;
