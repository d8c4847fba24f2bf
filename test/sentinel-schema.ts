import { z } from "zod";

/** The tactics of our rules, and the techniques that belong to each. */
const TECHNIQUES: Record<string, string[]> = {
  Reconnaissance: ["T1589"],
  CredentialAccess: ["T1110"],
  InitialAccess: ["T1078"],
  Discovery: ["T1087"],
};

const MINUTES = { m: 1, h: 60, d: 1440 };
const minutesOf = (text: string) =>
  Number.parseInt(text, 10) * MINUTES[text.slice(-1) as keyof typeof MINUTES];
const Duration = z.string().regex(/^\d+[mhd]$/);

/**
 * A scheduled analytic rule as the templates of Microsoft's public repository have to be: required fields, lengths,
 * limits of times and counts, and that each technique belongs to a listed tactic.
 */
export const SentinelRule = z
  .strictObject({
    id: z.uuidv4(),
    name: z.string().min(1).max(256),
    description: z.string().min(1).max(5000),
    severity: z.enum(["Informational", "Low", "Medium", "High"]),
    status: z.literal("Available"),
    requiredDataConnectors: z
      .array(
        z.strictObject({
          connectorId: z.enum(["AzureActiveDirectory", "SecurityEvents"]),
          dataTypes: z.array(z.string()).min(1),
        }),
      )
      .min(1),
    queryFrequency: Duration,
    queryPeriod: Duration,
    triggerOperator: z.enum(["gt", "lt", "eq", "ne"]),
    triggerThreshold: z.number().int().min(0).max(10_000),
    tactics: z.array(z.string()).min(1),
    relevantTechniques: z.array(z.string().regex(/^T\d{4}$/)).min(1),
    query: z.string().min(1).max(10_000),
    entityMappings: z
      .array(
        z.strictObject({
          entityType: z.enum(["IP", "Account", "Host"]),
          fieldMappings: z
            .array(z.strictObject({ identifier: z.string(), columnName: z.string() }))
            .min(1)
            .max(3),
        }),
      )
      .min(1)
      .max(5),
    eventGroupingSettings: z.strictObject({ aggregationKind: z.enum(["AlertPerResult", "SingleAlert"]) }),
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    kind: z.literal("Scheduled"),
  })
  .refine(
    ({ queryFrequency: every, queryPeriod: span }) => minutesOf(every) >= 5 && minutesOf(span) <= 14 * 1440,
    {
      error: "times lie between 5 minutes and 14 days",
    },
  )
  .refine(({ queryFrequency: every, queryPeriod: span }) => minutesOf(span) >= minutesOf(every), {
    error: "a rule looks back at least as far as it runs apart",
  })
  .refine(
    ({ tactics, relevantTechniques }) =>
      relevantTechniques.every((technique) =>
        tactics.some((tactic) => TECHNIQUES[tactic]?.includes(technique)),
      ),
    { error: "each technique belongs to a listed tactic" },
  );
