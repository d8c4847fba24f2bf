import { z } from "zod";
import { Detection } from "./truth";

/** `url`: a fresh database. `place`: a path that nothing lies at yet. `binary`: the rows of `event`, in COPY's format. */
export const Task = z.object({ file: z.string(), url: z.string(), place: z.string(), binary: z.string() });
export type Task = z.infer<typeof Task>;

/** What a contestant found, and how long its own work took; looking again to compare is no part of that. */
export const Finding = z.object({
  ms: z.number(),
  rows: z.number(),
  byCode: z.record(z.string(), z.number()).optional(),
  content: z.string().optional(),
  detections: z.array(Detection).optional(),
});
export type Finding = z.infer<typeof Finding>;
