import { defenderCsv, defenderJson } from "./defender-sign-in";
import { diagnostic } from "./diagnostic";
import { eventViewer } from "./event-viewer";
import { evtxEcmdCsv, evtxEcmdJson } from "./evtxecmd";
import { getWinevent } from "./get-winevent";
import { graphAudit } from "./graph-audit";
import { graphSignIn } from "./graph-sign-in";
import { logAnalyticsCsv, logAnalyticsJson } from "./log-analytics";
import { portalAudit } from "./portal-audit";
import { portalSignIn } from "./portal-sign-in";
import type { JsonFormat, TableFormat } from "./schema";
import { securityEventCsv, securityEventJson } from "./security-event";

/** Every JSON log format, asked in this order: a wrapping before what it wraps. */
export const jsonFormats: readonly JsonFormat[] = [
  diagnostic,
  graphAudit,
  graphSignIn,
  logAnalyticsJson,
  defenderJson,
  evtxEcmdJson,
  securityEventJson,
];

/** Every log format of columns and rows; at most one claims a header. */
export const tableFormats: readonly TableFormat[] = [
  portalSignIn,
  portalAudit,
  logAnalyticsCsv,
  defenderCsv,
  getWinevent,
  eventViewer,
  evtxEcmdCsv,
  securityEventCsv,
];
