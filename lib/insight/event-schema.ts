import { z } from "zod";
import { NO_ORIGIN, Severity, When } from "@/lib/detection/schema";
import { Answer, Source, Vector } from "@/lib/event/schema";

const Count = z.number().int().min(0);
const Instant = z.iso.datetime();

/** One stored log row with its names. `origin` is null where the log gave no address. */
export const EventRow = z.object({
  id: z.string(),
  source: Source,
  /** Microseconds, as stored; the original record may hold more digits. */
  at: Instant,
  /** True where the log only said when the row was ingested. */
  isIngestTime: z.boolean(),
  tenant: z.string(),
  isSample: z.boolean(),
  vector: Vector,
  /** Null for audit rows that answer nobody. */
  answer: Answer.nullable(),
  mfaMissing: z.boolean(),
  code: z.string(),
  qualifier: z.string(),
  class: z.string(),
  operation: z.string(),
  activity: z.string(),
  description: z.string(),
  origin: z.string().nullable(),
  name: z.string(),
  account: z.string(),
  app: z.string(),
  appId: z.string(),
  clientApp: z.string(),
  userAgent: z.string(),
  protocol: z.string(),
  country: z.string(),
  region: z.string(),
  city: z.string(),
  asn: z.string(),
  interactive: z.boolean().nullable(),
  correlationId: z.string().nullable(),
  importId: z.string(),
});
export type EventRow = z.infer<typeof EventRow>;

/** One event with everything known of it: where its record lies, and the alerts that hold its hour and origin. */
export const EventDetail = EventRow.extend({
  facts: z.record(z.string(), z.string()),
  /** Where the record lies: `offset` and `length` count bytes of the unpacked file as UTF-8. */
  record: z.object({
    importId: z.string(),
    filename: z.string().nullable(),
    sha256: z.string().nullable(),
    format: z.string().nullable(),
    offset: Count,
    length: Count,
  }),
  alerts: z.array(z.object({ id: z.string(), title: z.string(), severity: Severity })),
});
export type EventDetail = z.infer<typeof EventDetail>;

/** One word or several with commas between. */
const words = <T extends z.ZodType<string, string>>(word: T) =>
  z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(word).min(1).max(100));

/** The words and, with ! in front, everything but them. */
const orNot = <W extends string>(options: readonly W[]) =>
  z.enum([...options, ...options.map((word): `!${W}` => `!${word}`)]);

/** Longer than anything a log holds of it; only a limit on what one request may make us compare. */
const Text = z.string().min(1).max(2000);

const Filters = {
  from: When,
  to: When,
  origin: Text.meta({ description: "An address in any spelling, a CIDR range, a workstation, or `~none`." }),
  account: Text.meta({ description: "The whole account name in any case, or `~none` for the empty one." }),
  code: words(z.string().trim().min(1).max(200)).meta({
    description: "Result codes as lists show them; `!50034` is every other one.",
  }),
  vector: words(orNot(Vector.options)).meta({ description: "Vectors; `!sspr` is every other one." }),
  answer: words(orNot([...Answer.options, NO_ORIGIN])).meta({
    description: "Answers; `!signed-in` is every other one, `~none` audit rows, which answer nobody.",
  }),
  app: Text.meta({ description: "The whole name or id of the application, in any case, or `~none`." }),
  agent: Text.meta({ description: "A part of the user agent, in any case, or `~none` for the empty one." }),
  import: z.string().regex(/^\d{1,18}$/, "an import's id is a number"),
};

const isOrdered = ({ from, to }: { from?: Date | undefined; to?: Date | undefined }) =>
  !from || !to || from < to;
const ORDER = { error: "`from` must lie before `to`", path: ["to"] };

/** What every search of events may be narrowed by; times are half-open. Absent: no filter. */
export const EventFilter = z.object(Filters).partial().refine(isOrdered, ORDER);
export type EventFilter = z.infer<typeof EventFilter>;

export const EventQuery = z
  .object({ ...Filters, limit: z.coerce.number().int().min(1).max(1000), cursor: z.string().max(2000) })
  .partial()
  .refine(isOrdered, ORDER);
export type EventQuery = z.infer<typeof EventQuery>;

export const EventList = z.object({ items: z.array(EventRow), nextCursor: z.string().nullable() });
export type EventList = z.infer<typeof EventList>;

/** The most frequent values and how many rows have each; `more` says how many further values there are. */
const Facet = z.object({
  values: z.array(z.object({ value: z.string(), count: Count })),
  more: Count,
});
export type Facet = z.infer<typeof Facet>;

/** Counts stand for the newest `counted` rows; `isCut` says that more match. Values are what the filters take. */
export const EventFacets = z.object({
  counted: Count,
  isCut: z.boolean(),
  answer: Facet,
  vector: Facet,
  code: Facet,
  app: Facet,
  origin: Facet,
  account: Facet,
});
export type EventFacets = z.infer<typeof EventFacets>;
