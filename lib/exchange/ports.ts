import { stringify } from "yaml";
import type { Numbers, PortedRule } from "./port";
import { RC_04 } from "./port-rc-04";
import { RC_05 } from "./port-rc-05";
import { RC_06 } from "./port-rc-06";
import { RC_07 } from "./port-rc-07";
import { RC_08 } from "./port-rc-08";
import { RC_10 } from "./port-rc-10";
import { RC_11 } from "./port-rc-11";
import { SEED_PORTS } from "./port-seeds";
import { WINDOWS_PORTS } from "./port-windows";
import { type Port, PortFormat } from "./schema";

/** Every rule that can be taken along, one entry each, whether or not it is in the catalogue yet. */
export const PORTS: readonly PortedRule[] = [
  ...SEED_PORTS,
  RC_04,
  RC_05,
  RC_06,
  RC_07,
  RC_08,
  RC_10,
  RC_11,
  ...WINDOWS_PORTS,
];

export type PortFile = { filename: string; type: string; text: string };

const NAME: Record<PortFormat, string> = {
  sentinel: "Microsoft Sentinel (analytic rule, KQL)",
  sigma: "Sigma (with correlation)",
  splunk: "Splunk (SPL)",
  elastic: "Elastic (ES|QL)",
};
const YAML = "application/yaml; charset=utf-8";
const TEXT = "text/plain; charset=utf-8";

const short = ({ ruleId }: PortedRule) => ruleId.toLowerCase();

/** Sigma asks for names in lower case, with underscores, and a prefix for rules about rules. */
const filenameOf = (rule: PortedRule, format: PortFormat): string =>
  ({
    sentinel: `rollcall-${short(rule)}-sentinel.yaml`,
    sigma: `mr_rollcall_${short(rule).replace("-", "")}.yml`,
    splunk: `rollcall-${short(rule)}.spl`,
    elastic: `rollcall-${short(rule)}.esql`,
  })[format];

const leftOut = ({ leavesOut }: PortedRule, format: PortFormat): string[] => [
  ...leavesOut.all,
  ...(leavesOut[format] ?? []),
];

/** What a page lists beside the links. */
export const portOf = (rule: PortedRule): Port[] =>
  PortFormat.options.map((format) => ({
    format,
    name: NAME[format],
    filename: filenameOf(rule, format),
    leavesOut: leftOut(rule, format),
  }));

/** Says above the rule what it is, and what nobody should expect of it. */
function header(rule: PortedRule, format: PortFormat, at: Numbers): string[] {
  const numbers = Object.entries(at).map(([name, value]) => `${name} ${value}`);
  return [
    `${rule.ruleId} ${rule.title}, as written by Rollcall for ${NAME[format]}.`,
    `Numbers: ${numbers.join(", ")}.`,
    "Not run on a live system by whoever wrote it: try it on your own logs before you rely on it.",
    "What this file cannot carry of the rule:",
    ...leftOut(rule, format).map((line) => `- ${line}`),
  ];
}

const commented = (mark: string, lines: readonly string[]) =>
  lines.map((line) => `${mark} ${line}`).join("\n");

/** Long texts stay on lines of their own, queries as they are. */
const yamlOf = (value: object) => stringify(value, { lineWidth: 0, blockQuote: "literal" });

function sentinelYaml(rule: PortedRule, at: Numbers): string {
  const { id, severity, connectors, frequency, period, tactics, techniques, entities, query } = rule.sentinel;
  return yamlOf({
    id,
    name: `Rollcall ${rule.ruleId}: ${rule.title}`,
    description: [
      rule.description,
      ...leftOut(rule, "sentinel").map((line) => `Not carried over: ${line}`),
    ].join("\n"),
    severity,
    status: "Available",
    requiredDataConnectors: connectors,
    queryFrequency: frequency,
    queryPeriod: period,
    triggerOperator: "gt",
    triggerThreshold: 0,
    tactics,
    relevantTechniques: techniques,
    query: `${query(at)}\n`,
    entityMappings: entities.map(({ entityType, identifier, columnName }) => ({
      entityType,
      fieldMappings: [{ identifier, columnName }],
    })),
    eventGroupingSettings: { aggregationKind: "AlertPerResult" },
    version: "1.0.0",
    kind: "Scheduled",
  });
}

/** SPL has comments between backticks, which must hold none themselves. */
const splComment = (lines: readonly string[]) =>
  lines.map((line) => `\`\`\` ${line.replaceAll("`", "'")} \`\`\``).join("\n");

/** One product's file of a rule, with the rule's numbers in place of the port's own. */
export function fileOf(rule: PortedRule, format: PortFormat, chosen: Numbers = {}): PortFile {
  const at = Object.fromEntries(
    Object.entries(rule.numbers).map(([name, value]) => [name, chosen[name] ?? value]),
  );
  const above = header(rule, format, at);
  const text = {
    sentinel: () => `${commented("#", above)}\n${sentinelYaml(rule, at)}`,
    sigma: () => `${commented("#", above)}\n${rule.sigma(at).map(yamlOf).join("---\n")}`,
    splunk: () => `${splComment(above)}\n${rule.splunk(at)}\n`,
    elastic: () => `${commented("//", above)}\n${rule.elastic(at)}\n`,
  }[format]();
  const isYaml = format === "sentinel" || format === "sigma";
  return { filename: filenameOf(rule, format), type: isYaml ? YAML : TEXT, text };
}
