import { z } from "zod";
import { Answer } from "@/lib/event/schema";
import { Mapping } from "@/lib/source/mapping";
import { DateOrder } from "@/lib/source/schema";

/** How the times of a column are to be shown; what is absent is the guess, or as the file has it. */
export const ColumnsQuery = z.object({
  time: z.string().min(1).max(300).optional(),
  timeZone: z.string().trim().min(1).max(60).optional(),
  dateOrder: DateOrder.optional(),
});
export type ColumnsQuery = z.infer<typeof ColumnsQuery>;

/** A time as the file writes it, and as it would be read; `why` where it cannot be. */
export const TimeShown = z.object({
  typed: z.string(),
  utc: z.iso.datetime().nullable(),
  why: z.string().nullable(),
});
export type TimeShown = z.infer<typeof TimeShown>;

export const TimesShown = z.object({
  column: z.string(),
  order: DateOrder,
  why: z.string().nullable().meta({
    description: "Why 4/5/2026 is read so, by the first rows; null where there are no such dates.",
  }),
  assumesZone: z.boolean().meta({ description: "Whether some times name no zone." }),
  zone: z.string().meta({ description: "The zone of those that name none." }),
  values: z.array(TimeShown),
});
export type TimesShown = z.infer<typeof TimesShown>;

/** What may be guessed of a mapping by the names of the columns, their first values aside. */
export const MappingGuess = z.object({
  fields: z.record(z.string(), z.string()).meta({ description: "Field → column." }),
  outcome: z
    .object({ column: z.string(), success: z.array(z.string()), failure: z.array(z.string()) })
    .nullable(),
});
export type MappingGuess = z.infer<typeof MappingGuess>;

export const Columns = z.object({
  delimiter: z.string(),
  columns: z.array(
    z.object({
      name: z.string().meta({ description: "As a mapping names it: small letters, single blanks." }),
      title: z.string().meta({ description: "As the file writes it." }),
      words: z
        .array(z.string())
        .meta({ description: "What it holds in the first 200 rows, where that is at most 12 short words." }),
    }),
  ),
  rows: z
    .array(z.array(z.string()))
    .meta({ description: "The first 5, a cell a column; cut at 300 characters." }),
  guess: MappingGuess,
  mapping: Mapping.nullable().meta({ description: "The mapping that this import was read by." }),
  times: TimesShown.nullable(),
});
export type Columns = z.infer<typeof Columns>;

/** One of the first rows as it would be read; `reason` where it would be rejected. */
export const RowShown = z.object({
  reason: z.string().nullable(),
  at: z.iso.datetime().nullable(),
  account: z.string(),
  address: z.string(),
  code: z.string(),
  answer: Answer.nullable(),
  isMapped: z.boolean().meta({ description: "False where the result says nothing: it counts as no answer." }),
  app: z.string(),
  client: z.string(),
});
export type RowShown = z.infer<typeof RowShown>;

const Count = z.number().int().min(0);

export const MappingPreview = z.object({
  rows: z.array(RowShown),
  looked: Count.meta({ description: "How many of the first 200 rows there are." }),
  rejected: Count,
  rejectedBy: z.record(z.string(), Count),
  unmapped: Count.meta({ description: "Rows that would count as no answer." }),
  signedIn: Count.meta({ description: "Rows that would count as a success." }),
  notes: z.array(z.string()),
  times: TimesShown,
});
export type MappingPreview = z.infer<typeof MappingPreview>;

/** A mapping that any later file with its header is read by. */
export const KeptMapping = z.object({
  id: z.string(),
  header: z.array(z.string()),
  mapping: Mapping,
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
});
export type KeptMapping = z.infer<typeof KeptMapping>;
