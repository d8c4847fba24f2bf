import { z } from "zod";
import { LIST_KINDS } from "@/lib/detection/list-kind";
import { NAME_DEFECTS } from "@/lib/detection/name-defects";
import { NAME_PATTERNS } from "@/lib/detection/name-patterns";
import { ORDER_KINDS } from "@/lib/detection/order-score";
import { NetworkKind } from "@/lib/enrich/schema";

const Count = z.number().int().min(0);
const Share = z.number().min(0).max(1);
const Value = z.union([z.number(), z.string(), z.boolean()]).nullable();

/** How the order of first attempts agrees with a list's order; `why` says why there is no score. */
const Score = z.object({
  kind: z.enum(ORDER_KINDS),
  names: Count,
  tau: z.number().nullable(),
  z: z.number().nullable(),
  isEvidence: z.boolean(),
  why: z.string().nullable(),
});

/** Every point is an account: the how-manieth it was asked for, and its place in two orders, all from 0. */
const Plot = z.object({
  points: z.array(z.object({ account: z.string(), attempt: Count, alphabetical: Count, surname: Count })),
  of: Count.meta({ description: "All accounts; of more than 500 every k-th is a point." }),
});

const Round = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  names: Count,
  tries: Count,
  jaccard: Share.nullable().meta({ description: "Common with the round before; null for the first." }),
});

/** One sign of a picture. `holds` null: it cannot be told, and `why` says why. */
const SignNumber = z.object({
  part: z.enum(["need", "help", "bar"]),
  label: z.string(),
  value: Value,
  limit: z.string(),
  holds: z.boolean().nullable(),
  why: z.string().nullable(),
});

export const BENIGN_CATEGORIES = [
  "federation-malformed-upn",
  "penetration-test",
  "provisioning-check",
  "helpdesk-validation",
  "load-test",
  "list-cycling-app",
  "helpdesk-sspr",
  "password-expiry-notifier",
  "onboarding-sync",
] as const;

/** `fits`: yes, no, partly, or null where nothing of it can be told. */
const Picture = z.object({
  category: z.enum(BENIGN_CATEGORIES),
  title: z.string(),
  fits: z.union([z.boolean(), z.literal("partly")]).nullable(),
  words: z.string(),
  numbers: z.array(SignNumber),
});
export type Picture = z.infer<typeof Picture>;

/** What the directory says of the accounts; null where nobody uploaded one. */
const KnownNames = z.object({
  uploadedAt: z.iso.datetime(),
  known: Count,
  dirOverlap: Share,
  typoShare: Share.nullable(),
  typo: z.object({ asked: z.string(), meant: z.string() }).nullable(),
  disabled: Count.nullable(),
  privileged: Count.nullable().meta({ description: "Null: the directory does not say who is privileged." }),
});

/** How an alert's names were chosen and asked for, and which harmless picture that fits. */
export const Choice = z.object({
  names: Count,
  tries: Count,
  absentShare: Share,
  onceShare: Share,
  hitRate: Share,
  order: z.object({ scores: z.array(Score), strongest: z.enum(ORDER_KINDS).nullable(), plot: Plot }),
  pattern: z.object({
    name: z.enum(NAME_PATTERNS).nullable(),
    share: Share,
    listKind: z.enum(LIST_KINDS),
    machineShare: Share,
    series: z.object({ stem: z.string(), names: Count, from: Count, to: Count }).nullable(),
  }),
  defect: z.object({
    share: Share,
    defect: z.enum(NAME_DEFECTS).nullable(),
    detail: z.string(),
    example: z.object({ typed: z.string(), repaired: z.string().nullable() }).nullable(),
    repairShare: Share.nullable(),
    knowsSuffixes: z.boolean(),
  }),
  directory: KnownNames.nullable(),
  lifecycle: z.object({ asked: Count, met: Count, share: Share }).nullable(),
  rounds: z.object({
    count: Count,
    sameSet: Count,
    intervalSeconds: z.number().nullable(),
    intervalCv: z.number().nullable(),
    first: z.array(Round).meta({ description: "At most 20." }),
  }),
  spacing: z.object({
    gapCv: z.number().nullable(),
    ratePerMinute: z.number(),
    peakPerMinute: Count,
    elapsedSeconds: z.number(),
  }),
  source: z.object({ kind: NetworkKind.nullable(), users30d: Count.nullable() }),
  pictures: z.array(Picture),
  suggested: z
    .enum(BENIGN_CATEGORIES)
    .nullable()
    .meta({ description: "The picture that fits whole, with the most signs. It decides nothing." }),
  signals: z.array(
    z.object({
      signal: z.string(),
      value: Value,
      leans: z.enum(["attack", "benign", "neither"]).nullable(),
      why: z.string().nullable(),
    }),
  ),
  notes: z.array(z.string()).meta({ description: "What was not read in full." }),
});
export type Choice = z.infer<typeof Choice>;
