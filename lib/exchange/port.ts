import type { SigmaDocument } from "./sigma";

/** A rule's numbers by name, as they are now. */
export type Numbers = Record<string, number>;

export type Tactic = "Reconnaissance" | "CredentialAccess" | "InitialAccess" | "Discovery";

/** What a Sentinel analytic rule says beside its query. */
export type Sentinel = {
  id: string;
  severity: "Informational" | "Low" | "Medium" | "High";
  tactics: Tactic[];
  techniques: string[];
  /** As Sentinel writes times: 1h, 14d. */
  frequency: string;
  period: string;
  connectors: { connectorId: string; dataTypes: string[] }[];
  entities: { entityType: "IP" | "Account" | "Host"; identifier: string; columnName: string }[];
  query(at: Numbers): string;
};

/**
 * One rule in the words of four products. Its queries ask with the rule's own numbers; `numbers` are those that hold
 * where the rule has none of that name.
 */
export type PortedRule = {
  ruleId: string;
  title: string;
  description: string;
  numbers: Numbers;
  falsePositives: string[];
  sentinel: Sentinel;
  sigma(at: Numbers): SigmaDocument[];
  splunk(at: Numbers): string;
  elastic(at: Numbers): string;
  /** What no format, or one of them, can carry of the rule; nobody should think otherwise. */
  leavesOut: { all: string[]; sentinel?: string[]; sigma?: string[]; splunk?: string[]; elastic?: string[] };
};

/** A number that every port has to have. */
export function numberOf(at: Numbers, name: string): number {
  const value = at[name];
  if (value === undefined) throw new Error(`The port has no number called ${name}.`);
  return value;
}

export const ENTRA = [
  {
    connectorId: "AzureActiveDirectory",
    dataTypes: ["SigninLogs", "AADNonInteractiveUserSignInLogs", "ADFSSignInLogs"],
  },
];
export const ENTRA_INTERACTIVE = [{ connectorId: "AzureActiveDirectory", dataTypes: ["SigninLogs"] }];
export const ENTRA_AUDIT = [{ connectorId: "AzureActiveDirectory", dataTypes: ["AuditLogs"] }];
export const WINDOWS = [{ connectorId: "SecurityEvents", dataTypes: ["SecurityEvent"] }];

export const ADDRESS = { entityType: "IP", identifier: "Address", columnName: "Address" } as const;
export const ACCOUNT = { entityType: "Account", identifier: "FullName", columnName: "Person" } as const;

/** What only Rollcall's own evaluation weighs in the rules that look past the seeds. */
export const WEIGHED = [
  "Severity arithmetic: known tools, the kind of network, privileged accounts and the order of the names raise or lower the alert in Rollcall alone.",
  "An account that signs in from the same source within ten minutes (a typo, a prompt) is taken out by Rollcall and stays in here.",
];
export const NO_BASELINE =
  "Baselines: what this source or tenant does on other days is not compared, so the number stands alone.";
