import { z } from "zod";
import { RuleId } from "@/lib/detection/schema";

/** A hunting query with an alert's values in it; `note` says how to read its answer. */
export const FilledHunt = z.object({
  id: z.string().regex(/^HQ\d{1,2}$/),
  title: z.string(),
  question: z.string(),
  note: z.string(),
  /** The alert's rules that it goes on from. */
  rules: z.array(RuleId),
  query: z.string(),
});
export type FilledHunt = z.infer<typeof FilledHunt>;
export const HuntList = z.object({ items: z.array(FilledHunt), nextCursor: z.null() });
export type HuntList = z.infer<typeof HuntList>;

export const PortFormat = z.enum(["sentinel", "sigma", "splunk", "elastic"]);
export type PortFormat = z.infer<typeof PortFormat>;

/** A rule in another product's words; `leavesOut` is what that product cannot carry of it. */
export const Port = z.object({
  format: PortFormat,
  name: z.string(),
  filename: z.string(),
  leavesOut: z.array(z.string()),
});
export type Port = z.infer<typeof Port>;
export const PortList = z.object({ items: z.array(Port), nextCursor: z.null() });
export type PortList = z.infer<typeof PortList>;
