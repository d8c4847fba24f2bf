import { count } from "@/components/ui/utc";
import type { OrderKind } from "@/lib/detection/order-score";
import { KIND_WORDS } from "@/lib/enrich/schema";
import type { Choice, Picture } from "@/lib/insight/choice-schema";

export type Fact = { label: string; value: string; means?: string };

export const percent = (share: number) => `${Math.round(share * 100)} %`;

export const ORDER_WORD: Record<OrderKind, string> = {
  alphabetical: "alphabetical order",
  surname: "order of surnames",
  "address-list": "order of the address list",
  "common-names": "order of common names",
};

export const sentenceOf = (words: string) => words.slice(0, 1).toUpperCase() + words.slice(1);

/** A score with its sign; what rounds to nothing has none. */
export function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) > 0 ? `\u2212${text}` : text;
}

/** What the strongest order says, in a sentence. */
export function orderWords({ strongest, scores }: Choice["order"]): string {
  const score = scores.find(({ kind }) => kind === strongest);
  if (!score || score.z === null) return "The order of the names cannot be scored.";
  const z = signed(score.z, 1);
  if (score.isEvidence)
    return `The names were asked for in ${ORDER_WORD[score.kind]} (z ${z}; chance stays below 4): a list was worked through.`;
  if (score.names < 20)
    return `${count(score.names)} ${score.names === 1 ? "name is" : "names are"} too few to tell an order from chance (z ${z}).`;
  return `No order of a list is recognised (z ${z}, and 4 would be): shuffled, or chosen otherwise.`;
}

/** Seconds as people say them. */
export function span(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

const evenness = (cv: number) => (cv <= 0.3 ? "like a clock" : cv < 0.8 ? "fairly even" : "uneven");

/** How the names were picked. */
export function nameFacts({ pattern, defect, directory, lifecycle, ...choice }: Choice): Fact[] {
  return [
    { label: "Tried once", value: percent(choice.onceShare) },
    { label: "Absent", value: percent(choice.absentShare) },
    ...(pattern.name ? [{ label: "Made like", value: `${pattern.name} (${percent(pattern.share)})` }] : []),
    { label: "Kind of list", value: pattern.listKind },
    ...(pattern.series
      ? [
          {
            label: "Series",
            value: `${pattern.series.stem}, ${pattern.series.from} to ${pattern.series.to}`,
            means: `${count(pattern.series.names)} names`,
          },
        ]
      : []),
    ...defectFacts(defect),
    ...(directory ? directoryFacts(directory) : [{ label: "Directory", value: "none uploaded" }]),
    {
      label: "Added or deleted within 48 hours",
      value: lifecycle
        ? `${count(lifecycle.met)} of ${count(lifecycle.asked)}`
        : "no audit log covers the time",
    },
  ];
}

function defectFacts({ share, defect, detail, example, repairShare }: Choice["defect"]): Fact[] {
  if (!defect || !example) return [{ label: "Shared defect", value: "none" }];
  const what = detail ? `${defect} (${detail})` : defect;
  const repaired = example.repaired ? `; repaired ${example.repaired}` : "";
  return [
    { label: "Shared defect", value: `${percent(share)}: ${what}`, means: `${example.typed}${repaired}` },
    ...(repairShare === null ? [] : [{ label: "Real once repaired", value: percent(repairShare) }]),
  ];
}

function directoryFacts(directory: NonNullable<Choice["directory"]>): Fact[] {
  const { known, dirOverlap, typoShare, typo, privileged, disabled } = directory;
  return [
    { label: "In the directory", value: `${count(known)} (${percent(dirOverlap)})` },
    ...(typoShare === null
      ? []
      : [
          {
            label: "Absent names that are typing errors",
            value: percent(typoShare),
            ...(typo ? { means: `${typo.asked} for ${typo.meant}` } : {}),
          },
        ]),
    ...(privileged === null ? [] : [{ label: "Privileged", value: count(privileged) }]),
    ...(disabled === null ? [] : [{ label: "Disabled", value: count(disabled) }]),
  ];
}

/** How they were asked for in time, and from where. */
export function mannerFacts({ rounds, spacing, source }: Choice): Fact[] {
  const { intervalSeconds, intervalCv, sameSet } = rounds;
  return [
    {
      label: "Rounds",
      value: count(rounds.count),
      ...(sameSet >= 2 ? { means: `${count(sameSet)} in a row with the same names` } : {}),
    },
    ...(intervalSeconds === null
      ? []
      : [
          {
            label: "Between rounds",
            value: span(intervalSeconds),
            ...(intervalCv === null ? {} : { means: evenness(intervalCv) }),
          },
        ]),
    {
      label: "Names a minute",
      value: rate(spacing.ratePerMinute),
      means: `${count(spacing.peakPerMinute)} in the busiest`,
    },
    { label: "From first to last", value: span(spacing.elapsedSeconds) },
    ...(spacing.gapCv === null
      ? []
      : [{ label: "Gaps", value: evenness(spacing.gapCv), means: `vary by ${percent(spacing.gapCv)}` }]),
    { label: "Source", value: source.kind ? KIND_WORDS[source.kind] : "in no list" },
    ...(source.users30d === null
      ? []
      : [{ label: "People who signed in there, 30 days before", value: count(source.users30d) }]),
  ];
}

const rate = (perMinute: number) => (perMinute >= 10 ? count(Math.round(perMinute)) : perMinute.toFixed(2));

export const FIT_WORD = {
  yes: "fits",
  partly: "fits in part",
  no: "does not fit",
  unknown: "cannot be told",
};
export type Fit = keyof typeof FIT_WORD;

export const fitOf = ({ fits }: Pick<Picture, "fits">): Fit =>
  fits === true ? "yes" : fits === "partly" ? "partly" : fits === false ? "no" : "unknown";

const FITS: Fit[] = ["yes", "partly", "unknown", "no"];

/** Those that fit first, and what is ruled out last; otherwise in the order of the categories. */
export const inOrderOfFit = (pictures: readonly Picture[]): Picture[] =>
  [...pictures].sort((a, b) => FITS.indexOf(fitOf(a)) - FITS.indexOf(fitOf(b)));

/** A sign's or a signal's own number beside its limit. */
export function shownValue(value: number | string | boolean | null, limit = ""): string {
  if (value === null) return "unknown";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  return limit.includes("%") || limit.includes("share")
    ? percent(value)
    : String(Math.round(value * 100) / 100);
}
