import { z } from "zod";
import { DateOrder } from "./schema";

/** What a column may hold, as events know it; only the time is always there. */
export const FIELDS = [
  "time",
  "account",
  "address",
  "code",
  "app",
  "appId",
  "clientApp",
  "userAgent",
  "protocol",
  "description",
  "nativeId",
  "correlationId",
] as const;
export type MappedField = (typeof FIELDS)[number];

/** A column by its name as headers are compared: small letters, single blanks. */
const Column = z.string().min(1).max(300);
const Held = Column.nullable().default(null);
const Words = z.array(z.string().trim().min(1).max(100)).max(30);

/** The column that says how it went where there is no code, and its words for it, in any case. */
const Outcome = z.object({ column: Column, success: Words, failure: Words });

/**
 * Which column of a table that nobody knows holds what. Plain data: it is remembered for the header and kept with the
 * imports that it read. `timeZone` is that of times which name none; an import's own goes before it.
 */
export const Mapping = z
  .object({
    kind: z.enum(["interactive", "non-interactive"]).default("interactive"),
    time: Column,
    account: Held,
    address: Held,
    code: Held,
    app: Held,
    appId: Held,
    clientApp: Held,
    userAgent: Held,
    protocol: Held,
    description: Held,
    nativeId: Held,
    correlationId: Held,
    outcome: Outcome.nullable().default(null),
    timeZone: z.string().trim().min(1).max(60).nullable().default(null),
    dateOrder: DateOrder.nullable().default(null),
  })
  .refine(({ account, address }) => account !== null || address !== null, {
    path: ["account"],
    message: "say which column holds the account or the address",
  })
  .refine(({ outcome }) => outcome === null || outcome.success.length + outcome.failure.length > 0, {
    path: ["outcome"],
    message: "say which words mean success or failure",
  });
export type Mapping = z.infer<typeof Mapping>;
export type MappingInput = z.input<typeof Mapping>;

/** The columns that a mapping names. */
export const columnsIn = (mapping: Mapping): string[] => [
  ...FIELDS.flatMap((field) => mapping[field] ?? []),
  ...(mapping.outcome ? [mapping.outcome.column] : []),
];

/** A mapping as it was remembered for a header: who said so, and on which day (UTC). */
export const Remembered = z.object({
  signature: z.string(),
  mapping: Mapping,
  by: z.string(),
  on: z.iso.date(),
});
export type Remembered = z.infer<typeof Remembered>;

export const FIELD_WORDS: Record<MappedField, string> = {
  time: "Time",
  account: "Account",
  address: "Source address",
  code: "Result code",
  app: "Application",
  appId: "Application id",
  clientApp: "Client app",
  userAgent: "User agent",
  protocol: "Protocol",
  description: "Failure reason",
  nativeId: "Id of the row",
  correlationId: "Correlation id",
};
