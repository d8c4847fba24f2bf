import { defenderCsv, defenderJson } from "./defender-sign-in";
import { diagnostic } from "./diagnostic";
import { graphAudit } from "./graph-audit";
import { graphSignIn } from "./graph-sign-in";
import { logAnalyticsCsv, logAnalyticsJson } from "./log-analytics";
import { portalAudit } from "./portal-audit";
import { portalSignIn } from "./portal-sign-in";
import type { JsonFormat, TableFormat } from "./schema";
import { windowsJsonFormats } from "./windows-formats";

/** Every JSON log format, asked in this order: a wrapping before what it wraps. */
export const jsonFormats: readonly JsonFormat[] = [
  ...windowsJsonFormats,
  diagnostic,
  graphAudit,
  graphSignIn,
  logAnalyticsJson,
  defenderJson,
];

/** Every log format of columns and rows; at most one claims a header. */
export const tableFormats: readonly TableFormat[] = [portalSignIn, portalAudit, logAnalyticsCsv, defenderCsv];
