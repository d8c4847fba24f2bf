import { median } from "./machine";
import { bySide, isOfSide, type Outcome, SIDES, type Side, type TenantQuality } from "./quality";

export type Quality = {
  attackers: number;
  /** Attackers of whom a rule of this side says anything. */
  found: Record<Side, number>;
  recall: Record<Side, number>;
  falseAlerts: Record<Side, number>;
  /** Per thirty tenant-days. */
  falseRate: Record<Side, number>;
  rules: {
    rule: string;
    expected: number;
    recalled: number;
    detections: number;
    right: number;
    loudWrong: number;
  }[];
};

export const GOALS = { recall: 0.95, falseRate: 1 };
const SIDE_NAMES: Record<Side, string> = {
  seeds: "RC-01 to RC-03",
  ours: "the rules from RC-04 on",
  all: "all together, as alerts hold them",
};

/** All tenants together. With `rules`, only attackers that one of these must find count for recall. */
export function qualityOf(tenants: readonly TenantQuality[], rules?: ReadonlySet<string>): Quality {
  const all = tenants.flatMap(({ outcomes }) => outcomes);
  const due = rules ? all.filter(({ expected }) => expected.some((rule) => rules.has(rule))) : all;
  const days = tenants.reduce((sum, tenant) => sum + tenant.days, 0);
  const found = bySide((side) => due.filter(({ after }) => after[side] !== null).length);
  const falseAlerts = bySide((side) =>
    tenants.reduce((sum, tenant) => sum + tenant.falseAlerts[side].length, 0),
  );
  return {
    attackers: due.length,
    found,
    recall: bySide((side) => (due.length === 0 ? 1 : found[side] / due.length)),
    falseAlerts,
    falseRate: bySide((side) => (falseAlerts[side] * 30) / days),
    rules: perRule(tenants, all),
  };
}

function perRule(tenants: readonly TenantQuality[], outcomes: Outcome[]): Quality["rules"] {
  const names = [
    ...outcomes.flatMap(({ expected, rules }) => [...expected, ...rules]),
    ...tenants.flatMap(({ detections }) => Object.keys(detections)),
  ];
  return [...new Set(names)].sort().map((rule) => {
    // The seeds promise nothing: what they are measured by is every attacker.
    const due = outcomes.filter(({ expected }) => isOfSide(rule, "seeds") || expected.includes(rule));
    const sum = (what: "all" | "right" | "loudWrong") =>
      tenants.reduce((total, { detections }) => total + (detections[rule]?.[what] ?? 0), 0);
    return {
      rule,
      expected: due.length,
      recalled: due.filter(({ rules }) => rules.includes(rule)).length,
      detections: sum("all"),
      right: sum("right"),
      loudWrong: sum("loudWrong"),
    };
  });
}

const share = (part: number, whole: number) => (whole === 0 ? "–" : (part / whole).toFixed(3));

/** The tables of docs/quality.md. */
export function linesOf(tenants: readonly TenantQuality[], quality: Quality): string[] {
  const rows = quality.rules.map(({ rule, expected, recalled, detections, right, loudWrong }) =>
    [
      ...["", rule, `${recalled}/${expected}`, share(recalled, expected), String(detections)],
      ...[share(right, detections), String(loudWrong), ""],
    ].join(" | "),
  );
  return [
    "| rule | attackers it must find | recall | detections | precision | medium or above of nobody |",
    "|---|---|---|---|---|---|",
    ...rows.map((row) => row.trim()),
    "",
    "| | attackers found | recall | hours until found, median (worst) | alerts of medium or above of nobody | per 30 tenant-days |",
    "|---|---|---|---|---|---|",
    ...SIDES.map((side) => sideLine(tenants, quality, side)),
  ];
}

function sideLine(tenants: readonly TenantQuality[], quality: Quality, side: Side): string {
  const hours = tenants.flatMap(({ outcomes }) => outcomes.flatMap(({ after }) => after[side] ?? []));
  const soon = hours.length === 0 ? "–" : `${median(hours).toFixed(0)} (${Math.max(...hours).toFixed(0)})`;
  const cells = [
    SIDE_NAMES[side],
    `${quality.found[side]}/${quality.attackers}`,
    quality.recall[side].toFixed(3),
    soon,
    String(quality.falseAlerts[side]),
    quality.falseRate[side].toFixed(2),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Who was missed, which rule missed whom, and what cried wolf. */
export function complaintsOf(tenants: readonly TenantQuality[], built: ReadonlySet<string>): string[] {
  return tenants.flatMap(({ name, outcomes, falseAlerts }) => [
    ...outcomes.flatMap(({ label, expected, rules }) => {
      const silent = expected.filter((rule) => built.has(rule) && !rules.includes(rule));
      return silent.length > 0
        ? [`${name}: ${silent.join(", ")} silent on ${label} (${rules.join(" ") || "nothing"} spoke)`]
        : [];
    }),
    ...falseAlerts.ours.map((said) => `${name}: ${said}`),
    ...falseAlerts.all
      .filter((said) => !falseAlerts.ours.includes(said))
      .map((said) => `${name}: as an alert holds it, ${said}`),
  ]);
}

/** What the goals ask and the figures do not give; empty when they are met. */
export function failuresOf({ recall, falseRate }: Quality): string[] {
  return [
    ...(recall.ours < GOALS.recall
      ? [`recall is ${recall.ours.toFixed(3)}, and must be ${GOALS.recall}`]
      : []),
    ...(falseRate.ours > GOALS.falseRate
      ? [
          `${falseRate.ours.toFixed(2)} false alerts of medium or above per 30 tenant-days, and at most ${GOALS.falseRate} may be`,
        ]
      : []),
  ];
}
