type Selection = Record<string, string | number | (string | number)[]>;

const LOGSOURCE = {
  signins: { product: "azure", service: "signinlogs" },
  audit: { product: "azure", service: "auditlogs" },
  security: { product: "windows", service: "security" },
};

/** A single event that a correlation counts; where nobody counts it, it is an alert of its own. */
export type SigmaBase = {
  title: string;
  id: string;
  name: string;
  status: "experimental";
  description: string;
  date: string;
  tags?: string[];
  logsource: { product: string; service: string };
  detection: Record<string, Selection | string>;
  level?: string;
};

export type SigmaCorrelation = {
  title: string;
  id: string;
  name: string;
  status: "experimental";
  description: string;
  date: string;
  tags: string[];
  correlation: {
    type: "value_count" | "event_count" | "temporal" | "temporal_ordered";
    rules: string[];
    "group-by": string[];
    timespan: string;
    condition?: { gte: number; field?: string };
  };
  falsepositives: string[];
  level: "low" | "medium" | "high" | "critical";
};

export type SigmaDocument = SigmaBase | SigmaCorrelation;

const DATE = "2026-11-24";

/** Selections by name; all must hold, and none of those whose name begins with `filter_`. */
export function base(
  id: string,
  name: string,
  title: string,
  description: string,
  source: keyof typeof LOGSOURCE,
  selections: Record<string, Selection>,
): SigmaBase {
  const names = Object.keys(selections);
  const wanted = names.filter((one) => !one.startsWith("filter_"));
  const filters = names.some((one) => one.startsWith("filter_")) ? " and not 1 of filter_*" : "";
  return {
    ...{ title, id, name, status: "experimental", description, date: DATE },
    logsource: LOGSOURCE[source],
    detection: { ...selections, condition: `${wanted.join(" and ")}${filters}` },
  };
}

type Counted = Omit<SigmaCorrelation, "status" | "date" | "tags"> & { tags?: string[] };

const RECONNAISSANCE = ["attack.reconnaissance", "attack.t1589.002"];

export const correlation = ({ tags = RECONNAISSANCE, ...rest }: Counted): SigmaCorrelation => ({
  title: rest.title,
  id: rest.id,
  name: rest.name,
  status: "experimental",
  description: rest.description,
  date: DATE,
  tags,
  correlation: rest.correlation,
  falsepositives: rest.falsepositives,
  level: rest.level,
});

/** Codes as the field holds them in Azure's logs: numbers written as text or not, which backends treat alike. */
export const codes = (...texts: string[]) => texts.map(Number);
