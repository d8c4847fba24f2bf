import { z } from "zod";

/*
 * The parts of the Sigma specification (rules and correlation rules, version 2) that our files use, written down from
 * its text: no package checks Sigma here. Strict, so that a field nobody knows is a fault.
 */

const Title = z.string().min(1).max(256);
const Day = z.iso.date();
const Status = z.enum(["stable", "test", "experimental", "deprecated", "unsupported"]);
const Level = z.enum(["informational", "low", "medium", "high", "critical"]);
const Tag = z.string().regex(/^attack\.(t\d{4}(\.\d{3})?|[a-z-]+)$/);
const Name = z.string().regex(/^[a-z0-9_]+$/);
const Common = {
  title: Title,
  id: z.uuidv4(),
  name: Name,
  status: Status,
  description: z.string().min(1).max(65_535),
  date: Day,
};

const Scalar = z.union([z.string(), z.number()]);
const Selection = z.record(z.string(), z.union([Scalar, z.array(Scalar).min(1)]));

export const SigmaRule = z.strictObject({
  ...Common,
  tags: z.array(Tag).optional(),
  logsource: z.strictObject({ product: z.string(), service: z.string() }),
  detection: z.intersection(
    z.object({ condition: z.string() }),
    z.record(z.string(), z.union([Selection, z.string()])),
  ),
  level: Level.optional(),
});

const Condition = z.strictObject({
  gte: z.number().int().optional(),
  gt: z.number().int().optional(),
  field: z.string().optional(),
});

export const SigmaCorrelationRule = z.strictObject({
  ...Common,
  tags: z.array(Tag),
  correlation: z
    .strictObject({
      type: z.enum(["event_count", "value_count", "temporal", "temporal_ordered"]),
      rules: z.array(z.string().min(2)).min(1),
      "group-by": z.array(z.string()).min(1),
      timespan: z.string().regex(/^\d+[smhd]$/),
      condition: Condition.optional(),
    })
    .refine(
      ({ type, condition }) => type.startsWith("temporal") || (condition?.gte ?? condition?.gt) !== undefined,
      "a counting correlation needs a number",
    )
    .refine(({ type, condition }) => type !== "value_count" || condition?.field, "value_count needs a field")
    .refine(
      ({ type, rules }) => !type.startsWith("temporal") || rules.length > 1,
      "rules in time need two of them",
    ),
  falsepositives: z.array(z.string().min(2)),
  level: Level,
});

/** The names in a condition that no selection has; `1 of x_*` names all that begin so. */
export function unknownSelections(detection: Record<string, unknown>): string[] {
  const words = String(detection.condition).split(/[\s()]+/);
  const keywords = new Set(["and", "or", "not", "of", "them", "all", "1", ""]);
  const known = Object.keys(detection).filter((name) => name !== "condition");
  return words
    .filter((word) => !keywords.has(word))
    .filter((word) =>
      word.endsWith("*") ? !known.some((name) => name.startsWith(word.slice(0, -1))) : !known.includes(word),
    );
}
