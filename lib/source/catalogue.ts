import { diagnostic } from "./diagnostic";
import { graphAudit } from "./graph-audit";
import { graphSignIn } from "./graph-sign-in";
import { logAnalyticsCsv, logAnalyticsJson } from "./log-analytics";
import { portalSignIn } from "./portal-sign-in";
import type { CsvFormat, JsonFormat } from "./schema";

/** Every JSON log format, asked in this order: a wrapping before what it wraps. */
export const jsonFormats: readonly JsonFormat[] = [diagnostic, graphAudit, graphSignIn, logAnalyticsJson];

/** Every CSV log format; at most one claims a header. */
export const csvFormats: readonly CsvFormat[] = [portalSignIn, logAnalyticsCsv];
